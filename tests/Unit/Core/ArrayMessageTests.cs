using System.Buffers;
using Ipc.Commands;
using Ipc.Messages;
using Ipc.Model;
using Ipc.Regions;
using Ipc.Tests.Peer;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>
/// Large arrays, which go from the sender's memory into shared memory and from there into the receiver's, with no copy
/// between.
/// </summary>
public sealed class ArrayMessageTests : IDisposable
{
    private const int Size = 3 * IArrayEncoding.LeastBytes;

    private static readonly TimeSpan s_long = Eventually.Watchdog;

    private readonly IpcQueue _queue = IpcQueue.Create(encoding: new BytesEncoding());

    public void Dispose() => _queue.Dispose();

    [Fact]
    public void What_has_to_wait_for_room_arrives_as_it_was_when_it_was_sent()
    {
        using IpcQueue queue = IpcQueue.Create(1, encoding: new BytesEncoding());
        queue.Send(Numbers(Size, 1));
        byte[] array = Numbers(Size, 2);
        Task<bool> sender = Eventually.Start(() => queue.TrySend(array, s_long));
        Words.AwaitSleeper(Words.SpaceOf(queue));
        array.AsSpan().Fill(99);
        Assert.Equal(Numbers(Size, 1), queue.Receive(20));
        Assert.True(Eventually.Result(sender));
        Assert.Equal(Numbers(Size, 2), queue.Receive(20));
    }

    [Fact]
    public void What_finds_no_room_in_time_is_not_sent()
    {
        using IpcQueue queue = IpcQueue.Create(1, encoding: new BytesEncoding());
        queue.Send(Numbers(Size, 1));
        Assert.False(queue.TrySend(Numbers(Size, 2), TimeSpan.Zero));
        Assert.False(queue.TrySend(Numbers(Size, 2), TimeSpan.FromMilliseconds(20)));
        using CancellationTokenSource stop = new();
        Task<bool> sender = Eventually.Start(() => queue.TrySend(Numbers(Size, 2), s_long, stop.Token));
        Words.AwaitSleeper(Words.SpaceOf(queue));
        stop.Cancel();
        Assert.Throws<OperationCanceledException>(() => Eventually.Result(sender));
        Assert.Equal(Numbers(Size, 1), queue.Receive(20));
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void None_is_sent_to_a_queue_that_is_completed_or_closed()
    {
        _queue.Complete();
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => _queue.TrySend(Numbers(Size, 1), s_long)));
        _queue.Close();
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => _queue.TrySend(Numbers(Size, 1), s_long)));
    }

    [Fact]
    public void A_receiver_that_waits_gets_an_array_that_is_its_own()
    {
        Task<object?> receiver = Eventually.Start(() => _queue.Receive(20));
        Words.AwaitSleeper(Words.Of(_queue));
        byte[] array = Numbers(Size, 1);
        _queue.Send(array);
        array.AsSpan().Clear();
        byte[] got = (byte[])Eventually.Result(receiver)!;
        Assert.Equal(Numbers(Size, 1), got);
        _queue.Send(Numbers(Size, 2));
        Assert.Equal(Numbers(Size, 2), _queue.Receive(20));
        Assert.Equal(Numbers(Size, 1), got);
    }

    [Fact]
    public void Small_and_large_ones_and_what_only_looks_like_one_come_in_turn()
    {
        byte[] other = Numbers(Size, 7);
        other[3] = 0xFF; // Not what a head looks like.
        for (int i = 1; i < 20; i++)
        {
            _queue.Send(Numbers(Size + i, i));
            _queue.TrySendBytes(other, s_long);
            _queue.Send(Numbers(i, i));
        }

        for (int i = 1; i < 20; i++)
        {
            Assert.Equal(Numbers(Size + i, i), _queue.Receive(20));
            Assert.Equal(IpcError.Corrupt, Eventually.ErrorOf(() => _queue.Receive(20)));
            Assert.Equal(Numbers(i, i), _queue.Receive(20));
        }
    }

    [Fact]
    public void It_is_copied_once_on_each_side()
    {
        _queue.Send(Numbers(Size, 1));
        using MessageBuffer buffer = MessageBuffer.Rent(new BytesEncoding());
        Assert.Equal(IpcReceiveResult.Received, _queue.TryReceiveBytes(buffer, s_long));
        Assert.Equal(Numbers(Size, 1), buffer.Array);
        Assert.Equal(0, buffer.Length);
        long before = GC.GetAllocatedBytesForCurrentThread();
        byte[] array = Numbers(Size, 2);
        _queue.Send(array);
        object? got = _queue.Receive(20);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(array, got);
        Assert.InRange(allocated, 2 * Size, (2 * Size) + 10_000);
    }

    [Fact]
    public void It_is_made_before_anyone_is_kept_out_for_it()
    {
        IpcQueue? queue = null;
        List<uint> mutex = [];
        using (queue = IpcQueue.Create(encoding: new Watching(() => mutex.Add(queue!.Region.Word(RegionLayout.MutexAt).Value), new BytesEncoding())))
        {
            for (int number = 1; number <= 3; number++)
            {
                queue.Send(Numbers(Size, number));
                Assert.Equal(Numbers(Size, number), queue.Receive(20));
            }
        }

        Assert.Equal([0, 0, 0], mutex);
    }

    [Fact]
    public void What_was_made_for_one_is_not_used_for_another_that_came_in_its_place()
    {
        IpcQueue? queue = null;
        bool tookOne = false;
        using (queue = IpcQueue.Create(encoding: new Watching(TakeOne, new PowerShellEncoding())))
        {
            queue.Send(Numbers(80_000, 1));
            queue.Send(Enumerable.Range(0, 20_000).ToArray()); // As many bytes, and as long a head.
            Assert.Equal(Enumerable.Range(0, 20_000).ToArray(), Assert.IsType<int[]>(queue.Receive(20)));
        }

        void TakeOne()
        {
            if (!tookOne)
            {
                tookOne = true;
                ArrayBufferWriter<byte> message = new();
                Assert.Equal(IpcReceiveResult.Received, queue!.TryReceiveBytes(message, TimeSpan.Zero));
                Assert.Equal(80_006, message.WrittenCount);
            }
        }
    }

    [Fact]
    public void Each_goes_to_one_of_several_processes_and_none_is_torn()
    {
        const int Count = 120;
        PeerProcess[] peers = PeerProcess.Start(4);
        using PeerProcess one = peers[0], two = peers[1], three = peers[2], four = peers[3];
        PeerProcess[] receivers = [one, two];
        foreach (PeerProcess peer in peers)
        {
            peer.Open(_queue);
        }

        Array.ForEach(receivers, peer => peer.Tell("receive-arrays"));
        for (int number = 1; number <= Count; number += 3)
        {
            three.Tell($"send-array {Size} {number} 20");
            four.Tell($"send {Size + 1} {number + 1} 20"); // The same by another way.
            _queue.Send(Numbers(Size - BytesEncoding.Head + 2, number + 2));
            Assert.Equal("Sent", three.Answer());
            Assert.Equal("Sent", four.Answer());
        }

        _queue.Complete();
        List<string> got = [];
        foreach (PeerProcess peer in receivers)
        {
            for (string answer = peer.Answer(); answer != "closed"; answer = peer.Answer())
            {
                got.Add(answer);
            }
        }

        Assert.Equal(
            Enumerable.Range(1, Count).Select(number => $"got {number} {Size + ((number - 1) % 3)}").Order(StringComparer.Ordinal),
            got.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Several_threads_that_race_for_one_lose_none()
    {
        const int Count = 200;
        Task<List<byte>>[] receivers = [.. Enumerable.Range(0, 3).Select(_ => Eventually.Start(ReceiveAll))];
        for (int i = 0; i < Count; i++)
        {
            _queue.Send(Numbers(IArrayEncoding.LeastBytes + (i % 5 * 10_000), i));
        }

        _queue.Complete();
        Assert.Equal(Enumerable.Range(0, Count).Select(number => (byte)number), receivers.SelectMany(Eventually.Result).Order());

        List<byte> ReceiveAll()
        {
            List<byte> numbers = [];
            while (_queue.TryReceive(out object? value, s_long) == IpcReceiveResult.Received)
            {
                byte[] array = (byte[])value!;
                Assert.Equal(-1, array.AsSpan().IndexOfAnyExcept(array[0]));
                Assert.Equal(IArrayEncoding.LeastBytes + (array[0] % 5 * 10_000), array.Length);
                numbers.Add(array[0]);
            }

            return numbers;
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void They_go_through_a_pipe_that_is_smaller_than_they_are(bool back)
    {
        (IpcPipe left, IpcPipe right) = IpcPipe.Create(IArrayEncoding.LeastBytes, encoding: new BytesEncoding());
        using (left)
        using (right)
        {
            (IpcPipe from, IpcPipe to) = back ? (right, left) : (left, right);
            Task<bool> sender = Eventually.Start(() => Enumerable.Range(1, 10).All(i => from.TrySend(Numbers(Size, i), s_long)));
            for (int i = 1; i <= 10; i++)
            {
                Assert.Equal(Numbers(Size, i), to.Receive(20));
            }

            Assert.True(Eventually.Result(sender));
        }
    }

    [Fact]
    public void One_that_is_handed_back_by_a_lease_arrives_whole()
    {
        _queue.Send(Numbers(Size, 1));
        using (PeerProcess peer = PeerProcess.Opening(_queue))
        {
            Assert.StartsWith("Leased", peer.Ask("lease 100"), StringComparison.Ordinal);
            peer.Kill();
        }

        Assert.Equal(Numbers(Size, 1), _queue.Receive(20));
    }

    private static byte[] Numbers(int size, int number)
    {
        byte[] array = new byte[size];
        array.AsSpan().Fill((byte)number);
        return array;
    }

    // Tells when an array is made.
    private sealed class Watching(Action making, IArrayEncoding encoding) : IArrayEncoding
    {
        public Array? EncodeHead(object? value, IBufferWriter<byte> output) => encoding.EncodeHead(value, output);

        public Array? MakeArray(ReadOnlySpan<byte> beginning, int length)
        {
            making();
            return encoding.MakeArray(beginning, length);
        }

        public void Encode(object? value, IBufferWriter<byte> output) => encoding.Encode(value, output);

        public object? Decode(ReadOnlySpan<byte> message) => encoding.Decode(message);
    }
}
