using Ipc.Messages;
using Ipc.Tests.Crashes;
using Ipc.Tests.Peer;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>Queues whose messages have priorities.</summary>
public sealed class PriorityTests
{
    private static readonly TimeSpan s_long = Eventually.Watchdog;

    [Fact]
    public void The_highest_comes_first_and_of_one_the_oldest()
    {
        using IpcQueue queue = Queue();
        Assert.True(queue.HasPriority);
        for (int i = 0; i < 30; i++)
        {
            queue.Send(i, null, i * 7 % 10);
        }

        queue.Send(30);
        Assert.Equal(31, queue.Count);
        Assert.Equal(
            Enumerable.Range(0, 30).OrderByDescending(i => i * 7 % 10).Append(30), Enumerable.Range(0, 31).Select(_ => (int)queue.Receive()!));
        Assert.True(queue.IsEmpty);
    }

    [Fact]
    public void Several_at_once_come_in_that_order_too()
    {
        using IpcQueue queue = Queue((1, 0), (2, 5), (3, 9), (4, 5));
        List<object?> got = [];
        queue.TryPeekMany(3, TimeSpan.Zero, got);
        Assert.Equal([3, 2, 4], got);
        got.Clear();
        queue.TryReceiveMany(10, TimeSpan.Zero, got);
        Assert.Equal([3, 2, 4, 1], got);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100_000)]
    public void What_is_given_back_is_the_first_of_its_priority(int size)
    {
        using IpcQueue queue = Queue();
        foreach ((int number, int priority) in new[] { (1, 0), (2, 5), (3, 5), (4, 5), (5, 9) })
        {
            queue.TrySendBytes(Message(size, number), priority, TimeSpan.Zero);
        }

        IpcLease five = Lease(queue, 5, size), two = Lease(queue, 2, size), three = Lease(queue, 3, size);
        three.Abandon();
        two.Abandon();
        queue.TrySendBytes(Message(size, 6), 7, TimeSpan.Zero);
        Lease(queue, 6, size).Confirm();
        Lease(queue, 2, size).Confirm();
        five.Abandon();
        foreach (int number in (int[])[5, 3, 4, 1])
        {
            Lease(queue, number, size).Confirm();
        }

        Assert.True(queue.TryWaitUntilDone(TimeSpan.Zero));
    }

    [Fact]
    public void What_a_killed_process_had_is_the_first_of_its_priority()
    {
        using IpcQueue queue = Queue((1, 0), (2, 5), (3, 5));
        using PeerProcess holder = PeerProcess.Opening(queue);
        Assert.Equal("Leased 2 4 1", holder.Ask("lease 5"));
        queue.Send(4, null, 9);
        holder.Kill();
        Assert.Equal(4, queue.Receive());
        Eventually.True(() => (int)queue.Peek()! == 2, "it is back");
        Assert.Equal([2, 3, 1], Enumerable.Range(0, 3).Select(_ => (int)queue.Receive()!));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    public void A_message_of_any_priority_wakes_who_sleeps(int priority)
    {
        using IpcQueue queue = Queue();
        using PeerProcess receiver = PeerProcess.Opening(queue);
        receiver.TellAndSleep("receive forever", Words.Of(queue));
        queue.Send(7, null, priority);
        receiver.Expect("Received 7 4");
        Task<object?> waits = Eventually.Start(() => queue.ReceiveAsync().GetAwaiter().GetResult());
        Words.AwaitSleeper(Words.Of(queue));
        queue.Send(8, null, priority);
        Assert.Equal(8, Eventually.Result(waits));
        Task<IReadOnlyList<IpcReady>> any = Eventually.Start(() => IpcWait.Any([queue], s_long));
        queue.Send(9, null, priority);
        Assert.Same(queue, Assert.Single(Eventually.Result(any)).Source);
    }

    [Fact]
    public void A_capacity_is_that_of_all_together()
    {
        using IpcQueue queue = IpcQueue.Create(2, encoding: new NumberEncoding(), priority: true);
        queue.Send(1, 0, 3);
        queue.Send(2, 0, 0);
        Assert.True(queue.IsFull);
        Assert.Equal(IpcError.Full, Eventually.ErrorOf(() => queue.Send(3, 0, 9)));
        Assert.Equal(IpcError.Timeout, Eventually.ErrorOf(() => queue.Send(3, 0.01, 9)));
        using PeerProcess sender = PeerProcess.Opening(queue);
        sender.TellAndSleep("send-urgent 4 3 forever 9", Words.SpaceOf(queue));
        Assert.Equal(1, queue.Receive());
        sender.Expect("Sent");
        Assert.Equal([3, 2], Enumerable.Range(0, 2).Select(_ => (int)queue.Receive()!));
    }

    [Fact]
    public void Clearing_and_completing_are_for_all_of_them()
    {
        using IpcQueue queue = Queue();
        for (int priority = 0; priority <= IpcQueue.HighestPriority; priority++)
        {
            queue.TrySendBytes(new byte[100_000], priority, TimeSpan.Zero);
        }

        Assert.Equal(10, queue.Clear());
        Assert.Equal((0, true), (queue.Count, queue.IsEmpty));
        ChunkPool pool = new(queue.Region);
        Assert.Equal(10u, pool.Count - Derived.Unused(queue.Region));
        queue.Send(1, null, 4);
        queue.Complete();
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => queue.Send(2, null, 9)));
        Assert.Equal(IpcReceiveResult.Received, queue.TryReceive(out _, TimeSpan.Zero));
        Assert.Equal(IpcReceiveResult.Closed, queue.TryReceive(out _, TimeSpan.Zero));
    }

    [Fact]
    public void A_queue_without_them_says_so()
    {
        using IpcQueue plain = IpcQueue.Create(encoding: new NumberEncoding());
        Assert.False(plain.HasPriority);
        IpcException refused = Assert.Throws<IpcException>(() => plain.Send(1, null, 0));
        Assert.Equal(IpcError.NotSupported, refused.Error);
        Assert.Contains("was made without priorities", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0, plain.Count);
        using IpcQueue queue = Queue();
        Assert.Throws<ArgumentOutOfRangeException>(() => queue.Send(1, null, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => queue.Send(1, null, -1));
        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void Whether_there_are_any_is_a_parameter()
    {
        string name = $"priority-{Guid.NewGuid():N}";
        using IpcQueue queue = IpcQueue.Create(name: name, encoding: new NumberEncoding(), priority: true, persistent: true);
        queue.Send(5, null, 5);
        queue.Send(1);
        queue.Close();
        Assert.Equal(IpcError.FormatMismatch, Eventually.ErrorOf(() => IpcQueue.CreateOrOpen(name, persistent: true)));
        IpcObjectInfo found = IpcObjectInfo.List().Single(one => one.Name == name);
        Assert.Equal((2L, "priorities"), (found.Count, found.Details));
        using IpcQueue again = IpcQueue.CreateOrOpen(name, persistent: true, encoding: new NumberEncoding(), priority: true);
        Assert.Equal([5, 1], Enumerable.Range(0, 2).Select(_ => (int)again.Receive()!));
        again.Remove();
    }

    [Theory]
    [InlineData("receive")]
    [InlineData("lease")]
    [InlineData("clear")]
    public void What_a_message_refers_to_is_held_whatever_its_priority(string how)
    {
        using IpcQueue queue = IpcQueue.Create(encoding: ReferenceEncoding.Instance, priority: true);
        IpcEvent[] sent = [IpcEvent.Create(), IpcEvent.Create()];
        string[] paths = [.. sent.Select(one => one.Region.Path)];
        queue.TrySend(new IpcObject[] { sent[0] }, 2, TimeSpan.Zero);
        queue.TrySend(new IpcObject[] { sent[1] }, 8, TimeSpan.Zero);
        Array.ForEach(sent, one => one.Close());
        Assert.All(paths, path => Assert.True(File.Exists(path), "It is gone."));
        if (how == "clear")
        {
            queue.Clear();
        }

        for (int i = 1; how != "clear" && i >= 0; i--)
        {
            IpcLease? lease = how == "lease" ? queue.Lease() : null;
            IpcObject received = ((IpcObject[])(lease?.Value ?? queue.Receive())!)[0];
            Assert.Equal(paths[i], received.Region.Path);
            received.Close();
            Assert.True(how == "receive" || File.Exists(paths[i]), "It is gone, and leased.");
            lease?.Confirm();
        }

        // Somebody else may be looking at them at this moment.
        Eventually.True(() => !paths.Any(File.Exists), "nobody keeps them");
    }

    private static IpcLease Lease(IpcQueue queue, int number, int size)
    {
        System.Buffers.ArrayBufferWriter<byte> bytes = new();
        Assert.Equal(IpcReceiveResult.Received, queue.TryLeaseBytes(bytes, out IpcLease? lease, TimeSpan.Zero, s_long));
        Assert.Equal(number, bytes.WrittenSpan[0]);
        Assert.True(bytes.WrittenSpan.SequenceEqual(Message(size, number)), "torn");
        return lease!;
    }

    private static byte[] Message(int size, int number)
    {
        byte[] message = new byte[size];
        message.AsSpan().Fill((byte)number);
        return message;
    }

    private static IpcQueue Queue(params (int Number, int Priority)[] messages)
    {
        IpcQueue queue = IpcQueue.Create(encoding: new NumberEncoding(), priority: true);
        foreach ((int number, int priority) in messages)
        {
            queue.Send(number, null, priority);
        }

        return queue;
    }
}
