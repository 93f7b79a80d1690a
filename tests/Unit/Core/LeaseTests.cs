using System.Buffers;
using System.Collections.Concurrent;
using Ipc.Messages;
using Ipc.Regions;
using Ipc.Tests.Crashes;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>Leases within one process; see <see cref="LeaseCrashTests"/> for holders that die.</summary>
public sealed class LeaseTests
{
    private static readonly TimeSpan s_long = Eventually.Watchdog;
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(30);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(ChunkPool.ChunkRoom - LeaseRecord.Header - 1)]
    [InlineData(ChunkPool.ChunkRoom - LeaseRecord.Header)]
    [InlineData(ChunkPool.ChunkRoom - LeaseRecord.Header + 1)]
    [InlineData(ChunkPool.ChunkRoom - (2 * LeaseRecord.Header) - 8)]
    [InlineData((2 * ChunkPool.ChunkRoom) - LeaseRecord.Header)]
    [InlineData(1_000_001)]
    public void A_message_of_any_length_is_leased_given_back_and_received(int length)
    {
        using IpcQueue queue = IpcQueue.Create();
        for (int i = 0; i < 4; i++)
        {
            queue.TrySendBytes(Message(length, i), TimeSpan.Zero);
            queue.TrySendBytes([(byte)i], TimeSpan.Zero);
        }

        List<IpcLease> leases = [];
        for (int i = 0; i < 4; i++)
        {
            leases.Add(Lease(queue, Message(length, i)));
            leases.Add(Lease(queue, [(byte)i]));
        }

        Assert.Equal((0, 8), (queue.Count, queue.LeasedCount));
        leases.ForEach(lease => lease.Abandon());
        Assert.Equal((8, 0), (queue.Count, queue.LeasedCount));
        for (int i = 0; i < 4; i++)
        {
            Lease(queue, Message(length, i), 2).Confirm();
            Assert.Equal([(byte)i], Receive(queue)!);
        }

        Assert.Equal((0, 0), (queue.Count, queue.LeasedCount));
        Assert.Null(Receive(queue));
    }

    [Fact]
    public void What_is_leased_is_received_by_nobody_else_and_gone_once_confirmed()
    {
        using IpcQueue queue = Numbers(1, 2);
        using IpcLease lease = queue.Lease();
        Assert.Equal((1, 1, true), (lease.Value, lease.DeliveryCount, lease.IsHeld));
        Assert.Same(queue, lease.Queue);
        Assert.Equal(2, queue.Receive());
        Assert.True(queue.IsEmpty);
        Assert.Equal(IpcReceiveResult.TimedOut, queue.TryReceive(out _, TimeSpan.Zero));
        lease.Confirm();
        IpcException again = Assert.Throws<IpcException>(lease.Confirm);
        Assert.Equal(IpcError.NotOwner, again.Error);
        Assert.Contains("confirmed before", again.Message, StringComparison.Ordinal);
        lease.Abandon();
        Assert.False(lease.IsHeld);
        Assert.Equal(IpcReceiveResult.TimedOut, queue.TryReceive(out _, TimeSpan.Zero));
        Assert.Equal(0, queue.LeasedCount);
    }

    [Fact]
    public void What_was_abandoned_comes_first_in_line_oldest_first()
    {
        using IpcQueue queue = Numbers(1, 2, 3, 4, 5);
        IpcLease[] leases = [.. Enumerable.Range(0, 4).Select(_ => queue.Lease())];
        leases[2].Abandon();
        leases[0].Dispose();
        Assert.Equal([1, 3], new[] { queue.Lease(), queue.Lease() }.Select(lease => (int)lease.Value! * (lease.DeliveryCount - 1)));
        leases[3].Abandon();
        leases[1].Abandon();
        List<object?> rest = [];
        queue.TryReceiveMany(10, TimeSpan.Zero, rest);
        Assert.Equal([2, 4, 5], rest);
    }

    [Fact]
    public void Each_delivery_is_counted()
    {
        using IpcQueue queue = Numbers(7);
        for (int i = 1; i <= 20; i++)
        {
            IpcLease lease = queue.Lease();
            Assert.Equal((7, i), (lease.Value, lease.DeliveryCount));
            lease.Abandon();
            lease.Abandon();
        }
    }

    [Fact]
    public void Whoever_sleeps_gets_what_is_abandoned()
    {
        using IpcQueue queue = Numbers(1);
        IpcLease lease = queue.Lease();
        Task<object?> receiver = Eventually.Start(queue.Receive);
        Words.AwaitSleeper(Words.Of(queue));
        lease.Abandon();
        Assert.Equal(1, Eventually.Result(receiver));
    }

    [Fact]
    public void Whoever_sleeps_gets_what_has_run_out()
    {
        using IpcQueue queue = Numbers(1);
        IpcLease lease = Lease(queue, s_moment);
        IpcLease got = Eventually.Result(Eventually.Start(queue.Lease));
        Assert.Equal((1, 2), (got.Value, got.DeliveryCount));
        Assert.False(lease.IsHeld);
        Assert.Equal(IpcError.NotOwner, Eventually.ErrorOf(lease.Confirm));
        lease.Abandon();
        Assert.True(got.IsHeld);
        got.Confirm();
    }

    [Fact]
    public void What_has_run_out_comes_before_what_still_waits()
    {
        using IpcQueue queue = Numbers(1, 2);
        IpcLease lease = Lease(queue, s_moment);
        Eventually.True(() => !lease.IsHeld, "the time passes");
        Assert.Equal([1, 2], new[] { queue.Receive(), queue.Receive() });
        Assert.Equal(IpcError.NotOwner, Eventually.ErrorOf(lease.Confirm));
    }

    [Fact]
    public void What_has_run_out_can_be_confirmed_while_nobody_else_has_it()
    {
        using IpcQueue queue = Numbers(1);
        IpcLease lease = Lease(queue, s_moment);
        Eventually.True(() => !lease.IsHeld, "the time passes");
        lease.Confirm();
        Assert.True(queue.TryWaitUntilDone(TimeSpan.Zero));
        Assert.Equal(IpcReceiveResult.TimedOut, queue.TryReceive(out _, TimeSpan.Zero));
    }

    [Fact]
    public void What_was_abandoned_cannot_be_confirmed()
    {
        using IpcQueue queue = Numbers(1);
        IpcLease lease = queue.Lease();
        lease.Abandon();
        Assert.Equal(IpcError.NotOwner, Eventually.ErrorOf(lease.Confirm));
        Assert.Equal(1, queue.Receive());
    }

    [Fact]
    public void A_completed_queue_is_not_closed_while_something_is_leased()
    {
        using IpcQueue queue = Numbers(1, 2);
        IpcLease first = queue.Lease();
        IpcLease second = queue.Lease();
        queue.Complete();
        Assert.Equal(IpcReceiveResult.TimedOut, queue.TryReceive(out _, TimeSpan.Zero));
        Task<IpcReceiveResult>[] receivers = [.. Enumerable.Range(0, 3).Select(_ => Eventually.Start(() => queue.TryReceive(out object? _, s_long)))];
        Words.AwaitSleeper(Words.Of(queue));
        first.Confirm();
        Assert.All(receivers, receiver => Assert.False(receiver.IsCompleted));
        second.Abandon();
        Assert.Equal(
            [IpcReceiveResult.Received, IpcReceiveResult.Closed, IpcReceiveResult.Closed], receivers.Select(Eventually.Result).Order());
    }

    [Fact]
    public void Confirming_the_last_one_of_a_completed_queue_wakes_every_receiver()
    {
        using IpcQueue queue = Numbers(1);
        IpcLease lease = queue.Lease();
        queue.Complete();
        PeerProcess[] receivers = PeerProcess.Start(2);
        using PeerProcess first = receivers[0], second = receivers[1];
        Array.ForEach(receivers, receiver => receiver.Open(queue));
        first.TellAndSleep("lease forever", Words.Of(queue));
        second.TellAndSleep("receive forever", Words.Of(queue));
        lease.Confirm();
        first.Expect("Closed");
        second.Expect("Closed");
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => queue.Lease()));
    }

    [Theory]
    [InlineData("receive")]
    [InlineData("confirm")]
    [InlineData("clear")]
    [InlineData("receive returned")]
    [InlineData("clear returned")]
    public void Whoever_waits_for_the_end_of_all_work_goes_on(string how)
    {
        using IpcQueue queue = Numbers(1, 2);
        Assert.Equal(1, queue.Receive());
        IpcLease? lease = how is "confirm" or "receive returned" or "clear returned" ? queue.Lease() : null;
        Assert.False(queue.TryWaitUntilDone(TimeSpan.Zero));
        Assert.False(queue.TryWaitUntilDone(s_moment));
        Assert.Equal(IpcError.Timeout, Eventually.ErrorOf(() => queue.WaitUntilDone(0.01)));
        Task<bool>[] waiters = [.. Enumerable.Range(0, 3).Select(_ => Eventually.Start(() => queue.TryWaitUntilDone(s_long)))];
        Words.AwaitSleeper(new MessageList(queue.Region, 0).Done);
        if (how.EndsWith("returned", StringComparison.Ordinal))
        {
            lease!.Abandon();
            Assert.False(queue.TryWaitUntilDone(TimeSpan.Zero));
        }

        Assert.All(waiters, waiter => Assert.False(waiter.IsCompleted));
        switch (how.Split(' ')[0])
        {
            case "receive":
                Assert.Equal(2, queue.Receive());
                break;
            case "confirm":
                lease!.Confirm();
                break;
            default:
                Assert.Equal(1, queue.Clear());
                break;
        }

        Assert.All(waiters.Select(Eventually.Result), Assert.True);
        queue.WaitUntilDone();
    }

    [Fact]
    public void Waiting_for_the_end_of_all_work_ends_with_the_queue_and_when_cancelled()
    {
        IpcQueue queue = Numbers(1);
        using CancellationTokenSource cancel = new();
        Task<bool> cancelled = Eventually.Start(() => queue.TryWaitUntilDone(s_long, cancel.Token));
        Words.AwaitSleeper(new MessageList(queue.Region, 0).Done);
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Eventually.Result(cancelled));
        Task<IpcError?> removed = Eventually.Start(() => Eventually.ErrorOf(() => queue.WaitUntilDone()));
        Words.AwaitSleeper(new MessageList(queue.Region, 0).Done);
        queue.Remove();
        Assert.Equal(IpcError.NotFound, Eventually.Result(removed));
        queue.Close();
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => queue.WaitUntilDone()));
    }

    [Fact]
    public void What_is_leased_takes_no_room_and_what_comes_back_does()
    {
        using IpcQueue queue = IpcQueue.Create(2, encoding: new NumberEncoding());
        queue.Send(1);
        queue.Send(2);
        IpcLease lease = queue.Lease();
        Assert.True(queue.TrySend(3, TimeSpan.Zero));
        Assert.False(queue.TrySend(4, TimeSpan.Zero));
        lease.Abandon();
        Assert.Equal(3, queue.Count);
        Assert.Equal(1, queue.Receive());
        Assert.False(queue.TrySend(4, TimeSpan.Zero));
        queue.Lease().Abandon();
        Task<bool> sender = Eventually.Start(() => queue.TrySend(4, s_long));
        Words.AwaitSleeper(Words.SpaceOf(queue));
        queue.Lease().Confirm();
        Assert.True(Eventually.Result(sender));
    }

    [Fact]
    public void Clearing_leaves_what_is_leased()
    {
        using IpcQueue queue = Numbers(1, 2, 3);
        IpcLease held = queue.Lease();
        queue.Lease().Abandon();
        Assert.Equal(2, queue.Clear());
        Assert.Equal((0, 1, true), (queue.Count, queue.LeasedCount, held.IsHeld));
        queue.Send(4);
        held.Abandon();
        Assert.Equal([1, 4], new[] { queue.Receive(), queue.Receive() });
    }

    [Fact]
    public void What_cannot_be_decoded_is_dropped()
    {
        using IpcQueue queue = IpcQueue.Create(encoding: new NumberEncoding());
        queue.Send("bad");
        queue.Send(2);
        Assert.Equal(IpcError.Corrupt, Eventually.ErrorOf(() => queue.Lease()));
        Assert.Equal((1, 0), (queue.Count, queue.LeasedCount));
        Assert.Equal(2, queue.Lease(1.0).Value);
    }

    [Fact]
    public void A_lease_waits_like_any_receiver()
    {
        using IpcQueue queue = Numbers();
        Assert.Equal(IpcReceiveResult.TimedOut, queue.TryLease(out IpcLease? none, s_moment, s_long));
        Assert.Null(none);
        Assert.Equal(IpcError.Timeout, Eventually.ErrorOf(() => queue.Lease(0.01)));
        Assert.Throws<ArgumentOutOfRangeException>(() => queue.TryLease(out _, s_moment, TimeSpan.Zero));
        Task<IpcLease> receiver = Eventually.Start(queue.Lease);
        Words.AwaitSleeper(Words.Of(queue));
        queue.Send(5);
        Assert.Equal(5, Eventually.Result(receiver).Value);
        using CancellationTokenSource cancel = new();
        Task<IpcReceiveResult> cancelled = Eventually.Start(() => queue.TryLease(out IpcLease? _, s_long, s_long, cancel.Token));
        Words.AwaitSleeper(Words.Of(queue));
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Eventually.Result(cancelled));
    }

    [Fact]
    public void A_lease_ends_with_the_queue()
    {
        IpcQueue queue = Numbers(1, 2);
        IpcLease lease = queue.Lease();
        queue.Remove();
        Assert.False(lease.IsHeld);
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(lease.Confirm));
        queue.Close();
        lease.Dispose();
        Assert.False(lease.IsHeld);
    }

    [Fact]
    public void Closing_one_handle_of_several_keeps_the_lease_and_closing_all_gives_it_back()
    {
        using IpcQueue keeper = IpcQueue.Create(0, "lease-" + Guid.NewGuid().ToString("N"), persistent: true, new NumberEncoding());
        IpcQueue other = IpcQueue.Open(keeper.Id, new NumberEncoding());
        keeper.Send(1);
        IpcLease lease = other.Lease();
        other.Close();
        Assert.True(lease.IsHeld);
        keeper.Close();
        Assert.False(lease.IsHeld);
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(lease.Confirm));
        using IpcQueue again = IpcQueue.Open(keeper.Id, new NumberEncoding());
        Assert.Equal((1, 2), (again.Lease() is var second ? second.Value : null, second.DeliveryCount));
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(lease.Confirm));
        again.Remove();
    }

    [Fact]
    public void A_queue_without_leases_is_no_larger()
    {
        using IpcQueue queue = Numbers(1, 2);
        long size = queue.Region.Size;
        queue.Receive();
        queue.Receive();
        Assert.Equal(size, queue.Region.Size);
        Assert.Equal(0ul, queue.Region.Long(LeaseLog.At + 8).Value);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(5000)]
    public void A_lease_held_for_long_keeps_no_memory_but_its_own(int size)
    {
        using IpcQueue queue = IpcQueue.Create();
        List<IpcLease> held = [];
        byte[] bytes = new byte[size];
        long bound = 0;
        for (int i = 0; i < 100_000; i++)
        {
            BitConverter.TryWriteBytes(bytes, i);
            queue.TrySendBytes(bytes, TimeSpan.Zero);
            IpcLease lease = Lease(queue, bytes);
            if (i % 20_000 == 1000)
            {
                held.Add(lease);
            }
            else
            {
                lease.Confirm();
            }

            bound = i == 10_000 ? queue.Region.Size : bound;
        }

        Assert.True(queue.Region.Size <= bound + (8 * ChunkPool.ChunkSize), $"{queue.Region.Size:N0} bytes, and "
            + $"{bound:N0} at first.");
        held.ForEach(lease => lease.Abandon());
        foreach (int i in Enumerable.Range(0, 5))
        {
            Assert.Equal((i * 20_000) + 1000, BitConverter.ToInt32(Receive(queue)));
        }
    }

    // The chunk of the lost lease has other bytes by now, which look like a record with its id.
    [Fact]
    public void A_lost_lease_never_finds_what_stands_in_its_place()
    {
        using IpcQueue queue = IpcQueue.Create();
        queue.TrySendBytes([1], TimeSpan.Zero);
        Assert.Equal(
            IpcReceiveResult.Received, queue.TryLeaseBytes(new ArrayBufferWriter<byte>(), out IpcLease? lost, TimeSpan.Zero, s_moment));
        Eventually.True(() => !lost!.IsHeld, "the time passes");
        Assert.Equal([1], Receive(queue)!);
        queue.TrySendBytes(new byte[40_000], TimeSpan.Zero);
        Lease(queue, new byte[40_000]).Confirm();
        byte[] bytes = new byte[400_000];
        System.Runtime.InteropServices.MemoryMarshal.Cast<byte, ulong>(bytes.AsSpan()).Fill(2); // The first number was the chunk's stamp.
        queue.TrySendBytes(bytes, TimeSpan.Zero);
        Assert.Equal(2ul, queue.Region.Long(36_864 + 32_768 + 16 + 16).Value);
        Assert.Equal(IpcError.NotOwner, Eventually.ErrorOf(lost!.Confirm));
        lost.Abandon();
        Assert.Equal(bytes, Receive(queue));
        Assert.True(queue.TryWaitUntilDone(TimeSpan.Zero));
    }

    [Fact]
    public void Leases_confirmed_in_any_order_leave_no_chunk_behind()
    {
        using IpcQueue queue = IpcQueue.Create();
        Random random = new(5);
        for (int round = 0; round < 10; round++)
        {
            List<IpcLease> leases = [];
            for (int i = 0; i < 300; i++)
            {
                byte[] bytes = Message(random.Next(2) == 0 ? random.Next(100) : random.Next(100_000), i);
                queue.TrySendBytes(bytes, TimeSpan.Zero);
                leases.Add(Lease(queue, bytes));
            }

            foreach (IpcLease lease in leases.OrderBy(_ => random.Next()))
            {
                lease.Confirm();
            }

            ChunkPool pool = new(queue.Region);
            Assert.Equal(pool.Count - 2, Derived.Unused(queue.Region)); // The list's last one, and the log's.
        }
    }

    [Fact]
    public async Task Many_threads_lease_abandon_and_confirm_each_object_once()
    {
        using IpcQueue queue = IpcQueue.Create(encoding: new NumberEncoding());
        const int Count = 4000;
        ConcurrentBag<int> done = [];
        Task[] workers = [.. Enumerable.Range(0, 4).Select(seed => Task.Factory.StartNew(
            () =>
            {
                Random random = new(seed);
                while (queue.TryLease(out IpcLease? lease, s_long, random.Next(3) == 0 ? TimeSpan.FromMilliseconds(1) : s_long) == IpcReceiveResult.Received)
                {
                    if (random.Next(4) == 0)
                    {
                        lease!.Abandon();
                        continue;
                    }

                    if (Eventually.ErrorOf(lease!.Confirm) is null)
                    {
                        done.Add((int)lease.Value!);
                    }
                }
            },
            TaskCreationOptions.LongRunning))];
        for (int i = 0; i < Count; i++)
        {
            queue.Send(i);
        }

        Assert.True(queue.TryWaitUntilDone(s_long));
        queue.Complete();
        await Task.WhenAll(workers).WaitAsync(s_long);
        Assert.Equal(Enumerable.Range(0, Count), done.Order());
    }

    private static IpcQueue Numbers(params int[] numbers)
    {
        IpcQueue queue = IpcQueue.Create(encoding: new NumberEncoding());
        foreach (int number in numbers)
        {
            queue.Send(number);
        }

        return queue;
    }

    private static IpcLease Lease(IpcQueue queue, TimeSpan length)
    {
        Assert.Equal(IpcReceiveResult.Received, queue.TryLease(out IpcLease? lease, TimeSpan.Zero, length));
        return lease!;
    }

    private static IpcLease Lease(IpcQueue queue, byte[] expected, int deliveries = 1)
    {
        ArrayBufferWriter<byte> buffer = new(Math.Max(1, expected.Length));
        Assert.Equal(IpcReceiveResult.Received, queue.TryLeaseBytes(buffer, out IpcLease? lease, TimeSpan.Zero, Timeout.InfiniteTimeSpan));
        Assert.True(expected.AsSpan().SequenceEqual(buffer.WrittenSpan));
        Assert.Equal(deliveries, lease!.DeliveryCount);
        return lease;
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
