using Ipc.Inspection;
using Ipc.Platform.CrashPoints;
using Ipc.Platform.Linux;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>
/// Cycles of processes that wait for each other's locks are found; whatever only looks like one is not.
/// </summary>
public sealed class DeadlockTests : IDisposable
{
    private const long Me = 1001;
    private const long Other = 1002;
    private readonly List<IpcLockable> _locks = [];
    private readonly List<PeerProcess> _peers = [];

    public void Dispose()
    {
        _peers.ForEach(peer => peer.Dispose());
        _locks.ForEach(made => made.Dispose());
    }

    [Fact]
    public void Two_processes_that_wait_for_each_other_are_found()
    {
        Cycle(2);
        IpcDeadlock found = Find(1)[0];
        Assert.Equal(2, found.Members.Count);
        foreach (IpcDeadlockMember member in found.Members)
        {
            int i = _peers.FindIndex(peer => peer.Pid == member.ProcessId);
            Assert.Equal((_locks[i].Id, IpcKind.Lock), (member.Holds, member.HoldsKind));
            Assert.Equal((_locks[1 - i].Id, IpcKind.Lock), (member.WaitsFor, member.WaitsForKind));
            Assert.Equal("Ipc.Tests.Peer", member.ProcessName);
            Assert.Null(member.Runspace);
            Assert.Null(member.Since); // Nobody asked for it there.
        }

        string Clause(int i) => $"Ipc.Tests.Peer ({_peers[i].Pid}) holds lock '{_locks[i].Id}' and waits for lock "
            + $"'{_locks[1 - i].Id}'";
        Assert.Contains(found.ToString(), new[] { $"{Clause(0)}; {Clause(1)}", $"{Clause(1)}; {Clause(0)}" });
    }

    [Fact]
    public void Three_processes_in_a_cycle_are_found_once_in_their_order()
    {
        Cycle(3);
        IpcDeadlock found = Find(1)[0];
        Assert.Equal(3, found.Members.Count);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(found.Members[i].WaitsFor, found.Members[(i + 1) % 3].Holds);
        }
    }

    [Fact]
    public void The_locks_of_values_arrays_and_conditions_count_as_well()
    {
        _locks.AddRange([IpcValue.Create(1), IpcArray.Create(typeof(long), 100), IpcCondition.Create()]);
        Cycle(3);
        Assert.Equal(
            [IpcKind.Value, IpcKind.Array, IpcKind.Condition],
            Find(1)[0].Members.Select(member => member.HoldsKind).Order());
    }

    [Fact]
    public void The_locks_of_a_set_count_each_by_itself()
    {
        using IpcLockSet set = IpcLockSet.Create(1000);
        _locks.AddRange([set[7], set[999], set[0]]);
        Cycle(3);
        foreach (IpcDeadlockMember member in Find(1)[0].Members)
        {
            int i = _peers.FindIndex(peer => peer.Pid == member.ProcessId);
            Assert.Equal((_locks[i].Id, IpcKind.Lock), (member.Holds, member.HoldsKind));
            Assert.Equal(_locks[(i + 1) % 3].Id, member.WaitsFor);
        }
    }

    [Fact]
    public void Who_waits_for_other_locks_of_a_set_than_the_others_hold_is_in_no_cycle()
    {
        // With one name for all of them this would be a cycle of two, each holding what the other waits for.
        using IpcLockSet set = IpcLockSet.Create(4);
        _locks.AddRange([set[0], set[1], set[2], set[3]]);
        set[2].TryEnter(TimeSpan.Zero, Me);
        set[3].TryEnter(TimeSpan.Zero, Me);
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal("Entered", Peer(set[i]).Ask("enter 5"));
            Wait(_peers[i], set[i + 2]);
        }

        Assert.Equal(4, Info(set).HeldBy.Count);
        Assert.Empty(Found());
    }

    [Fact]
    public void Two_cycles_at_once_and_who_waits_outside_of_them()
    {
        Cycle(2);
        Cycle(2, 2);
        PeerProcess outside = Peer(_locks[0]);
        outside.TellAndSleep("enter forever", Words.Of(_locks[0]));
        Eventually.True(() => Info(_locks[0]).WaiterCount == 2, "both wait");
        IReadOnlyList<IpcDeadlock> both = Find(2);
        Assert.Equal([2, 2], both.Select(found => found.Members.Count));
        Assert.DoesNotContain(outside.Pid, both.SelectMany(found => found.Members).Select(member => member.ProcessId ?? 0));
    }

    [Fact]
    public void A_chain_is_no_cycle()
    {
        Chain(3);
        Assert.Equal([1, 2, 2], _locks.Select(made => Info(made).Waiters.Count + Info(made).HeldBy.Count));
        Assert.Empty(Found());
    }

    [Fact]
    public void Two_owners_of_one_process_are_told_apart()
    {
        IpcLock[] locks = [IpcLock.Create(), IpcLock.Create()];
        _locks.AddRange(locks);
        locks[0].TryEnter(TimeSpan.Zero, Me);
        locks[1].TryEnter(TimeSpan.Zero, Other);
        using CancellationTokenSource stop = new();
        Task<bool> first = Eventually.Start(() => Stopped(() => locks[1].TryEnter(Timeout.InfiniteTimeSpan, Me, stop.Token)));
        Eventually.True(() => Info(locks[1]).WaiterCount == 1, "the first waits");
        Assert.Empty(Found());
        Task<bool> second = Eventually.Start(() => Stopped(() => locks[0].TryEnter(Timeout.InfiniteTimeSpan, Other, stop.Token)));
        string text = Find(1)[0].ToString();
        Assert.Contains("thread 1001, holds", text, StringComparison.Ordinal);
        Assert.Contains("thread 1002, holds", text, StringComparison.Ordinal);
        Assert.Equal(Me, DeadlockFinder.FindThrough(RegionFolder.Default, Me)!.Members[0].Holder.Owner);
        Assert.Equal(Other, DeadlockFinder.FindThrough(RegionFolder.Default, Other)!.Members[0].Holder.Owner);
        Assert.Null(DeadlockFinder.FindThrough(RegionFolder.Default, 1003));
        stop.Cancel();
        Assert.True(Eventually.Result(first) && Eventually.Result(second));
        Assert.Empty(Found());
        Assert.Equal(0, Info(locks[0]).WaiterCount);
    }

    [Fact]
    public void Another_owner_of_the_process_that_holds_is_no_cycle()
    {
        IpcLock[] locks = [IpcLock.Create(), IpcLock.Create()];
        _locks.AddRange(locks);
        locks[0].TryEnter(TimeSpan.Zero, Me);
        PeerProcess peer = Peer(locks[1]);
        Assert.Equal("Entered", peer.Ask("enter 5"));
        Assert.Equal("ok", peer.Ask($"also lock {locks[0].Id}"));
        peer.TellAndSleep("enter forever", Words.Of(locks[0]));
        using CancellationTokenSource stop = new();
        Task<bool> wait = Eventually.Start(() => Stopped(() => locks[1].TryEnter(Timeout.InfiniteTimeSpan, Other, stop.Token)));
        Eventually.True(() => Info(locks[0]).WaiterCount + Info(locks[1]).WaiterCount == 2, "both wait");
        Assert.Empty(Found());
        Assert.Null(DeadlockFinder.FindThrough(RegionFolder.Default, Other));
        stop.Cancel();
        Assert.True(Eventually.Result(wait));
    }

    [Fact]
    public void Every_thread_of_a_process_that_waits_is_known()
    {
        IpcLock[] locks = [IpcLock.Create(), IpcLock.Create()];
        _locks.AddRange(locks);
        PeerProcess peer = Peer(locks[1]);
        Assert.Equal("Entered", peer.Ask("enter-as 5 5"));
        locks[0].TryEnter(TimeSpan.Zero, Me);
        Assert.Equal("ok", peer.Ask($"also lock {locks[0].Id}"));
        foreach (int owner in new[] { 3, 4, 5, 6 })
        {
            Assert.Equal("ok", peer.Ask($"in-thread {owner}"));
        }

        Eventually.True(() => Info(locks[0]).WaiterCount == 4, "all wait");
        Assert.Equal(Enumerable.Repeat(peer.Pid, 4), Info(locks[0]).Waiters);
        using CancellationTokenSource stop = new();
        Task<bool> wait = Eventually.Start(() => Stopped(() => locks[1].TryEnter(Timeout.InfiniteTimeSpan, Me, stop.Token)));
        Assert.Equal(new long?[] { Me, 5 }, Find(1)[0].Members.Select(member => member.Holder.Owner).OrderDescending());
        stop.Cancel();
        Assert.True(Eventually.Result(wait));
    }

    [Fact]
    public void A_killed_member_breaks_the_cycle()
    {
        Cycle(2);
        Find(1);
        _peers[0].Kill();
        Assert.Empty(Found());
        _peers[1].Expect("Abandoned");
        Assert.Equal(0, Info(_locks[0]).WaiterCount);
        Assert.Equal(_peers[1].Pid, Assert.Single(Info(_locks[0]).HeldBy).ProcessId);
    }

    [Fact]
    public void A_paused_member_stays_in_the_cycle()
    {
        Cycle(2);
        _peers[0].Pause();
        Find(1);

        // A newcomer wakes all sleepers, and the paused one does not announce itself anew.
        using PeerProcess newcomer = PeerProcess.Opening(_locks[0]);
        Find(1);
        _peers[0].Continue();
        Assert.Equal("ok", newcomer.Ask("forget"));
        Find(1);
    }

    [Fact]
    public void A_cycle_that_one_leaves_by_its_time_out_is_gone()
    {
        IpcLock[] locks = [IpcLock.Create(), IpcLock.Create()];
        _locks.AddRange(locks);
        Chain(2, 0);
        Assert.Equal("ok", _peers[1].Ask($"also lock {locks[0].Id}"));
        Assert.Equal("TimedOut", _peers[1].Ask("enter 0.05"));
        Assert.Empty(Found());
        Assert.Equal(0, Info(locks[0]).WaiterCount);
    }

    [Fact]
    public void What_was_never_true_at_the_same_time_is_not_believed()
    {
        IpcLock[] locks = [IpcLock.Create(), IpcLock.Create()];
        _locks.AddRange(locks);
        byte[] head = new byte[RegionLayout.Data];
        locks[0].TryEnter(TimeSpan.Zero, Me);
        PeerProcess peer = Peer(locks[1]);
        Assert.Equal("Entered", peer.Ask("enter 5"));
        Wait(peer, locks[0]);
        LockView early = LockView.ReadAll(locks[0].Region.Path, head).Single();

        // It goes on, and now we wait for it: not any more for each other.
        locks[0].Exit(Me);
        peer.Expect("Entered");
        using CancellationTokenSource stop = new();
        Task<bool> wait = Eventually.Start(() => Stopped(() => locks[1].TryEnter(Timeout.InfiniteTimeSpan, Me, stop.Token)));
        Eventually.True(() => Info(locks[1]).WaiterCount == 1, "it waits");
        LockView late = LockView.ReadAll(locks[1].Region.Path, head).Single();

        List<DeadlockFinder.Link> cycle = Assert.Single(DeadlockFinder.FindCycles([early, late]));
        Assert.Equal(2, cycle.Count);
        Assert.False(DeadlockFinder.IsTrue(cycle, head));
        Assert.Empty(Found());
        stop.Cancel();
        Assert.True(Eventually.Result(wait));
    }

    [Fact]
    public void What_has_moved_and_come_back_is_not_the_same()
    {
        IpcLock target = IpcLock.Create();
        _locks.Add(target);
        byte[] head = new byte[RegionLayout.Data];
        PeerProcess peer = Peer(target);
        LockView Look()
        {
            target.TryEnter(TimeSpan.Zero, Me);
            peer.TellAndSleep("enter forever", Words.Of(target));
            Eventually.True(() => Info(target).WaiterCount == 1, "it waits");
            Eventually.True(() => (Words.Of(target).Value & 3) == 3, "it has prepared");
            LockView view = LockView.ReadAll(target.Region.Path, head).Single();
            Assert.True(LockView.ReadAll(target.Region.Path, head).Single().IsSameAs(view));
            target.Exit(Me);
            peer.Expect("Entered");
            Assert.Equal("ok", peer.Ask("exit"));
            return view;
        }

        LockView before = Look();
        LockView after = Look();
        Assert.Equal(before.Holder, after.Holder);
        Assert.Equal(before.Waiters, after.Waiters);
        Assert.False(after.IsSameAs(before));
    }

    [Fact]
    public void What_only_looks_like_a_cycle_is_not_believed()
    {
        // Each holds and waits, though never so that it could go wrong: always the same order. What is seen of one lock
        // is old when the next one is read.
        IpcLock[] locks = [IpcLock.Create(), IpcLock.Create(), IpcLock.Create()];
        _locks.AddRange(locks);
        using CancellationTokenSource stop = new();
        Task<bool>[] tasks = [.. Enumerable.Range(1, 3).Select(owner => Eventually.Start(() =>
            {
                for (int i = owner; !stop.IsCancellationRequested; i++)
                {
                    // One of them alone, then two of them nested; the alone one may be the later in the order.
                    IpcLock alone = locks[i % 3];
                    alone.TryEnter(Timeout.InfiniteTimeSpan, owner);
                    Thread.Sleep(1); // So that those who wait sleep.
                    alone.Exit(owner);
                    (int a, int b) = (i % 3) switch { 0 => (0, 1), 1 => (0, 2), _ => (1, 2) };
                    locks[a].TryEnter(Timeout.InfiniteTimeSpan, owner);
                    locks[b].TryEnter(Timeout.InfiniteTimeSpan, owner);
                    Thread.Sleep(1);
                    locks[b].Exit(owner);
                    locks[a].Exit(owner);
                }

                return true;
            }))];
        for (int i = 0; i < 500; i++)
        {
            Assert.Empty(Found());
        }

        stop.Cancel();
        Assert.All(tasks, task => Eventually.Result(task));
        Assert.All(locks, made => Assert.Equal(0, Info(made).WaiterCount));
    }

    [SkippableTheory]
    [InlineData("enter forever", (int)CrashStep.LockWaiterAnnounced, false)]
    [InlineData("enter 0.01", (int)CrashStep.LockWaiterWithdrawn, false)]
    [InlineData("enter forever", (int)CrashStep.LockWaiterClaimed, true)]
    [InlineData("enter forever", (int)CrashStep.LockWaiterAnnounced, true)]
    [InlineData("enter 0.01", (int)CrashStep.LockWaiterWithdrawn, true)]
    public void A_waiter_is_killed_right_after_it_announced_itself_or_took_that_back(string wait, int step, bool ofSet)
    {
        Skip.IfNot(Repository.Configuration == "Debug", "Release builds have no crash points.");
        IpcLock target = SomeLock.Make(ofSet);
        _locks.Add(target);
        target.TryEnter(TimeSpan.Zero, Me);
        PeerProcess killed = Peer(target);
        Assert.Equal("ok", killed.Ask($"crash {step} 1 {Signals.Kill}"));
        killed.Tell(wait);
        killed.Rest();
        Assert.Equal((0, 0), (Info(target).WaiterCount, Info(target).Waiters.Count));
        Assert.Equal(IpcEnterResult.TimedOut, target.TryEnter(TimeSpan.Zero, Other)); // Who looks cleans up.
        Assert.All(AnnouncedWords(target), word => Assert.Equal(0ul, word));
        target.Exit(Me);
        Assert.Equal(IpcEnterResult.Entered, target.TryEnter(TimeSpan.Zero, Other));
    }

    [SkippableTheory]
    [InlineData("enter forever", (int)CrashStep.LockWaiterAnnounced, false, 1, "Entered")]
    [InlineData("enter 0.01", (int)CrashStep.LockWaiterWithdrawn, false, 0, "TimedOut")]
    [InlineData("enter forever", (int)CrashStep.LockWaiterClaimed, true, 1, "Entered")]
    [InlineData("enter forever", (int)CrashStep.LockWaiterAnnounced, true, 1, "Entered")]
    [InlineData("enter 0.01", (int)CrashStep.LockWaiterWithdrawn, true, 0, "TimedOut")]
    public void A_waiter_is_paused_right_after_it_announced_itself_or_took_that_back(
        string wait, int step, bool ofSet, int waiters, string ends)
    {
        Skip.IfNot(Repository.Configuration == "Debug", "Release builds have no crash points.");
        IpcLock target = SomeLock.Make(ofSet);
        _locks.Add(target);
        target.TryEnter(TimeSpan.Zero, Me);
        PeerProcess paused = Peer(target);
        Assert.Equal("ok", paused.Ask($"crash {step} 1 {Signals.Stop}"));
        paused.Tell(wait);
        Assert.True(paused.AwaitCrash());
        Assert.Equal(waiters, Info(target).WaiterCount);
        target.Exit(Me);
        Assert.Equal(IpcEnterResult.Entered, target.TryEnter(TimeSpan.Zero, Other));
        target.Exit(Other);
        paused.Continue();
        paused.Expect(ends);
        Assert.Equal(0, Info(target).WaiterCount);
    }

    [Fact]
    public void Where_there_is_no_word_left_one_waits_unseen()
    {
        IpcLock target = IpcLock.Create();
        _locks.Add(target);
        target.TryEnter(TimeSpan.Zero, Me);
        for (int i = 0; i < LockWaiters.Most; i++)
        {
            LockWaiters.Announce(target.Region, 2000 + i, -1, out int place);
            Assert.InRange(place, 0, LockWaiters.Most - 1);
        }

        Assert.Equal(LockWaiters.Most, Info(target).WaiterCount);
        Task<IpcEnterResult> wait = Eventually.Start(() => target.TryEnter(Eventually.Watchdog, Other));
        Words.AwaitSleeper(Words.Of(target));
        target.Exit(Me);
        Assert.Equal(IpcEnterResult.Entered, Eventually.Result(wait));
        Assert.Equal(LockWaiters.Most, Info(target).WaiterCount);
    }

    [Fact]
    public void What_a_process_left_that_is_gone_is_used_again()
    {
        IpcLock target = IpcLock.Create();
        _locks.Add(target);
        Region region = target.Region;
        for (int place = 0; place < LockWaiters.Most; place++)
        {
            region.Long(LockWaiters.At + (place * 8)).Value = ((ulong)(region.Me + (1 << 12)) << 36) | 7; // Another generation.
        }

        Assert.Equal(0, Info(target).WaiterCount);
        ulong word = LockWaiters.Announce(region, Me, -1, out int taken);
        Assert.Equal(1, Info(target).WaiterCount);
        LockWaiters.Withdraw(region, word, taken);
        Assert.Equal(0, Info(target).WaiterCount);
    }

    [Theory]
    [InlineData(1L, 1L)]
    [InlineData(-1L, -1L)]
    [InlineData(-int.MaxValue, -int.MaxValue)]
    [InlineData(0x7_FFFF_FFFF, 0x7_FFFF_FFFF)]
    [InlineData(-0x8_0000_0000, -0x8_0000_0000)]
    [InlineData(0x8_0000_0000, 0L)]
    [InlineData(long.MinValue, 0L)]
    public void An_owner_is_compared_whole_or_not_at_all(long owner, long expected) =>
        Assert.Equal(expected, LockWaiters.Comparable(owner));

    // Other tests run at the same time, and share the folder.
    // While somebody is on its way to sleep, or was just woken because another process joined, it may be missed.
    private List<IpcDeadlock> Find(int count)
    {
        List<IpcDeadlock> found = [];
        Eventually.True(() => (found = Found()).Count == count, "it is found");
        return found;
    }

    private List<IpcDeadlock> Found() =>
        [.. IpcDeadlock.Find().Where(found => found.Members.Any(member => _locks.Exists(made => made.Id == member.Holds)))];

    private static IpcObjectInfo Info(IpcObject target) =>
        IpcObjectInfo.List().Single(info => info.Id == target.Region.Id);

    private static IEnumerable<ulong> AnnouncedWords(IpcObject target) =>
        Enumerable.Range(0, LockWaiters.Most).Select(place => target.Region.Long(LockWaiters.At + (place * 8)).Value);

    private static bool Stopped(Action wait)
    {
        try
        {
            wait();
            return false;
        }
        catch (OperationCanceledException)
        {
            return true;
        }
    }

    private PeerProcess Peer(IpcObject target)
    {
        PeerProcess peer = PeerProcess.Opening(target);
        _peers.Add(peer);
        return peer;
    }

    // Each peer holds one lock, and waits for the next one's; with the last for that of the first.
    private void Cycle(int count, int first = 0)
    {
        int before = Found().Count;
        Chain(count, first);
        Wait(_peers[first + count - 1], _locks[first]);
        Find(before + 1);
    }

    private void Chain(int count, int first = 0)
    {
        while (_locks.Count < first + count)
        {
            _locks.Add(IpcLock.Create());
        }

        for (int i = first; i < first + count; i++)
        {
            Assert.Equal("Entered", Peer(_locks[i]).Ask("enter 5"));
        }

        for (int i = first; i < first + count - 1; i++)
        {
            Wait(_peers[i], _locks[i + 1]);
        }
    }

    private static void Wait(PeerProcess peer, IpcObject target)
    {
        Assert.Equal("ok", peer.Ask($"also {KindTable.NameOf(target.Kind)} {target.Id}"));
        peer.Tell("enter forever");
        Eventually.True(() => Info(target).Waiters.Contains(peer.Pid), "it waits");
    }
}
