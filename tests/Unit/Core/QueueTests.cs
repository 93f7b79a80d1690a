using System.Buffers;
using Ipc.Messages;
using Ipc.Regions;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

public sealed class QueueTests
{
    private static readonly TimeSpan s_long = Eventually.Watchdog;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(ChunkPool.ChunkRoom - 8)]
    [InlineData(ChunkPool.ChunkRoom - 7)]
    [InlineData(ChunkPool.ChunkRoom)]
    [InlineData(ChunkPool.ChunkSize)]
    [InlineData(1_000_001)]
    public void Messages_of_any_length_come_out_as_they_went_in(int length)
    {
        using IpcQueue queue = IpcQueue.Create();
        for (int i = 0; i < 5; i++)
        {
            byte[] message = Message(length, i);
            Assert.True(queue.TrySendBytes(message, TimeSpan.Zero));
            Assert.True(queue.TrySendBytes([(byte)i], TimeSpan.Zero));
        }

        Assert.Equal(10, queue.Count);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(Message(length, i), Receive(queue));
            Assert.Equal([(byte)i], Receive(queue)!);
        }

        Assert.Null(Receive(queue));
    }

    [Fact]
    public void A_full_queue_makes_senders_wait()
    {
        using IpcQueue queue = IpcQueue.Create(2);
        queue.TrySendBytes([1], TimeSpan.Zero);
        queue.TrySendBytes([2], TimeSpan.Zero);
        Assert.False(queue.TrySendBytes([3], TimeSpan.Zero));
        Assert.False(queue.TrySendBytes([3], TimeSpan.FromMilliseconds(10)));
        Task<bool> sender = Eventually.Start(() => queue.TrySendBytes([3], s_long));
        Words.AwaitSleeper(Words.SpaceOf(queue));
        Assert.Equal([1], Receive(queue)!);
        Assert.True(Eventually.Result(sender));
        Assert.Equal([2], Receive(queue)!);
        Assert.Equal([3], Receive(queue)!);
    }

    [Fact]
    public void A_completed_queue_gives_what_is_left_and_then_the_end()
    {
        using IpcQueue queue = IpcQueue.Create();
        queue.TrySendBytes([1], TimeSpan.Zero);
        Task<IpcReceiveResult>[] receivers = [.. Enumerable.Range(0, 3).Select(_ => Eventually.Start(() => queue.TryReceiveBytes(new ArrayBufferWriter<byte>(), s_long)))];
        Eventually.True(() => queue.IsEmpty, "the one message is received");
        queue.Complete();
        Assert.Equal(
            [IpcReceiveResult.Received, IpcReceiveResult.Closed, IpcReceiveResult.Closed], receivers.Select(Eventually.Result).Order());
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => queue.TrySendBytes([1], TimeSpan.Zero)));
        Assert.True(queue.IsCompleted);
    }

    [Fact]
    public void Completing_ends_senders_that_wait()
    {
        using IpcQueue queue = IpcQueue.Create(1);
        queue.TrySendBytes([1], TimeSpan.Zero);
        Task<IpcError?> sender = Eventually.Start(() => Eventually.ErrorOf(() => queue.TrySendBytes([2], s_long)));
        Words.AwaitSleeper(Words.SpaceOf(queue));
        queue.Complete();
        Assert.Equal(IpcError.Closed, Eventually.Result(sender));
    }

    [Fact]
    public void Clearing_drops_everything_and_makes_room()
    {
        using IpcQueue queue = IpcQueue.Create(3);
        for (int i = 0; i < 3; i++)
        {
            queue.TrySendBytes(new byte[100_000], TimeSpan.Zero);
        }

        Task<bool> sender = Eventually.Start(() => queue.TrySendBytes([9], s_long));
        Words.AwaitSleeper(Words.SpaceOf(queue));
        Assert.Equal(3, queue.Clear());
        Assert.True(Eventually.Result(sender));
        Assert.Equal([9], Receive(queue)!);
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void Chunks_are_used_again()
    {
        using IpcQueue queue = IpcQueue.Create();
        for (int i = 0; i < 30; i++) // Where a message begins decides whether it touches one chunk more.
        {
            queue.TrySendBytes(new byte[500_000], TimeSpan.Zero);
            Receive(queue);
        }

        long size = queue.Region.Size;
        for (int i = 0; i < 100; i++)
        {
            queue.TrySendBytes(new byte[500_000], TimeSpan.Zero);
            Receive(queue);
        }

        Assert.Equal(size, queue.Region.Size);
    }

    [Fact]
    public async Task Many_threads_send_and_receive_each_message_once()
    {
        using IpcQueue queue = IpcQueue.Create(20);
        const int Each = 3000;
        Task[] senders = [.. Enumerable.Range(0, 3).Select(sender => Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < Each; i++)
                {
                    queue.TrySendBytes(BitConverter.GetBytes((sender * Each) + i), s_long);
                }
            },
            TaskCreationOptions.LongRunning))];
        Task<List<int>>[] receivers = [.. Enumerable.Range(0, 3).Select(_ => Eventually.Start(() =>
        {
            List<int> got = [];
            ArrayBufferWriter<byte> buffer = new();
            while (queue.TryReceiveBytes(buffer, s_long) == IpcReceiveResult.Received)
            {
                got.Add(BitConverter.ToInt32(buffer.WrittenSpan));
                buffer.Clear();
            }

            return got;
        }))];
        await Task.WhenAll(senders).WaitAsync(s_long);
        queue.Complete();
        List<int>[] lists = [.. receivers.Select(Eventually.Result)];
        Assert.Equal(Enumerable.Range(0, 3 * Each), lists.SelectMany(list => list).Order());
        foreach (List<int> list in lists)
        {
            Assert.All(list.GroupBy(number => number / Each), group => Assert.Equal(group.Order(), group));
        }
    }

    [Fact]
    public void A_message_that_cannot_be_decoded_takes_none_of_the_others_with_it()
    {
        using IpcQueue queue = IpcQueue.Create(encoding: new NumberEncoding());
        foreach (object value in new object[] { 1, 2, "bad", 4 })
        {
            queue.Send(value);
        }

        List<object?> got = [];
        Assert.Equal(IpcError.Corrupt, Eventually.ErrorOf(() => queue.TryReceiveMany(10, TimeSpan.Zero, got)));
        Assert.Equal([1, 2, 4], got);
    }

    [Fact]
    public void Several_are_received_at_once()
    {
        using IpcQueue queue = IpcQueue.Create(encoding: new NumberEncoding());
        Enumerable.Range(0, 10).ToList().ForEach(i => queue.Send(i));
        List<object?> got = [];
        Assert.Equal(IpcReceiveResult.Received, queue.TryReceiveMany(4, TimeSpan.Zero, got));
        Assert.Equal(IpcReceiveResult.Received, queue.TryReceiveMany(100, TimeSpan.Zero, got));
        Assert.Equal(IpcReceiveResult.TimedOut, queue.TryReceiveMany(100, TimeSpan.Zero, got));
        Assert.Equal(Enumerable.Range(0, 10).Cast<object?>(), got);
    }

    [Fact]
    public void A_receiver_that_is_stopped_hands_its_wake_up_on()
    {
        using IpcQueue queue = IpcQueue.Create();
        for (int round = 0; round < 50; round++)
        {
            using CancellationTokenSource cancel = new();
            Task<IpcReceiveResult> stopped = Eventually.Start(() => queue.TryReceiveBytes(new ArrayBufferWriter<byte>(), s_long, cancel.Token));
            Words.AwaitSleeper(Words.Of(queue));
            Task<IpcReceiveResult> other = Eventually.Start(() => queue.TryReceiveBytes(new ArrayBufferWriter<byte>(), s_long));
            Task cancelling = Task.Run(cancel.Cancel);
            queue.TrySendBytes([1], TimeSpan.Zero);
            Eventually.True(() => cancelling.IsCompleted && stopped.IsCompleted, "the first one ends");
            if (stopped.IsCompletedSuccessfully)
            {
                queue.TrySendBytes([2], TimeSpan.Zero);
            }

            Assert.Equal(IpcReceiveResult.Received, Eventually.Result(other));
        }
    }

    private static byte[] Message(int length, int seed)
    {
        byte[] message = new byte[length];
        new Random(seed).NextBytes(message);
        return message;
    }

    private static byte[]? Receive(IpcQueue queue)
    {
        ArrayBufferWriter<byte> buffer = new();
        return queue.TryReceiveBytes(buffer, TimeSpan.Zero) == IpcReceiveResult.Received ? buffer.WrittenSpan.ToArray() : null;
    }
}
