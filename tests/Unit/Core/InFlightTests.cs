using System.Buffers;
using Ipc.Regions;
using Ipc.Tests.Peer;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>
/// What a message refers to lives until the message was received and read, or was dropped, or nobody can ever take it;
/// and no longer. Here within one process; others see the same.
/// </summary>
public sealed class InFlightTests
{
    private static readonly TimeSpan s_long = Eventually.Watchdog;

    public static TheoryData<string> Kinds => [.. s_makers.Keys];

    private static readonly Dictionary<string, Func<IpcObject>> s_makers = new()
    {
        ["queue"] = () => IpcQueue.Create(),
        ["lock"] = () => IpcLock.Create(),
        ["lock set"] = () => IpcLockSet.Create(3),
        ["semaphore"] = () => IpcSemaphore.Create(2),
        ["event"] = () => IpcEvent.Create(),
        ["barrier"] = () => IpcBarrier.Create(2),
        ["condition"] = () => IpcCondition.Create(),
        ["value"] = () => IpcValue.Create(5),
        ["array"] = () => IpcArray.Create(typeof(int), 3),
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_was_closed_by_its_sender_is_received(string kind)
    {
        using IpcQueue queue = Queue();
        IpcObject sent = s_makers[kind]();
        string path = sent.Region.Path;
        Send(queue, sent);
        sent.Close();
        Assert.True(File.Exists(path));

        using IpcObject received = Receive(queue);
        Assert.Equal((sent.Id, sent.Kind), (received.Id, received.Kind));
        Assert.False(received.Region.HasEntries);
        received.Close();
        Assert.False(File.Exists(path), "It was kept.");
    }

    [Fact]
    public void One_lock_of_a_set_holds_the_set()
    {
        using IpcQueue queue = Queue();
        IpcLockSet set = IpcLockSet.Create(3);
        Send(queue, set[2]);
        set.Close();

        using IpcLock received = (IpcLock)Receive(queue);
        Assert.Equal(2, received.Index);
        Assert.Equal(IpcEnterResult.Entered, received.TryEnter(TimeSpan.Zero, 1));
    }

    [Fact]
    public void The_end_of_a_pipe_stays_open_while_it_is_on_its_way()
    {
        using IpcQueue queue = Queue();
        (IpcPipe left, IpcPipe right) = IpcPipe.Create();
        using IpcPipe _ = left;
        Send(queue, right);
        right.Close();
        Assert.True(left.IsFarEndOpen);
        Assert.True(left.TrySendBytes([7], TimeSpan.Zero));

        using IpcPipe received = (IpcPipe)Receive(queue);
        ArrayBufferWriter<byte> bytes = new();
        Assert.Equal(IpcReceiveResult.Received, received.TryReceiveBytes(bytes, TimeSpan.Zero));
        Assert.Equal([7], bytes.WrittenSpan.ToArray());
        received.Close();
        Assert.False(left.IsFarEndOpen);
    }

    [Fact]
    public void Whoever_waits_at_the_far_end_is_told_when_the_message_is_dropped()
    {
        using IpcQueue queue = Queue();
        (IpcPipe left, IpcPipe right) = IpcPipe.Create();
        using IpcPipe _ = left;
        Send(queue, right);
        right.Close();
        Task<IpcReceiveResult> waits = Eventually.Start(() => left.TryReceiveBytes(new ArrayBufferWriter<byte>(), s_long));
        Words.AwaitSleeper(Words.Of(left));

        Assert.Equal(1, queue.Clear());
        Assert.Equal(IpcReceiveResult.Closed, Eventually.Result(waits));
    }

    [Theory]
    [InlineData("clear")]
    [InlineData("remove")]
    [InlineData("close")]
    [InlineData("drop by bytes")]
    public void What_nobody_can_receive_any_more_ends(string how)
    {
        IpcQueue queue = Queue();
        IpcQueue sent = IpcQueue.Create();
        string path = sent.Region.Path;
        Send(queue, sent);
        sent.Close();
        Assert.True(File.Exists(path));
        switch (how)
        {
            case "clear":
                queue.Clear();
                break;
            case "remove":
                queue.Remove();
                break;
            case "drop by bytes":
                queue.TryReceiveBytes(new ArrayBufferWriter<byte>(), TimeSpan.Zero);
                break;
            default:
                queue.Close();
                break;
        }

        Assert.False(File.Exists(path), "It is still there.");
        queue.Close();
    }

    [Fact]
    public void What_others_hold_outlives_the_message()
    {
        using IpcQueue queue = Queue();
        using IpcQueue sent = IpcQueue.Create();
        Send(queue, sent);
        Assert.True(sent.Region.HasEntries);
        queue.Clear();
        Assert.False(sent.Region.HasEntries);
        Assert.True(File.Exists(sent.Region.Path));
    }

    [Fact]
    public void Several_messages_are_one_entry_which_the_last_of_them_frees()
    {
        using IpcQueue queue = Queue();
        using IpcEvent sent = IpcEvent.Create();
        for (int i = 0; i < 3; i++)
        {
            Send(queue, sent);
        }

        ContainerEntry entry = Assert.Single(sent.Region.Entries());
        Assert.Equal((queue.Region.Instance, 0u, 2ul), (entry.Container, entry.Sender, entry.Version));
        Receive(queue).Close();
        Receive(queue).Close();
        Assert.True(sent.Region.HasEntries);
        Receive(queue).Close();
        Assert.False(sent.Region.HasEntries);
    }

    [Fact]
    public void Both_ends_of_a_pipe_have_an_entry_each()
    {
        using IpcQueue queue = Queue();
        (IpcPipe left, IpcPipe right) = IpcPipe.Create();
        Send(queue, left, right);
        left.Close();
        right.Close();
        IpcObject[] received = ReceiveAll(queue);
        using IpcPipe first = (IpcPipe)received[0], second = (IpcPipe)received[1];
        Assert.True(first.IsFarEndOpen);
        Assert.True(second.IsFarEndOpen);
        Assert.Equal((IpcPipeEnd.Left, IpcPipeEnd.Right), (first.End, second.End));
        Assert.False(first.Region.HasEntries);
    }

    [Fact]
    public void A_queue_sent_through_itself_ends_with_its_last_process()
    {
        IpcQueue queue = Queue();
        string path = queue.Region.Path;
        Send(queue, queue);
        Assert.True(queue.Region.HasEntries);
        queue.Close();
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void Two_queues_sent_through_each_other_end_with_their_last_process()
    {
        IpcQueue one = Queue();
        IpcQueue other = Queue();
        string[] paths = [one.Region.Path, other.Region.Path];
        Send(one, other);
        Send(other, one);
        one.Close();
        Assert.All(paths, path => Assert.True(File.Exists(path)));
        other.Close();
        Assert.All(paths, path => Assert.False(File.Exists(path), "It is still there."));
    }

    [Fact]
    public void What_is_in_a_queue_that_is_in_a_queue_lives_as_long_as_that()
    {
        IpcQueue outer = Queue();
        IpcQueue middle = Queue();
        IpcQueue inner = IpcQueue.Create();
        string[] paths = [middle.Region.Path, inner.Region.Path];
        Send(middle, inner);
        inner.Close();
        Send(outer, middle);
        middle.Close();
        Assert.All(paths, path => Assert.True(File.Exists(path)));
        IpcObjectInfo.List();
        using (IpcQueue received = (IpcQueue)Receive(outer))
        {
            using IpcObject found = Receive(received);
            Assert.Equal(inner.Id, found.Id);
            Send(received, found);
            Send(outer, received);
        }

        Assert.All(paths, path => Assert.True(File.Exists(path)));
        outer.Close();
        Assert.All(paths, path => Assert.False(File.Exists(path), "It is still there."));
    }

    [Fact]
    public void A_persistent_queue_keeps_what_its_messages_refer_to()
    {
        IpcQueue queue = IpcQueue.Create(name: $"keeps-{Guid.NewGuid():N}", persistent: true, encoding: ReferenceEncoding.Instance);
        IpcValue value = IpcValue.Create(5);
        string path = value.Region.Path;
        Send(queue, value);
        value.Close();
        queue.Close();
        Assert.True(File.Exists(path));
        IpcObjectInfo.List();
        Assert.True(File.Exists(path), "A listing has cleared it away.");

        using IpcQueue again = IpcQueue.Open(queue.Id, ReferenceEncoding.Instance);
        using (IpcValue received = (IpcValue)Receive(again))
        {
            Assert.Equal(value.Id, received.Id);
        }

        again.Remove();
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_lease_holds_until_it_is_confirmed_and_what_was_given_back_refers_to_it_still()
    {
        using IpcQueue queue = Queue();
        IpcEvent sent = IpcEvent.Create();
        string path = sent.Region.Path;
        Send(queue, sent);
        sent.Close();

        IpcLease lease = Lease(queue);
        ((IpcObject[])lease.Value!)[0].Close();
        Assert.True(File.Exists(path), "The lease holds nothing.");
        lease.Abandon();
        Assert.True(File.Exists(path));

        lease = Lease(queue);
        Assert.Equal(2, lease.DeliveryCount);
        ((IpcObject[])lease.Value!)[0].Close();
        Assert.True(File.Exists(path));
        lease.Confirm();
        Assert.False(File.Exists(path), "It outlives the lease.");
    }

    [Fact]
    public void What_was_given_back_is_received()
    {
        using IpcQueue queue = Queue();
        IpcEvent sent = IpcEvent.Create();
        string path = sent.Region.Path;
        Send(queue, sent);
        sent.Close();
        IpcLease lease = Lease(queue);
        ((IpcObject[])lease.Value!)[0].Close();
        lease.Abandon();
        Receive(queue).Close();
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_message_that_was_not_sent_holds_nothing()
    {
        using IpcQueue queue = IpcQueue.Create(1, encoding: ReferenceEncoding.Instance);
        using IpcEvent sent = IpcEvent.Create();
        queue.TrySendBytes([], TimeSpan.Zero);
        Assert.False(queue.TrySend(new IpcObject[] { sent }, TimeSpan.Zero));
        Assert.False(sent.Region.HasEntries);
        queue.Complete();
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => queue.TrySend(new IpcObject[] { sent }, TimeSpan.Zero)));
        Assert.False(sent.Region.HasEntries);
    }

    [Fact]
    public void What_is_gone_before_it_is_sent_is_told_to_the_receiver()
    {
        using IpcQueue queue = Queue();
        IpcEvent gone = IpcEvent.Create();
        gone.Close();
        Send(queue, gone);
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => queue.TryReceive(out _, TimeSpan.Zero)));
    }

    [Fact]
    public void What_was_removed_on_its_way_is_told_to_the_receiver_and_holds_up_nobody()
    {
        using IpcQueue queue = Queue();
        IpcEvent removed = IpcEvent.Create();
        Send(queue, removed);
        removed.Remove();
        removed.Close();
        Send(queue);
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => queue.TryReceive(out _, TimeSpan.Zero)));
        Assert.Empty(ReceiveAll(queue));
    }

    [Fact]
    public void Large_messages_refer_as_well()
    {
        using IpcQueue queue = IpcQueue.Create(encoding: ReferenceEncoding.Instance);
        IpcEvent[] many = [.. Enumerable.Range(0, 2000).Select(_ => IpcEvent.Create())];
        Send(queue, [.. many.Take(100)]);
        for (int i = 0; i < many.Length; i += 500)
        {
            Send(queue, [.. many.Skip(i).Take(500)]);
        }

        Array.ForEach(many, one => one.Close());
        Assert.Equal(100, CloseAll(ReceiveAll(queue)));
        IpcLease lease = Lease(queue);
        Assert.Equal(500, CloseAll((IpcObject[])lease.Value!));
        lease.Abandon();
        for (int i = 0; i < many.Length; i += 500)
        {
            IpcObject[] received = ReceiveAll(queue);
            Assert.Equal(many.Skip(i).Take(500).Select(one => one.Id), received.Select(one => one.Id));
            CloseAll(received);
        }

        Assert.DoesNotContain(many, one => File.Exists(one.Region.Path));
    }

    [Fact]
    public void Many_at_once_stop_in_front_of_what_is_to_be_opened()
    {
        using IpcQueue queue = Queue();
        IpcEvent sent = IpcEvent.Create();
        Send(queue);
        Send(queue, sent);
        Send(queue);
        sent.Close();
        List<object?> values = [];
        while (values.Count < 3)
        {
            Assert.Equal(IpcReceiveResult.Received, queue.TryReceiveMany(10, TimeSpan.Zero, values));
        }

        IpcObject received = Assert.Single((IpcObject[])values[1]!);
        Assert.Equal(sent.Id, received.Id);
        received.Close();
    }

    [Fact]
    public void A_listing_counts_no_entry_as_a_process()
    {
        using IpcQueue queue = Queue();
        IpcEvent sent = IpcEvent.Create();
        Send(queue, sent);
        Assert.Equal(1, sent.Region.CountParticipants());
        Assert.Equal(1, IpcObjectInfo.List().Single(found => found.Id == sent.Id).HolderCount);
        sent.Close();
        Assert.Equal(0, IpcObjectInfo.List().Single(found => found.Id == sent.Id).HolderCount);
    }

    [Fact]
    public void More_containers_than_slots_are_an_error_and_hold_nothing()
    {
        using IpcEvent sent = IpcEvent.Create();
        List<IpcQueue> queues = [];
        try
        {
            IpcError? error = null;
            while (error is null && queues.Count < RegionLayout.AllSlots + 1)
            {
                queues.Add(Queue());
                error = Eventually.ErrorOf(() => Send(queues[^1], sent));
            }

            Assert.Equal(IpcError.NoSpace, error);
            Assert.Equal(RegionLayout.AllSlots, queues.Count);
            Assert.True(queues[^1].IsEmpty);
            queues[0].Clear();
            Send(queues[^1], sent);
        }
        finally
        {
            queues.ForEach(queue => queue.Close());
        }

        Assert.False(sent.Region.HasEntries);
    }

    private static int CloseAll(IpcObject[] objects)
    {
        Array.ForEach(objects, one => one.Close());
        return objects.Length;
    }

    private static IpcQueue Queue() => IpcQueue.Create(encoding: ReferenceEncoding.Instance);

    private static void Send(IpcChannel channel, params IpcObject[] objects) =>
        Assert.True(channel.TrySend(objects, TimeSpan.Zero));

    private static IpcObject Receive(IpcChannel channel) => Assert.Single(ReceiveAll(channel));

    private static IpcObject[] ReceiveAll(IpcChannel channel)
    {
        Assert.Equal(IpcReceiveResult.Received, channel.TryReceive(out object? value, TimeSpan.Zero));
        return (IpcObject[])value!;
    }

    private static IpcLease Lease(IpcQueue queue)
    {
        Assert.Equal(IpcReceiveResult.Received, queue.TryLease(out IpcLease? lease, TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        return lease!;
    }
}
