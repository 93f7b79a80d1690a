using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

public sealed class ReaderWriterLockTests
{
    private const long A = 1;
    private const long B = 2;
    private const long C = 3;
    private static readonly TimeSpan s_long = Eventually.Watchdog;

    [Fact]
    public void Many_share_it_in_any_process_and_one_is_alone()
    {
        using IpcReaderWriterLock target = IpcReaderWriterLock.Create();
        using PeerProcess peer = PeerProcess.Opening(target);
        Assert.Equal(IpcEnterResult.Entered, target.TryEnterShared(s_long, A));
        Assert.Equal(IpcEnterResult.Entered, target.TryEnterShared(s_long, B));
        Assert.Equal("Entered", peer.Ask("share 0"));
        Assert.Equal((3, true, false), (target.ReaderCount, target.IsHeld, target.IsHeldExclusively));
        Assert.Equal(IpcEnterResult.TimedOut, target.TryEnter(TimeSpan.Zero, C));
        target.Exit(A);
        target.Exit(B);
        Assert.Equal(IpcEnterResult.TimedOut, target.TryEnter(TimeSpan.FromMilliseconds(30), C));
        Assert.Equal("ok", peer.Ask("exit"));
        Assert.Equal(IpcEnterResult.Entered, target.TryEnter(s_long, C));
        Assert.Equal((0, true, true), (target.ReaderCount, target.IsHeld, target.IsHeldExclusively));
        Assert.Equal("TimedOut", peer.Ask("share 0.03"));
        Assert.Equal("TimedOut", peer.Ask("enter 0"));
        target.Exit(C);
        Assert.False(target.IsHeld);
        Assert.Equal("Entered", peer.Ask("enter 0"));
    }

    [Fact]
    public void Who_holds_nothing_cannot_leave_and_nobody_leaves_for_another()
    {
        using IpcReaderWriterLock target = IpcReaderWriterLock.Create();
        using PeerProcess peer = PeerProcess.Opening(target);
        Assert.Equal(IpcError.NotOwner, Eventually.ErrorOf(() => target.Exit(A)));
        target.TryEnterShared(s_long, A);
        Assert.Equal(IpcError.NotOwner, Eventually.ErrorOf(() => target.Exit(B)));
        Assert.Equal("error NotOwner", peer.Ask("exit"));
        target.Exit(A);
        Assert.Equal(IpcError.NotOwner, Eventually.ErrorOf(() => target.ExitShared(A)));
        target.TryEnter(s_long, A);
        Assert.Equal(IpcError.NotOwner, Eventually.ErrorOf(() => target.ExitShared(A)));
        target.Exit(A);
        Assert.False(target.IsHeld);
    }

    [Fact]
    public void One_who_waits_to_be_alone_holds_newcomers_back_but_not_who_shares_it_already()
    {
        using IpcReaderWriterLock target = IpcReaderWriterLock.Create();
        using PeerProcess writer = PeerProcess.Opening(target);
        target.TryEnterShared(s_long, A);
        writer.TellAndSleep("enter forever", Words.Of(target));
        Assert.Equal(IpcEnterResult.TimedOut, target.TryEnterShared(TimeSpan.Zero, B));
        Assert.Equal(IpcEnterResult.TimedOut, target.TryEnterShared(TimeSpan.FromMilliseconds(30), B));
        Assert.Equal(IpcEnterResult.Entered, target.TryEnterShared(TimeSpan.Zero, A));
        target.Exit(A);
        Task<IpcEnterResult> held = Eventually.Start(() => target.TryEnterShared(s_long, B));
        target.Exit(A);
        writer.Expect("Entered");
        Assert.False(held.IsCompleted);
        Assert.Equal("ok", writer.Ask("exit"));
        Assert.Equal(IpcEnterResult.Entered, Eventually.Result(held));
    }

    [Fact]
    public void A_writer_gets_its_turn_among_readers_that_never_stop()
    {
        using IpcReaderWriterLock target = IpcReaderWriterLock.Create();
        using CancellationTokenSource enough = new();
        Task<bool>[] readers = [.. Enumerable.Range(1, 3).Select(owner => Eventually.Start(() =>
        {
            for (bool first = true; !enough.IsCancellationRequested; first = false)
            {
                target.TryEnterShared(s_long, owner);
                Thread.Sleep(first ? 5 * owner : 15); // So that there is always one inside.
                target.Exit(owner);
            }

            return true;
        }))];
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(IpcEnterResult.Entered, target.TryEnter(s_long, 99));
            Assert.Equal(0, target.ReaderCount);
            target.Exit(99);
        }

        enough.Cancel();
        Assert.All(readers, reader => Eventually.Result(reader));
    }

    [Fact]
    public void Readers_get_their_turn_among_writers_that_never_stop()
    {
        using IpcReaderWriterLock target = IpcReaderWriterLock.Create();
        using CancellationTokenSource enough = new();
        Task<bool>[] writers = [.. Enumerable.Range(1, 3).Select(owner => Eventually.Start(() =>
        {
            while (!enough.IsCancellationRequested)
            {
                target.TryEnter(s_long, owner);
                Thread.Sleep(1);
                target.Exit(owner);
            }

            return true;
        }))];
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(IpcEnterResult.Entered, target.TryEnterShared(s_long, 99));
            Assert.False(target.IsHeldExclusively);
            target.Exit(99);
        }

        enough.Cancel();
        Assert.All(writers, writer => Eventually.Result(writer));
    }

    [Theory]
    [InlineData("share 0")]
    [InlineData("share 10")]
    public void A_paused_one_that_waits_to_be_alone_stops_nobody_once_the_lock_is_free(string command)
    {
        using IpcReaderWriterLock target = IpcReaderWriterLock.Create();
        using PeerProcess writer = PeerProcess.Opening(target);
        using PeerProcess reader = PeerProcess.Opening(target);
        target.TryEnterShared(s_long, A);
        writer.TellAndSleep("enter forever", Words.Of(target));
        writer.PauseOutside(target);
        target.Exit(A);
        Assert.Equal("Entered", reader.Ask(command));
        Assert.Equal(IpcEnterResult.Entered, target.TryEnterShared(s_long, B)); // It was passed over for all.
        Assert.Equal("ok", reader.Ask("exit"));
        target.Exit(B);
        writer.Continue();
        writer.Expect("Entered");
    }

    [Fact]
    public void One_that_shares_it_may_go_on_to_be_alone_and_comes_back_to_sharing()
    {
        using IpcReaderWriterLock target = IpcReaderWriterLock.Create();
        target.TryEnterShared(s_long, A);
        target.TryEnterShared(s_long, B);
        Task<IpcEnterResult> upgrade = Eventually.Start(() => target.TryEnter(s_long, A));
        Words.AwaitSleeper(Words.Of(target));
        Assert.False(upgrade.IsCompleted);
        Assert.Equal(IpcError.Deadlock, Eventually.ErrorOf(() => target.TryEnter(s_long, B)));
        Assert.Equal(IpcError.Deadlock, Eventually.ErrorOf(() => target.TryEnter(TimeSpan.Zero, B)));
        target.Exit(B);
        Assert.Equal(IpcEnterResult.Entered, Eventually.Result(upgrade));
        Assert.Equal(IpcEnterResult.TimedOut, target.TryEnterShared(TimeSpan.Zero, B));
        target.Exit(A);
        Assert.Equal(IpcEnterResult.Entered, target.TryEnterShared(TimeSpan.Zero, B));
        Assert.Equal((2, false), (target.ReaderCount, target.IsHeldExclusively));
        target.Exit(A);
        target.Exit(B);
        Assert.False(target.IsHeld);
    }

    [Theory]
    [InlineData("time-out")]
    [InlineData("death")]
    public void After_an_upgrade_that_came_to_nothing_another_one_can_have_it(string end)
    {
        using IpcReaderWriterLock target = IpcReaderWriterLock.Create();
        using PeerProcess peer = PeerProcess.Opening(target);
        target.TryEnterShared(s_long, A);
        Assert.Equal("Entered", peer.Ask("share 5"));
        if (end == "death")
        {
            peer.TellAndSleep("enter forever", Words.Of(target));
            Assert.Equal(IpcError.Deadlock, Eventually.ErrorOf(() => target.TryEnter(s_long, A)));
            peer.Kill();
        }
        else
        {
            Assert.Equal("TimedOut", peer.Ask("enter 0.05"));
            Assert.Equal("ok", peer.Ask("exit"));
        }

        Eventually.True(() => Eventually.ErrorOf(() => target.TryEnter(TimeSpan.Zero, A)) is null, "it can upgrade");
        Assert.True(target.IsHeldExclusively || target.TryEnter(s_long, A) == IpcEnterResult.Entered);
        target.Exit(A);
        Assert.Equal(1, target.ReaderCount);
    }

    [Fact]
    public void Who_is_alone_may_share_as_well_and_leave_in_either_order()
    {
        using IpcReaderWriterLock target = IpcReaderWriterLock.Create();
        target.TryEnter(s_long, A);
        Assert.Equal(IpcError.Deadlock, Eventually.ErrorOf(() => target.TryEnter(s_long, A)));
        Assert.Equal(IpcEnterResult.Entered, target.TryEnterShared(TimeSpan.Zero, A));
        target.Exit(A);
        Assert.Equal((0, true), (target.ReaderCount, target.IsHeldExclusively));
        target.TryEnterShared(TimeSpan.Zero, A);
        target.ExitShared(A);
        Assert.True(target.IsHeldExclusively);
        target.Exit(A);
        Assert.False(target.IsHeld);

        using IpcReaderWriterLock recursive = IpcReaderWriterLock.Create(recursive: true);
        recursive.TryEnter(s_long, A);
        recursive.TryEnter(s_long, A);
        recursive.Exit(A);
        Assert.Equal(IpcEnterResult.TimedOut, recursive.TryEnterShared(TimeSpan.Zero, B));
        recursive.Exit(A);
        Assert.Equal(IpcEnterResult.Entered, recursive.TryEnterShared(TimeSpan.Zero, B));
    }

    [Theory]
    [InlineData("share", "kill", IpcEnterResult.Entered)]
    [InlineData("share", "close", IpcEnterResult.Entered)]
    [InlineData("enter", "kill", IpcEnterResult.Abandoned)]
    [InlineData("enter", "close", IpcEnterResult.Abandoned)]
    public void What_one_held_that_ends_is_free_and_the_next_is_told_if_it_was_alone(
        string command, string end, IpcEnterResult expected)
    {
        foreach (bool shared in (bool[])[true, false])
        {
            using IpcReaderWriterLock target = IpcReaderWriterLock.Create();
            using PeerProcess peer = PeerProcess.Opening(target);
            Assert.Equal("Entered", peer.Ask($"{command} 5"));
            Task<IpcEnterResult> next = Eventually.Start(() => shared && expected == IpcEnterResult.Abandoned
                ? target.TryEnterShared(s_long, A)
                : target.TryEnter(s_long, A));
            Words.AwaitSleeper(Words.Of(target));
            if (end == "kill")
            {
                peer.Kill();
            }
            else
            {
                Assert.Equal("ok", peer.Ask("close"));
            }

            Assert.Equal(expected, Eventually.Result(next));
            Assert.Equal(expected == IpcEnterResult.Abandoned, target.WasAbandoned);
            target.Exit(A);
            Assert.Equal(IpcEnterResult.Entered, target.TryEnterShared(s_long, B));
            Assert.False(target.WasAbandoned);
        }
    }

    [Fact]
    public void Who_holds_it_can_be_seen()
    {
        using IpcReaderWriterLock target = IpcReaderWriterLock.Create();
        target.TryEnterShared(s_long, A);
        target.TryEnterShared(s_long, B);
        using PeerProcess peer = PeerProcess.Opening(target);
        peer.TellAndSleep("enter forever", Words.Of(target));
        IpcObjectInfo found = Assert.Single(IpcObjectInfo.List(), info => info.Id == target.Id);
        Assert.Equal((2L, 1, 2), (found.Count, found.HeldBy.Count, found.HeldBy[0].Times));
        Assert.Equal(Environment.ProcessId, found.HeldBy[0].ProcessId);
        Assert.Equal([peer.Pid], found.Waiters);
        Assert.Contains("shared by", found.Details, StringComparison.Ordinal);
        Assert.Contains("1 waiting", found.Details, StringComparison.Ordinal);
        target.Exit(A);
        target.Exit(B);
        peer.Expect("Entered");
        found = Assert.Single(IpcObjectInfo.List(), info => info.Id == target.Id);
        Assert.Equal(peer.Pid, Assert.Single(found.HeldBy).ProcessId);
        Assert.StartsWith("held by", found.Details, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Threads_exclude_each_other_as_they_should()
    {
        using IpcReaderWriterLock target = IpcReaderWriterLock.Create();
        int readers = 0;
        int writers = 0;
        int wrong = 0;
        Task[] tasks = [.. Enumerable.Range(1, 4).Select(owner => Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < 3_000; i++)
                {
                    if ((i + owner) % 4 == 0)
                    {
                        target.TryEnter(s_long, owner);
                        wrong += Interlocked.Increment(ref writers) != 1 || Volatile.Read(ref readers) != 0 ? 1 : 0;
                        Interlocked.Decrement(ref writers);
                    }
                    else
                    {
                        target.TryEnterShared(s_long, owner);
                        Interlocked.Increment(ref readers);
                        wrong += Volatile.Read(ref writers) != 0 ? 1 : 0;
                        Interlocked.Decrement(ref readers);
                    }

                    target.Exit(owner);
                }
            },
            TaskCreationOptions.LongRunning))];
        await Task.WhenAll(tasks).WaitAsync(Eventually.Watchdog * 2);
        Assert.Equal(0, wrong);
        Assert.False(target.IsHeld);
    }
}
