using System.Buffers;
using CsCheck;
using Ipc.Messages;
using Ipc.Regions;
using Ipc.Sync;
using Ipc.Tests.Peer;

namespace Ipc.Tests.Properties;

/// <summary>Broadcast queues against the simplest model of them, and what a repair makes of one that somebody died in.</summary>
public sealed class BroadcastProperties
{
    private const int Handles = 3;

    private static readonly Gen<int> s_sizes = Gen.Frequency(
        (6, Gen.Int[0, 64]), (2, Gen.Int[0, 3000]), (2, Gen.Int[ChunkPool.ChunkRoom - 40, ChunkPool.ChunkRoom + 40]), (1, Gen.Int[0, 100_000]));

    private enum Kind
    {
        Send,
        Receive,
        ReceiveMany,
        Peek,
        Reopen,
        Clear,
        Repair,
    }

    private static readonly Gen<(Kind, int)> s_steps = Gen.Select(
        Gen.Frequency(
            (20, Gen.Const(Kind.Send)), (25, Gen.Const(Kind.Receive)), (8, Gen.Const(Kind.ReceiveMany)), (5, Gen.Const(Kind.Peek)),
            (2, Gen.Const(Kind.Reopen)), (1, Gen.Const(Kind.Clear)), (5, Gen.Const(Kind.Repair))),
        s_sizes);

    [Fact]
    public void They_do_what_their_model_does() => DoWhatTheirModelDoes(40);

    [Fact]
    [Trait("Category", "Soak")]
    public void They_do_what_their_model_does_many_times() => DoWhatTheirModelDoes(3000);

    private static void DoWhatTheirModelDoes(int times) => Gen.Select(Gen.Int[0, 6], Gen.Bool, Gen.Bool, s_steps.List[0, 150]).Sample(
        (capacity, dropsOldest, fromNow, steps) =>
        {
            dropsOldest &= capacity > 0;
            using IpcBroadcast queue = IpcBroadcast.Create(capacity, dropsOldest, fromNow);
            Model model = new(capacity, dropsOldest, fromNow);
            List<IpcBroadcast> handles = [.. Enumerable.Range(0, Handles).Select(_ => IpcBroadcast.Open(queue.Id))];
            foreach ((Kind kind, int size) in steps)
            {
                int index = size % Handles;
                switch (kind)
                {
                    case Kind.Send:
                        byte[] message = Bytes(size, model.Sent);
                        Assert.Equal(model.TrySend(message), queue.TrySendBytes(message, TimeSpan.Zero));
                        break;

                    case Kind.Receive or Kind.ReceiveMany or Kind.Peek:
                        int most = kind == Kind.Receive ? 1 : 1 + (size % 4);
                        (long lost, byte[][] expected) = model.Receive(index, most, takes: kind != Kind.Peek);
                        (long told, byte[][] got) = Receive(handles[index], kind, most);
                        Assert.Equal(lost, told);
                        Assert.Equal(expected, got);
                        break;

                    case Kind.Reopen:
                        handles[index].Close();
                        handles[index] = IpcBroadcast.Open(queue.Id);
                        model.Reopen(index);
                        break;

                    case Kind.Clear:
                        Assert.Equal(model.Kept, queue.Clear());
                        model.Clear();
                        break;

                    case Kind.Repair:
                        LeaveAsADeadProcessWould(queue, size);
                        break;
                }

                Assert.Equal((model.Kept, model.Receivers), (queue.Kept, queue.Receivers));
                Assert.All(Enumerable.Range(0, Handles), one => Assert.Equal(model.CountOf(one), handles[one].Count));
            }

            handles.ForEach(handle => handle.Close());
        },
        iter: times,
        threads: 1);

    private static (long Told, byte[][] Got) Receive(IpcBroadcast handle, Kind kind, int most)
    {
        long before = handle.Lost;
        List<object?> got = [];
        try
        {
            if (kind == Kind.Peek)
            {
                List<IpcPeeked> peeked = [];
                handle.TryPeek(WholeEncoding.Instance, most, TimeSpan.Zero, peeked, CancellationToken.None);
                got.AddRange(peeked.Select(one => one.Value));
            }
            else
            {
                for (ArrayBufferWriter<byte> bytes = new(); got.Count < most; bytes.Clear())
                {
                    if (handle.TryReceiveBytes(bytes, TimeSpan.Zero) != IpcReceiveResult.Received)
                    {
                        break;
                    }

                    got.Add(bytes.WrittenSpan.ToArray());
                }
            }
        }
        catch (IpcException e) when (e.Error == IpcError.Full)
        {
            Assert.Empty(got);
        }

        return (handle.Lost - before, [.. got.Cast<byte[]>()]);
    }

    // A message was dropped, or sent, and not counted; bytes are counted wrongly, and the free chunks; and the mutex is held by
    // somebody who is gone.
    private static void LeaveAsADeadProcessWould(IpcBroadcast queue, int seed)
    {
        Region region = queue.Region;
        Random random = new(seed);
        int list = MessageList.At(0);
        region.Long(list + MessageList.BytesAt).Value = (ulong)random.NextInt64();
        if (random.Next(2) == 0)
        {
            region.Long(list + MessageList.SentAt).Value -= region.Long(list + MessageList.SentAt).Value > region.Long(list + MessageList.ReceivedAt).Value ? 1u : 0;
        }
        else if (region.Long(list + MessageList.ReceivedAt).Value > 0)
        {
            region.Long(list + MessageList.ReceivedAt).Value--;
        }

        if (random.Next(2) == 0)
        {
            region.Word(RegionLayout.PayloadAt + ChunkPool.FreeAt).Value = 0;
        }

        region.Word(RegionLayout.MutexAt).Exchange((77u << 12) | 50);
        Assert.True(region.AcquireMutex(Deadline.Never, CancellationToken.None));
        region.Mutex.Release();
    }

    private static byte[] Bytes(int size, int seed)
    {
        byte[] bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    /// <summary>All that was sent, and where each handle stands.</summary>
    private sealed class Model(int capacity, bool dropsOldest, bool fromNow)
    {
        private readonly List<byte[]> _all = [];
        private readonly int[] _next = new int[Handles];
        private readonly bool[] _receives = new bool[Handles];
        private readonly bool[] _untold = new bool[Handles];
        private int _first;
        private int _cleared;

        public int Sent => _all.Count;

        public int Kept => Sent - _first;

        public int Receivers => _receives.Count(receives => receives);

        public bool TrySend(byte[] message)
        {
            bool isFull = capacity > 0 && Kept >= capacity;
            int slowest = Enumerable.Range(0, Handles).Where(i => _receives[i]).Select(i => _next[i]).DefaultIfEmpty(fromNow ? int.MaxValue : 0).Min();
            if (isFull && !dropsOldest && slowest <= _first)
            {
                return false;
            }

            _all.Add(message);
            _first += isFull ? 1 : 0;
            return true;
        }

        public (long Lost, byte[][] Messages) Receive(int handle, int most, bool takes)
        {
            int from = Math.Max(_next[handle], _cleared);
            if (from == Sent && (!takes || (_receives[handle] && !_untold[handle])))
            {
                return (0, []);
            }

            _receives[handle] |= takes;
            int lost = Math.Max(0, _first - from);
            _next[handle] = Math.Max(from, _first);
            _untold[handle] |= lost > 0;
            if (takes && _untold[handle])
            {
                _untold[handle] = false; // Who looks notices, and who receives is told.
                return (lost, []);
            }

            byte[][] messages = [.. _all.Skip(_next[handle]).Take(most)];
            _next[handle] += takes ? messages.Length : 0;
            return (lost, messages);
        }

        public void Reopen(int handle)
        {
            _receives[handle] = _untold[handle] = false;
            _next[handle] = fromNow ? Sent : 0;
        }

        public void Clear() => _first = _cleared = Sent;

        public int CountOf(int handle) => Sent - Math.Max(Math.Max(_next[handle], _cleared), _first);
    }
}
