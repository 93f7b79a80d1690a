using System.Buffers;
using CsCheck;
using Ipc.Messages;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;
using Ipc.Tests.Crashes;
using Ipc.Tests.Peer;

namespace Ipc.Tests.Properties;

/// <summary>
/// Leases against the simplest model of them, and what a repair makes of a queue that somebody died in.
/// </summary>
public sealed class LeaseProperties
{
    private static readonly Gen<int> s_sizes = Gen.Frequency(
        (6, Gen.Int[0, 64]),
        (3, Gen.Int[0, 3000]),
        (2, Gen.Int[ChunkPool.ChunkRoom - 60, ChunkPool.ChunkRoom + 10]),
        (1, Gen.Int[0, 200_000]));

    private enum Kind
    {
        Send,
        Receive,
        Peek,
        Lease,
        Confirm,
        Abandon,
        Clear,
        Recover,
        Repair,
    }

    private static readonly Gen<(Kind, int)> s_steps = Gen.Select(
        Gen.Frequency(
            (20, Gen.Const(Kind.Send)), (5, Gen.Const(Kind.Receive)), (5, Gen.Const(Kind.Peek)), (15, Gen.Const(Kind.Lease)), (10, Gen.Const(Kind.Confirm)),
            (6, Gen.Const(Kind.Abandon)), (1, Gen.Const(Kind.Clear)), (1, Gen.Const(Kind.Recover)), (4, Gen.Const(Kind.Repair))),
        s_sizes);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void They_do_what_their_model_does(bool priority) => DoWhatTheirModelDoes(30, priority);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    [Trait("Category", "Soak")]
    public void They_do_what_their_model_does_many_times(bool priority) => DoWhatTheirModelDoes(2000, priority);

    private static void DoWhatTheirModelDoes(int times, bool priority) => s_steps.List[0, 200].Sample(
        steps =>
        {
            using IpcQueue queue = IpcQueue.Create(priority: priority);
            List<Item> model = []; // In the order of sending, all that is not done.
            int number = 0;
            foreach ((Kind kind, int size) in steps)
            {
                Item? first = model.Where(item => item.Lease is null).OrderByDescending(item => item.Priority).FirstOrDefault();
                Item[] held = [.. model.Where(item => item.Lease is not null)];
                Item? one = held.Length == 0 ? null : held[size % held.Length];
                switch (kind)
                {
                    case Kind.Send:
                        model.Add(new Item(Bytes(size, ++number), priority ? size % 10 : 0));
                        Assert.True(priority
                            ? queue.TrySendBytes(model[^1].Bytes, model[^1].Priority, TimeSpan.Zero)
                            : queue.TrySendBytes(model[^1].Bytes, TimeSpan.Zero));
                        break;

                    case Kind.Receive:
                        ArrayBufferWriter<byte> received = new();
                        Assert.Equal(ResultFor(first), queue.TryReceiveBytes(received, TimeSpan.Zero));
                        Assert.Equal(first?.Bytes ?? [], received.WrittenSpan.ToArray());
                        model.Remove(first!);
                        break;

                    case Kind.Peek:
                        List<IpcPeeked> peeked = [];
                        queue.TryPeek(WholeEncoding.Instance, 1 + (size % 7), TimeSpan.Zero, peeked, CancellationToken.None);
                        Assert.Equal(
                            model.Where(item => item.Lease is null).OrderByDescending(item => item.Priority).Take(1 + (size % 7)).Select(item => item.Bytes),
                            peeked.Select(one => (byte[])one.Value!));
                        break;

                    case Kind.Lease:
                        ArrayBufferWriter<byte> leased = new();
                        Assert.Equal(
                            ResultFor(first),
                            queue.TryLeaseBytes(leased, out IpcLease? lease, TimeSpan.Zero, size % 2 == 0 ? TimeSpan.FromHours(1 + size) : Timeout.InfiniteTimeSpan));
                        if (first is not null)
                        {
                            Assert.Equal(first.Bytes, leased.WrittenSpan.ToArray());
                            Assert.Equal(++first.Deliveries, lease!.DeliveryCount);
                            first.Lease = lease;
                        }

                        break;

                    case Kind.Confirm when one is not null:
                        one.Lease!.Confirm();
                        model.Remove(one);
                        break;

                    case Kind.Abandon when one is not null:
                        one.Lease!.Abandon();
                        one.Lease = null;
                        break;

                    case Kind.Clear:
                        Assert.Equal(model.Count - held.Length, queue.Clear());
                        model.RemoveAll(item => item.Lease is null);
                        break;

                    case Kind.Recover:
                        Inside(queue, () => QueueDescriptor.Instance.Recover(queue.Region, queue.Region.MySlot, queue.Region.Me));
                        Array.ForEach(held, item => item.Lease = null);
                        break;

                    case Kind.Repair:
                        LeaveAsADeadProcessWould(queue, size);
                        break;
                }

                Assert.Equal(
                    (model.Count(item => item.Lease is null), model.Count(item => item.Lease is not null)), (queue.Count, queue.LeasedCount));
                Assert.All(model, item => Assert.True(item.Lease?.IsHeld ?? true));
            }

            AssertThatARepairChangesNothing(queue);
        },
        iter: times,
        threads: 1);

    // All that is derived was right before: how many there are, and which chunks are free.
    private static void AssertThatARepairChangesNothing(IpcQueue queue)
    {
        LeaseLog log = new(queue.Region);
        ulong counts = log.Counts;
        uint free = Derived.Unused(queue.Region);
        Inside(queue, () => QueueDescriptor.Instance.Repair(queue.Region));
        Assert.Equal((counts, free), (log.Counts, Derived.Unused(queue.Region)));
        if (log.Counts >> 32 == 0)
        {
            Assert.Equal(0, log.NextExpiry);
        }
    }

    // What is derived is wrong, chunks are in no list or chained behind the tail and never used, and the mutex is held
    // by somebody who is gone. Then somebody enters, and so repairs it.
    private static void LeaveAsADeadProcessWould(IpcQueue queue, int seed)
    {
        Region region = queue.Region;
        Random random = new(seed);
        const int List = RegionLayout.PayloadAt + ChunkPool.HeaderSize;
        region.Long(List + MessageList.ReturnedAt).Value = (ulong)random.NextInt64();
        if (QueueDescriptor.HasLevels(region))
        {
            int of = MessageList.At(MessageList.IndexOf(random.Next(MessageList.LevelCount)));
            region.Long(of + MessageList.SentAt).Value = (ulong)random.NextInt64();
            region.Long(of + MessageList.BytesAt).Value = (ulong)random.NextInt64();
        }

        region.Long(List + MessageList.NextExpiryAt).Value = (ulong)random.NextInt64();
        ChunkPool pool = new(region);
        ulong tail = region.Long(LeaseLog.At + 8).Value;
        region.Long(LeaseLog.At + 24).Value = tail;
        if (tail != 0)
        {
            uint last = (uint)(tail >> 32);
            region.Word(pool.Offset(last) + 4).Value ^= (uint)random.Next(1, 100);
            if (random.Next(2) == 0 && pool.TryTake(out uint chained))
            {
                pool.Next(last).Value = chained + 1;
                region.Long(pool.Offset(chained) + 8).Value = (ulong)random.NextInt64();
            }
        }

        if (random.Next(2) == 0)
        {
            region.Word(RegionLayout.PayloadAt + 4).Value = 0;
        }

        region.Word(RegionLayout.MutexAt).Exchange((77u << 12) | 50);
        Inside(queue, () => { });
    }

    private static void Inside(IpcQueue queue, Action action)
    {
        Assert.True(queue.Region.AcquireMutex(Deadline.Never, CancellationToken.None));
        try
        {
            action();
        }
        finally
        {
            queue.Region.Mutex.Release();
        }
    }

    private static IpcReceiveResult ResultFor(Item? first) =>
        first is null ? IpcReceiveResult.TimedOut : IpcReceiveResult.Received;

    private static byte[] Bytes(int size, int seed)
    {
        byte[] bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private sealed class Item(byte[] bytes, int priority)
    {
        public byte[] Bytes { get; } = bytes;

        public int Priority { get; } = priority;

        public int Deliveries { get; set; }

        public IpcLease? Lease { get; set; }
    }
}
