using System.Buffers;
using Ipc.Platform.Linux;
using Ipc.Regions;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>
/// Processes that share the folder but not the meaning of a pid, as containers do. The lock on a file decides who
/// lives; a death is noticed by looking now and then.
/// </summary>
public sealed class NamespaceTests
{
    private static readonly TimeSpan s_long = Eventually.Watchdog;

    /// <summary>How the other process is started.</summary>
    public static TheoryData<string> Places =>
        ["own proc", "foreign proc", "pid of a living one here", "pid of nobody here", "another time"];

    [SkippableTheory]
    [MemberData(nameof(Places))]
    public void A_lock_is_respected_both_ways_and_given_over_after_a_death(string place)
    {
        using IpcLock target = IpcLock.Create(name: "ns-lock");
        using PeerProcess inside = Start(place);
        inside.Open(target);

        target.Enter();
        Assert.Equal("TimedOut", inside.Ask("enter 0"));
        Assert.Equal("TimedOut", inside.Ask("enter 0.6")); // More than two looks.
        inside.TellAndSleep("enter forever", Words.Of(target));
        target.Exit();
        inside.Expect("Entered");

        Assert.Equal(IpcEnterResult.TimedOut, target.TryEnter(TimeSpan.Zero));
        Assert.Equal(IpcEnterResult.TimedOut, target.TryEnter(TimeSpan.FromSeconds(0.6)));
        using PeerProcess outside = PeerProcess.Opening(target);
        outside.TellAndSleep("enter forever", Words.Of(target));
        inside.Pause();
        Assert.Equal(IpcEnterResult.TimedOut, target.TryEnter(TimeSpan.FromSeconds(0.6)));
        inside.Continue();
        Assert.False(outside.HasAnswered);

        inside.Kill();
        outside.Expect("Abandoned");
        Assert.Equal("ok", outside.Ask("exit"));
        Assert.Equal(IpcEnterResult.Entered, target.TryEnter(s_long));
        target.Exit();
    }

    [SkippableTheory]
    [MemberData(nameof(Places))]
    public void A_death_outside_is_noticed_inside(string place)
    {
        using IpcLock target = IpcLock.Create();
        using PeerProcess inside = Start(place);
        inside.Open(target);
        using PeerProcess holder = PeerProcess.Opening(target);
        Assert.Equal("Entered", holder.Ask("enter 5"));
        Assert.Equal("TimedOut", inside.Ask("enter 0"));
        inside.TellAndSleep("enter forever", Words.Of(target));
        holder.Kill();
        inside.Expect("Abandoned");
        Assert.Equal("ok", inside.Ask("exit"));
        Assert.Equal(IpcEnterResult.Entered, target.TryEnter(TimeSpan.Zero));
    }

    [SkippableTheory]
    [MemberData(nameof(Places))]
    public void Messages_go_both_ways_and_sleepers_end(string place)
    {
        using IpcQueue queue = IpcQueue.Create(1);
        using PeerProcess inside = Start(place);
        inside.Open(queue);
        inside.TellAndSleep("receive forever", Words.Of(queue));
        Assert.True(queue.TrySendBytes([7, 0, 0, 0], s_long));
        inside.Expect("Received 7 4");

        Task<string> receiver = Eventually.Start(() => Receive(queue));
        Words.AwaitSleeper(Words.Of(queue));
        Assert.Equal("Sent", inside.Ask("send 100000 8 5"));
        Assert.Equal("8 100000", Eventually.Result(receiver));

        Assert.Equal("Sent", inside.Ask("send 10 9 5"));
        inside.TellAndSleep("send 10 10 forever", Words.SpaceOf(queue));
        Assert.Equal("9 10", Receive(queue));
        inside.Expect("Sent");
        Assert.Equal("10 10", Receive(queue));

        inside.Tell("receive-all");
        Words.AwaitSleeper(Words.Of(queue));
        queue.Remove();
        inside.Expect("error NotFound");
    }

    [SkippableTheory]
    [MemberData(nameof(Places))]
    public void A_permit_comes_back_and_a_barrier_breaks(string place)
    {
        using IpcSemaphore semaphore = IpcSemaphore.Create(1);
        using IpcBarrier barrier = IpcBarrier.Create(2);
        using PeerProcess holder = Start(place);
        using PeerProcess party = Start(place);
        holder.Open(semaphore);
        party.Open(barrier);
        Assert.Equal("Entered", holder.Ask("enter 5"));
        Assert.False(semaphore.TryEnter(0.3));
        Task<bool> waiter = Eventually.Start(() => semaphore.TryEnter(Timeout.InfiniteTimeSpan));
        Words.AwaitSleeper(Words.Of(semaphore));
        holder.Kill();
        Assert.True(Eventually.Result(waiter));

        party.TellAndSleep("wait forever", Words.Of(barrier));
        party.Kill();
        Assert.Equal(IpcError.BarrierBroken, Eventually.ErrorOf(() => barrier.TryWait(s_long, null, out _)));
    }

    [SkippableTheory]
    [MemberData(nameof(Places))]
    public void What_it_holds_is_in_use_while_it_lives_and_cleared_when_it_is_dead(string place)
    {
        using PeerProcess inside = Start(place);
        Assert.Equal("ok", inside.Ask("create queue ns-held"));
        IpcObjectInfo found = IpcObjectInfo.List().Single(info => info.Id == "ns-held");
        Assert.Equal((IpcObjectState.InUse, 1), (found.State, found.HolderCount));
        Leftovers.Sweep(RegionFolder.Default);
        Assert.True(File.Exists(found.Path));
        Assert.Equal(IpcError.AlreadyExists, Eventually.ErrorOf(() => IpcLock.Create("ns-held")));

        inside.Pause();
        Leftovers.Sweep(RegionFolder.Default);
        Assert.True(File.Exists(found.Path));
        inside.Continue();
        Assert.Equal("ok", inside.Ask("use"));

        inside.Kill();
        Eventually.True(() => IpcObjectInfo.List().All(info => info.Id != "ns-held"), "what it held is cleared");
        Assert.False(File.Exists(found.Path));
    }

    [SkippableTheory]
    [MemberData(nameof(Places))]
    public void It_clears_what_the_dead_outside_left_and_nothing_of_the_living(string place)
    {
        PeerProcess[] peers = PeerProcess.Start(3);
        using PeerProcess living = peers[0], paused = peers[1], killed = peers[2];
        Assert.Equal("ok", living.Ask("create queue ns-living"));
        Assert.Equal("ok", paused.Ask("create queue ns-paused"));
        Assert.Equal("ok", killed.Ask("create queue ns-killed"));
        paused.Pause();
        killed.Kill();
        using PeerProcess inside = Start(place);
        Eventually.True( // The kernel drops the lock of a process a moment after its end.
            () => inside.Ask("list").Split(' ').Where(id => id.StartsWith("ns-", StringComparison.Ordinal)).SequenceEqual(["ns-living", "ns-paused"]),
            "only what the living hold is left");
        paused.Continue();
        Assert.Equal("ok", paused.Ask("use"));
        Assert.Equal("ok", living.Ask("use"));
    }

    [SkippableFact]
    public void Two_in_one_namespace_of_which_one_has_a_foreign_proc_do_not_rob_each_other()
    {
        // For it, /proc speaks of other processes that happen to have their pids, or of none.
        using IpcLock target = IpcLock.Create();
        using PeerProcess first = PeerNamespace.Start();
        using PeerProcess second = PeerNamespace.StartBeside(first);
        foreach ((PeerProcess holder, PeerProcess other) in new[] { (first, second), (second, first) })
        {
            first.Open(target);
            second.Open(target);
            Assert.Equal("Entered", holder.Ask("enter 5"));
            Assert.Equal("TimedOut", other.Ask("enter 0"));
            Assert.Equal("TimedOut", other.Ask("enter 0.6"));
            Assert.Equal("ok", holder.Ask("exit"));
        }

        Assert.Equal("Entered", second.Ask("enter 5"));
        first.TellAndSleep("enter forever", Words.Of(target));
        second.Kill();
        first.Expect("Abandoned");
    }

    [Fact]
    public void Only_a_process_of_the_same_namespace_is_visible()
    {
        ProcessIdentity self = ProcessIdentity.Current;
        Assert.True(self.IsVisible);
        Assert.All(
            new[] { 0u, ProcessIdentity.NoNamespace, self.PidNamespace + 1 },
            other => Assert.False((self with { PidNamespace = other }).IsVisible));
    }

    private static PeerProcess Start(string place) => place switch
    {
        "own proc" => PeerNamespace.Start(),
        "foreign proc" => PeerNamespace.StartWithForeignProc(),
        "pid of a living one here" => PeerNamespace.StartAs(Environment.ProcessId),
        "pid of nobody here" => PeerNamespace.StartAs(Unused()),
        _ => PeerNamespace.StartInAnotherTime(),
    };

    private static int Unused()
    {
        int pid = 30_000;
        while (ProcessIdentity.Of(pid) is not null)
        {
            pid++;
        }

        return pid;
    }

    private static string Receive(IpcQueue queue)
    {
        ArrayBufferWriter<byte> buffer = new();
        Assert.Equal(IpcReceiveResult.Received, queue.TryReceiveBytes(buffer, s_long));
        return $"{BitConverter.ToInt32(buffer.WrittenSpan)} {buffer.WrittenCount}";
    }
}
