using System.Buffers;
using Ipc.Platform.Linux;
using Ipc.Regions;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>
/// Processes that are killed or paused in the middle of something: nobody else hangs, and nothing is lost.
/// </summary>
public sealed class CrashTests
{
    private static readonly TimeSpan s_long = Eventually.Watchdog;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_holder_of_a_lock_is_killed_while_others_wait(bool recursive)
    {
        using IpcLock target = IpcLock.Create(recursive: recursive);
        PeerProcess[] peers = PeerProcess.Start(2);
        using PeerProcess holder = peers[0], waiter = peers[1];
        holder.Open(target);
        waiter.Open(target);
        Assert.Equal("Entered", holder.Ask("enter 5"));
        if (recursive)
        {
            Assert.Equal("Entered", holder.Ask("enter 5"));
        }

        waiter.TellAndSleep("enter forever", Words.Of(target));
        holder.Kill();
        waiter.Expect("Abandoned");
        Assert.Equal("ok", waiter.Ask("exit"));
        Assert.Equal(IpcEnterResult.Entered, target.TryEnter(s_long));
        Assert.False(target.WasAbandoned);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_holder_of_a_lock_is_killed_before_anybody_comes(bool patient)
    {
        using IpcLock target = IpcLock.Create();
        using PeerProcess holder = PeerProcess.Opening(target);
        Assert.Equal("Entered", holder.Ask("enter 5"));
        holder.Kill();
        Assert.Equal(IpcEnterResult.Abandoned, target.TryEnter(patient ? Timeout.InfiniteTimeSpan : TimeSpan.Zero));
        Assert.True(target.WasAbandoned);
        target.Exit();
        Assert.Equal(IpcEnterResult.Entered, target.TryEnter(TimeSpan.Zero));
    }

    [Fact]
    public void Holders_are_killed_in_the_middle_of_entering_and_leaving()
    {
        using IpcLock target = IpcLock.Create();
        Random random = new(3);
        foreach (PeerProcess peer in PeerProcess.Start(12))
        {
            using (peer)
            {
                peer.Open(target);
                peer.Tell("churn");
                peer.Expect("ready");
                for (int i = 0; i < random.Next(200); i++)
                {
                    Assert.NotEqual(IpcEnterResult.TimedOut, target.TryEnter(s_long));
                    target.Exit();
                }

                peer.KillAndGoOn();
                Assert.NotEqual(IpcEnterResult.TimedOut, target.TryEnter(s_long));
                target.Exit();
            }
        }
    }

    [Fact]
    public void A_paused_holder_is_never_robbed()
    {
        using IpcLock target = IpcLock.Create();
        using PeerProcess holder = PeerProcess.Opening(target);
        Assert.Equal("Entered", holder.Ask("enter 5"));
        holder.Pause();
        Assert.Equal(IpcEnterResult.TimedOut, target.TryEnter(TimeSpan.FromSeconds(1)));
        Task<IpcEnterResult> waiter = Eventually.Start(() => target.TryEnter(s_long));
        Words.AwaitSleeper(Words.Of(target));
        Assert.False(waiter.IsCompleted);
        holder.Continue();
        Assert.Equal("ok", holder.Ask("exit"));
        Assert.Equal(IpcEnterResult.Entered, Eventually.Result(waiter));
    }

    [Fact]
    public void A_paused_waiter_keeps_nobody_from_going_on()
    {
        using IpcQueue queue = IpcQueue.Create();
        using PeerProcess paused = PeerProcess.Opening(queue);
        paused.TellAndSleep("receive forever", Words.Of(queue));
        using PeerProcess awake = PeerProcess.Opening(queue);
        awake.Tell("receive-all");
        paused.Pause();
        for (int i = 1; i <= 20; i++)
        {
            Assert.True(queue.TrySendBytes([(byte)i, 0, 0, 0], s_long));
            awake.Expect($"got {i} 4");
        }

        paused.Continue();
        awake.Kill();
        Assert.True(queue.TrySendBytes([21, 0, 0, 0], s_long));
        paused.Expect("Received 21 4");
    }

    [Fact]
    public void A_permit_of_a_killed_process_comes_back()
    {
        using IpcSemaphore target = IpcSemaphore.Create(2, 2);
        using PeerProcess holder = PeerProcess.Opening(target);
        Assert.Equal("Entered", holder.Ask("enter 5"));
        Assert.Equal("Entered", holder.Ask("enter 5"));
        Task<bool> waiter = Eventually.Start(() => target.TryEnter(Timeout.InfiniteTimeSpan));
        Words.AwaitSleeper(Words.Of(target));
        holder.Kill();
        Assert.True(Eventually.Result(waiter));
        Assert.True(target.TryEnter(s_long));
        Assert.False(target.TryEnter());
        target.Exit(2);
        Assert.Equal(IpcError.SemaphoreFull, Eventually.ErrorOf(() => target.Exit()));
    }

    [Fact]
    public void A_permit_comes_back_to_who_only_looks_in()
    {
        using IpcSemaphore target = IpcSemaphore.Create(1);
        using PeerProcess holder = PeerProcess.Opening(target);
        Assert.Equal("Entered", holder.Ask("enter 5"));
        Assert.False(target.TryEnter());
        holder.Kill();
        Eventually.True(() => target.TryEnter(), "the permit is back");
    }

    [Fact]
    public void A_reader_is_killed_while_it_waits_on_a_queue()
    {
        using IpcQueue queue = IpcQueue.Create();
        PeerProcess[] peers = PeerProcess.Start(3);
        foreach (PeerProcess peer in peers)
        {
            peer.Open(queue);
            peer.TellAndSleep("receive forever", Words.Of(queue));
        }

        peers[0].Kill();
        peers[1].Kill();
        Assert.True(queue.TrySendBytes([7, 0, 0, 0], s_long));
        peers[2].Expect("Received 7 4");
        Assert.Equal(IpcReceiveResult.TimedOut, queue.TryReceiveBytes(new ArrayBufferWriter<byte>(), TimeSpan.FromMilliseconds(50)));
        Assert.All(peers, peer => peer.Dispose());
    }

    [Fact]
    public void Writers_are_killed_in_the_middle_of_large_messages()
    {
        const int Size = 8 << 20;
        using IpcQueue queue = IpcQueue.Create(2);
        Random random = new(1);
        PeerProcess[] peers = PeerProcess.Start(5);
        for (int i = 0; i < peers.Length; i++)
        {
            using PeerProcess peer = peers[i];
            peer.Open(queue);
            peer.Tell($"send-all {Size} 1 1000");
            int before = random.Next(3);
            for (int n = 0; n < before; n++)
            {
                AssertWhole(queue, Size);
            }

            Thread.SpinWait(random.Next(2_000_000));
            peer.KillAndGoOn();
            while (ReceiveWhole(queue, Size, TimeSpan.FromMilliseconds(200)))
            {
            }

            Assert.True(queue.TrySendBytes([1, 2, 3], s_long));
            ArrayBufferWriter<byte> buffer = new();
            Assert.Equal(IpcReceiveResult.Received, queue.TryReceiveBytes(buffer, s_long));
            Assert.Equal([1, 2, 3], buffer.WrittenSpan.ToArray());
        }

        Assert.Equal(0, queue.Count);
    }

    [Fact]
    public void A_waiter_of_an_event_is_killed()
    {
        foreach (bool autoReset in new[] { false, true })
        {
            using IpcEvent target = IpcEvent.Create(autoReset: autoReset);
            PeerProcess[] peers = PeerProcess.Start(2);
            using PeerProcess killed = peers[0], other = peers[1];
            killed.Open(target);
            other.Open(target);
            killed.TellAndSleep("wait forever", Words.Of(target));
            other.TellAndSleep("wait forever", Words.Of(target));
            killed.Kill();
            target.Set();
            other.Expect("Set");
            target.Reset();
            Assert.False(target.TryWait(0.02));
        }
    }

    [Fact]
    public void A_waiter_of_a_condition_is_killed()
    {
        using IpcCondition target = IpcCondition.Create();
        PeerProcess[] peers = PeerProcess.Start(2);
        using PeerProcess killed = peers[0], other = peers[1];
        foreach (PeerProcess peer in peers)
        {
            peer.Open(target);
            Assert.Equal("Entered", peer.Ask("enter 5"));
            peer.TellAndSleep("wait forever", Words.Of(target));
        }

        Assert.Equal(2, target.WaitingCount);
        killed.Kill();
        Assert.Equal(IpcEnterResult.Entered, target.TryEnter(s_long));
        target.Grant(1);
        target.Exit();
        other.Expect("Notified");
        Assert.Equal("ok", other.Ask("exit"));
        target.Grant(1);
        Assert.Equal(0, target.WaitingCount);
    }

    [Fact]
    public void The_holder_of_a_conditions_lock_is_killed()
    {
        using IpcCondition target = IpcCondition.Create();
        using PeerProcess waiter = PeerProcess.Opening(target);
        Assert.Equal("Entered", waiter.Ask("enter 5"));
        waiter.TellAndSleep("wait forever", Words.Of(target));
        using PeerProcess holder = PeerProcess.Opening(target);
        Assert.Equal("Entered", holder.Ask("enter 5"));
        Assert.Equal("ok", holder.Ask("notify 1"));
        Words.AwaitSleeper(Words.LockOf(target));
        holder.Kill();
        waiter.Expect("Notified");
        Assert.Equal(IpcEnterResult.TimedOut, target.TryEnter(TimeSpan.Zero));
    }

    [Fact]
    public void A_party_of_a_barrier_is_killed_after_it_arrived()
    {
        using IpcBarrier target = IpcBarrier.Create(3);
        PeerProcess[] peers = PeerProcess.Start(2);
        using PeerProcess killed = peers[0], other = peers[1];
        killed.Open(target);
        other.Open(target);
        killed.TellAndSleep("wait forever", Words.Of(target));
        other.TellAndSleep("wait forever", Words.Of(target));
        killed.Kill();
        other.Expect("error BarrierBroken");
        Assert.True(target.IsBroken);
        target.Reset();
        using PeerProcess third = PeerProcess.Opening(target);
        third.Tell("wait forever");
        other.Tell("wait forever");
        Assert.True(target.TryWait(s_long, null, out _));
        Assert.StartsWith("Passed", third.Answer(), StringComparison.Ordinal);
        Assert.StartsWith("Passed", other.Answer(), StringComparison.Ordinal);
    }

    [Fact]
    public void An_unrelated_process_opens_and_ends_and_the_object_stays()
    {
        using IpcQueue queue = IpcQueue.Create(name: "mine");
        queue.TrySendBytes([1], TimeSpan.Zero);
        using (PeerProcess closing = PeerProcess.Opening(queue))
        {
            Assert.Equal("ok", closing.Ask("close"));
            Assert.Equal(0, closing.End());
        }

        using (PeerProcess ending = PeerProcess.Opening(queue))
        {
            Assert.Equal(0, ending.End());
        }

        using (PeerProcess killed = PeerProcess.Opening(queue))
        {
            killed.Kill();
        }

        Assert.True(File.Exists(queue.Region.Path));
        Assert.Equal(1, queue.Count);
        using IpcQueue same = IpcQueue.Open("mine");
        Assert.Equal(1, same.Count);
    }

    [Fact]
    public void The_far_end_of_a_pipe_is_killed()
    {
        (IpcPipe left, IpcPipe right) = IpcPipe.Create();
        using IpcPipe _ = left;
        using PeerProcess peer = PeerProcess.Opening(right, "right");
        right.Close();
        Assert.Equal("Sent", peer.Ask("send 10 1 5"));
        Assert.Equal("Sent", peer.Ask("send 10 2 5"));
        peer.Kill();
        ArrayBufferWriter<byte> buffer = new();
        Assert.Equal(IpcReceiveResult.Received, left.TryReceiveBytes(buffer, s_long));
        Assert.Equal(IpcReceiveResult.Received, left.TryReceiveBytes(buffer, s_long));
        Assert.Equal(20, buffer.WrittenCount);
        Assert.Equal(IpcReceiveResult.Closed, left.TryReceiveBytes(buffer, s_long));
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => left.TrySendBytes([1], s_long)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_far_end_of_a_pipe_is_killed_and_who_sends_or_looks_in_is_told(bool send)
    {
        (IpcPipe left, IpcPipe right) = IpcPipe.Create();
        using IpcPipe _ = left;
        using PeerProcess peer = PeerProcess.Opening(right, "right");
        right.Close();
        Assert.True(left.TrySendBytes([1], TimeSpan.Zero));
        peer.Kill();
        Eventually.True(
            () => send
                ? Eventually.ErrorOf(() => left.TrySendBytes([1], TimeSpan.Zero)) == IpcError.Closed
                : left.TryReceiveBytes(new ArrayBufferWriter<byte>(), TimeSpan.Zero) == IpcReceiveResult.Closed,
            "the pipe is closed");
    }

    [Fact]
    public void Leftovers_of_killed_holders_are_cleared()
    {
        using PeerProcess first = PeerProcess.Start();
        Assert.Equal("ok", first.Ask("create queue leftover"));
        Assert.Equal("Sent", first.Ask("send 10 1 5"));
        using PeerProcess second = PeerProcess.Start();
        Assert.Equal("ok", second.Ask("open queue leftover"));
        first.Kill();
        Assert.Equal("Received 1 10", second.Ask("receive 1"));
        second.Kill();

        // Opening clears it, unless a process of another test, at its start, has just done so.
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => IpcQueue.Open("leftover")));
        Assert.False(File.Exists(Path.Combine(TestHome.Path, "leftover")));
    }

    [Fact]
    public void A_name_is_free_again_after_its_holders_were_killed()
    {
        using PeerProcess peer = PeerProcess.Start();
        Assert.Equal("ok", peer.Ask("create queue freed"));
        Assert.Equal(IpcError.AlreadyExists, Eventually.ErrorOf(() => IpcLock.Create("freed")));
        peer.Kill();
        using IpcLock target = IpcLock.Create("freed");
        Assert.True(target.TryEnter());
    }

    [Fact]
    public void A_sweep_touches_nothing_that_the_living_or_the_paused_hold()
    {
        PeerProcess[] peers = PeerProcess.Start(3);
        using PeerProcess living = peers[0], paused = peers[1], killed = peers[2];
        Assert.Equal("ok", living.Ask("create queue s-living"));
        Assert.Equal("ok", paused.Ask("create queue s-paused"));
        Assert.Equal("ok", killed.Ask("create queue s-killed"));
        paused.Pause();
        killed.Kill();
        Ipc.Regions.Leftovers.Sweep(RegionFolder.Default);
        Assert.True(File.Exists(Path.Combine(TestHome.Path, "s-living")));
        Assert.True(File.Exists(Path.Combine(TestHome.Path, "s-paused")));
        Assert.False(File.Exists(Path.Combine(TestHome.Path, "s-killed")));
        paused.Continue();
        Assert.Equal("Sent", paused.Ask("send 10 1 1"));
    }

    private static void AssertWhole(IpcQueue queue, int size) => Assert.True(ReceiveWhole(queue, size, s_long));

    private static bool ReceiveWhole(IpcQueue queue, int size, TimeSpan timeout)
    {
        ArrayBufferWriter<byte> buffer = new(size);
        if (queue.TryReceiveBytes(buffer, timeout) != IpcReceiveResult.Received)
        {
            return false;
        }

        int number = BitConverter.ToInt32(buffer.WrittenSpan);
        Assert.Equal(size, buffer.WrittenCount);
        Assert.True(buffer.WrittenSpan[4..].IndexOfAnyExcept((byte)number) < 0, "A message is torn.");
        return true;
    }
}
