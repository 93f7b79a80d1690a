using System.Buffers;
using CsCheck;
using Ipc.Messages;
using Ipc.Model;
using Ipc.Regions;
using Ipc.Sync;
using Ipc.Tests.Crashes;
using Ipc.Tests.Peer;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Properties;

/// <summary>
/// The queue against the simplest model of it, and what a repair makes of a queue that somebody died in.
/// </summary>
public sealed class QueueProperties
{
    private static readonly Gen<int> s_sizes = Gen.Frequency(
        (6, Gen.Int[0, 64]),
        (3, Gen.Int[0, 3000]),
        (2, Gen.Int[ChunkPool.ChunkRoom - 40, ChunkPool.ChunkRoom + 40]),
        (1, Gen.Int[IArrayEncoding.LeastBytes - 8, IArrayEncoding.LeastBytes + 8]),
        (1, Gen.Int[0, 200_000]));

    private enum Kind
    {
        Send,
        Receive,
        ReceiveMany,
        Clear,
        Complete,
        Repair,
    }

    // Send above all: a queue that is mostly empty shows little.
    private static readonly Gen<(Kind, int)> s_steps = Gen.Select(
        Gen.Frequency(
            (30, Gen.Const(Kind.Send)), (15, Gen.Const(Kind.Receive)), (4, Gen.Const(Kind.ReceiveMany)), (1, Gen.Const(Kind.Clear)),
            (1, Gen.Const(Kind.Complete)), (4, Gen.Const(Kind.Repair))),
        s_sizes);

    [Fact]
    public void It_does_what_its_model_does() => DoesWhatItsModelDoes(50);

    [Fact]
    [Trait("Category", "Soak")]
    public void It_does_what_its_model_does_many_times() => DoesWhatItsModelDoes(2000);

    private static void DoesWhatItsModelDoes(int times) => Gen.Select(Gen.Int[0, 12], s_steps.List[0, 120]).Sample(
        (capacity, steps) =>
        {
            using IpcQueue queue = IpcQueue.Create(capacity, encoding: new BytesEncoding());
            Queue<byte[]> model = new();
            bool completed = false;
            int seed = 0;
            foreach ((Kind kind, int size) in steps)
            {
                switch (kind)
                {
                    case Kind.Send:
                        byte[] message = Bytes(size, ++seed);
                        bool fits = capacity == 0 || model.Count < capacity;
                        Assert.Equal(completed ? null : fits, TrySend(queue, message));
                        if (!completed && fits)
                        {
                            model.Enqueue(message);
                        }

                        break;

                    case Kind.Receive:
                        // With time to wait it makes large arrays before it takes them.
                        TimeSpan patience = model.Count > 0 && size % 2 == 0 ? Eventually.Watchdog : TimeSpan.Zero;
                        Assert.Equal(Expected(model, completed), queue.TryReceive(out object? value, patience));
                        if (model.TryDequeue(out byte[]? expected))
                        {
                            Assert.Equal(expected, (byte[])value!);
                        }

                        break;

                    case Kind.ReceiveMany:
                        List<object?> got = [];
                        Assert.Equal(Expected(model, completed), queue.TryReceiveMany(1 + (size % 5), TimeSpan.Zero, got));
                        got.ForEach(one => Assert.Equal(model.Dequeue(), (byte[])one!));
                        break;

                    case Kind.Clear:
                        Assert.Equal(model.Count, queue.Clear());
                        model.Clear();
                        break;

                    case Kind.Complete when size % 3 == 0:
                        queue.Complete();
                        completed = true;
                        break;

                    case Kind.Repair:
                        LeaveAsADeadProcessWould(queue, size);
                        break;
                }

                Assert.Equal(model.Count, queue.Count);
            }

            Assert.Equal(model.Sum(message => (long)MessageList.RecordSize(BytesEncoding.Head + message.Length)), new MessageList(queue.Region, 0).Bytes);
        },
        iter: times,
        threads: 1);

    [Fact]
    public void A_repair_frees_every_chunk_that_no_message_needs() => s_steps.List[1, 60].Sample(
        steps =>
        {
            using IpcQueue queue = IpcQueue.Create();
            foreach ((Kind kind, int size) in steps)
            {
                if (kind == Kind.Send)
                {
                    queue.TrySendBytes(Bytes(size, 1), TimeSpan.Zero);
                }
                else
                {
                    queue.TryReceiveBytes(new ArrayBufferWriter<byte>(), TimeSpan.Zero);
                }
            }

            queue.Clear();
            LeaveAsADeadProcessWould(queue, 7);
            queue.TrySendBytes([], TimeSpan.Zero);
            ChunkPool pool = new(queue.Region);
            uint free = Derived.Unused(queue.Region);
            return free == pool.Count - 1 || free == pool.Count - 2;
        },
        iter: 60,
        threads: 1);

    // What is derived is half changed, chunks are in no list, one is chained behind the tail and never published, and
    // the mutex is held by somebody who is gone. Then somebody enters, and so repairs it.
    private static void LeaveAsADeadProcessWould(IpcQueue queue, int seed)
    {
        Region region = queue.Region;
        Random random = new(seed);
        const int List = RegionLayout.PayloadAt + ChunkPool.HeaderSize;
        region.Long(List + MessageList.SentAt).Value = (ulong)random.NextInt64();
        region.Long(List + MessageList.BytesAt).Value = (ulong)random.NextInt64();
        uint tail = (uint)(region.Long(List + MessageList.TailAt).Value >> 32);
        ChunkPool pool = new(region);
        if (random.Next(2) == 0 && pool.TryTake(out uint chained))
        {
            pool.Next(tail).Value = chained + 1;
        }

        if (random.Next(2) == 0)
        {
            region.Word(RegionLayout.PayloadAt + 4).Value = 0;
        }

        region.Word(RegionLayout.MutexAt).Exchange((77u << 12) | 50);
        Assert.True(region.AcquireMutex(Deadline.Never, CancellationToken.None));
        region.Mutex.Release();
    }

    private static IpcReceiveResult Expected(Queue<byte[]> model, bool completed) => model.Count > 0
        ? IpcReceiveResult.Received
        : completed ? IpcReceiveResult.Closed : IpcReceiveResult.TimedOut;

    private static bool? TrySend(IpcQueue queue, byte[] message)
    {
        try
        {
            return queue.TrySend(message, TimeSpan.Zero);
        }
        catch (IpcException e) when (e.Error == IpcError.Closed)
        {
            return null;
        }
    }

    private static byte[] Bytes(int size, int seed)
    {
        byte[] bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
