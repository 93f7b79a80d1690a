using System.Collections;
using Ipc.Platform.Linux;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>Many locks in one object.</summary>
public sealed class LockSetTests : IDisposable
{
    private const long Me = 1;
    private const long Other = 2;

    private readonly IpcLockSet _locks = IpcLockSet.Create(100);

    public void Dispose() => _locks.Dispose();

    [Fact]
    public void Each_lock_excludes_by_itself()
    {
        using PeerProcess peer = PeerProcess.Opening(_locks[3]);
        Assert.Equal("Entered", peer.Ask("enter 0"));
        for (int i = 0; i < _locks.Count; i++)
        {
            IpcEnterResult expected = i == 3 ? IpcEnterResult.TimedOut : IpcEnterResult.Entered;
            Assert.Equal((i, expected), (i, _locks[i].TryEnter(TimeSpan.Zero, Me)));
            Assert.True(_locks[i].IsHeld);
        }

        Assert.Equal("ok", peer.Ask("exit"));
        Assert.Equal(IpcEnterResult.Entered, _locks[3].TryEnter(TimeSpan.Zero, Me));
        Assert.Equal("TimedOut", peer.Ask("enter 0"));
        _locks[3].Exit(Me);
        Assert.Equal("Entered", peer.Ask("enter 0"));
    }

    [Fact]
    public void A_waiter_gets_the_lock_for_which_it_waits()
    {
        using PeerProcess peer = PeerProcess.Opening(_locks[99]);
        _locks[98].TryEnter(TimeSpan.Zero, Me);
        _locks[99].TryEnter(TimeSpan.Zero, Me);
        peer.TellAndSleep("enter forever", Words.Of(_locks[99]));
        _locks[98].Exit(Me);
        _locks[99].Exit(Me);
        peer.Expect("Entered");
        Assert.Equal(IpcEnterResult.Entered, _locks[98].TryEnter(TimeSpan.Zero, Me));
    }

    [Fact]
    public void All_that_a_killed_process_held_is_free_and_says_so()
    {
        PeerProcess peer = PeerProcess.Opening(_locks);
        Assert.Equal("ok", peer.Ask("hold 0 50 99"));
        Task<IpcEnterResult> waiter = Eventually.Start(() => _locks[50].TryEnter(Eventually.Watchdog, Other));
        Words.AwaitSleeper(Words.Of(_locks[50]));
        peer.Kill();
        peer.Dispose();
        Assert.Equal(IpcEnterResult.Abandoned, Eventually.Result(waiter));
        Assert.Equal(IpcEnterResult.TimedOut, _locks[50].TryEnter(TimeSpan.Zero, Me)); // Who looks cleans up, in all of them.
        Assert.All(_locks, one => Assert.Equal(one.Index == 50, one.IsHeld));
        Assert.Equal(IpcEnterResult.Abandoned, _locks[0].TryEnter(TimeSpan.Zero, Me));
        Assert.Equal(IpcEnterResult.Abandoned, _locks[99].TryEnter(TimeSpan.Zero, Me));
        Assert.Equal(IpcEnterResult.Entered, _locks[1].TryEnter(TimeSpan.Zero, Me));
        Assert.True(_locks[0].WasAbandoned);
        Assert.False(_locks[1].WasAbandoned);
    }

    [Fact]
    public void What_the_locks_protect_stays_right_while_processes_use_several_at_once()
    {
        using IpcArray<long> accounts = (IpcArray<long>)IpcArray.Create(typeof(long), _locks.Count, noLock: true);
        PeerProcess[] peers = [.. Enumerable.Range(0, 3).Select(_ => PeerProcess.Opening(_locks))];
        foreach (PeerProcess peer in peers)
        {
            peer.Tell($"transfer {accounts.Id} 30000");
        }

        foreach (PeerProcess peer in peers)
        {
            peer.Expect("ok");
            peer.Dispose();
        }

        Assert.Equal(0, accounts.Sum());
        Assert.Contains(accounts, account => account != 0);
        Assert.All(_locks, one => Assert.False(one.IsHeld));
    }

    [Fact]
    public void It_is_a_list_of_its_locks()
    {
        Assert.Equal(100, _locks.Count);
        Assert.Equal(Enumerable.Range(0, 100), _locks.Select(one => one.Index!.Value));
        Assert.Same(_locks[7], _locks[7]);
        IList list = _locks;
        Assert.Same(_locks[7], list[7]);
        Assert.Equal((7, true), (list.IndexOf(_locks[7]), list.Contains(_locks[7])));
        using IpcLock stranger = IpcLock.Create();
        Assert.False(list.Contains(stranger));
        IpcLock[] copy = new IpcLock[101];
        list.CopyTo(copy, 1);
        Assert.Same(_locks[99], copy[100]);
        Assert.Throws<ArgumentOutOfRangeException>(() => _locks[100]);
        Assert.Throws<ArgumentOutOfRangeException>(() => _locks[-1]);
        Assert.Throws<NotSupportedException>(() => list[0] = stranger);
        Assert.Throws<NotSupportedException>(() => list.Add(stranger));
    }

    [Fact]
    public void A_lock_has_a_name_by_which_it_is_opened()
    {
        using IpcLockSet named = IpcLockSet.Create(10, "Shards", recursive: true);
        Assert.Equal(("Shards[4]", "Shards[4]", IpcKind.Lock), (named[4].Name, named[4].Id, named[4].Kind));
        Assert.Equal((null, _locks.Id + "[4]"), (_locks[4].Name, _locks[4].Id));
        using IpcLock opened = IpcLock.Open("shards[4]");
        Assert.True(opened.IsRecursive);
        opened.TryEnter(TimeSpan.Zero, Me);
        Assert.True(named[4].IsHeld);
        Assert.False(named[5].IsHeld);
        using IpcLock passed = (IpcLock)IpcObject.Open(_locks[4].GetReference());
        Assert.Equal((_locks[4].Id, 4), (passed.Id, passed.Index));
        using IpcLockSet whole = (IpcLockSet)IpcObject.Open(named.GetReference());
        Assert.Equal(10, whole.Count);
    }

    [Theory]
    [InlineData("shards-2[10]", IpcError.NotFound)]
    [InlineData("shards-2[-1]", IpcError.InvalidName)]
    [InlineData("shards-2[]", IpcError.InvalidName)]
    [InlineData("shards-2[1]x", IpcError.InvalidName)]
    [InlineData("shards-2[ 1]", IpcError.InvalidName)]
    [InlineData("shards-2[99999999999]", IpcError.InvalidName)]
    [InlineData("[1]", IpcError.InvalidName)]
    [InlineData("", IpcError.InvalidName)]
    [InlineData("shards-3[0]", IpcError.NotFound)]
    [InlineData("shards-2", IpcError.KindMismatch)]
    [InlineData("shards-1[0]", IpcError.KindMismatch)]
    public void What_is_no_lock_of_a_set_is_refused(string name, IpcError expected)
    {
        using IpcLockSet set = IpcLockSet.CreateOrOpen("shards-2", 10);
        using IpcLock single = IpcLock.CreateOrOpen("shards-1");
        Assert.Equal(expected, Eventually.ErrorOf(() => IpcLock.Open(name)));
        Assert.Equal(IpcError.KindMismatch, Eventually.ErrorOf(() => IpcLockSet.Open("shards-1")));
    }

    [Fact]
    public void Making_one_that_exists_opens_it_if_it_agrees()
    {
        using IpcLockSet made = IpcLockSet.Create(10, "again-set");
        made[9].TryEnter(TimeSpan.Zero, Me);
        using IpcLockSet opened = IpcLockSet.CreateOrOpen("again-set", 10);
        Assert.True(opened[9].IsHeld);
        Assert.Equal(IpcError.FormatMismatch, Eventually.ErrorOf(() => IpcLockSet.CreateOrOpen("again-set", 11)));
        Assert.Equal(IpcError.FormatMismatch, Eventually.ErrorOf(() => IpcLockSet.CreateOrOpen("again-set", 10, recursive: true)));
        Assert.Equal(IpcError.AlreadyExists, Eventually.ErrorOf(() => IpcLockSet.Create(10, "again-set")));
        Assert.Throws<ArgumentOutOfRangeException>(() => IpcLockSet.Create(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => IpcLockSet.Create(IpcLockSet.MaximumCount + 1));
    }

    [Fact]
    public void Ten_thousand_take_less_than_two_mebibytes()
    {
        using IpcLockSet many = IpcLockSet.Create(10_000);
        foreach (IpcLock one in many)
        {
            one.TryEnter(TimeSpan.Zero, Me);
        }

        using PeerProcess peer = PeerProcess.Opening(many[9_999]);
        Assert.Equal("TimedOut", peer.Ask("enter 0"));
        Assert.Equal(0, Libc.statx(Libc.AT_FDCWD, many.Region.Path, 0, Libc.STATX_BASIC_STATS, out Libc.Statx stat));
        Assert.InRange((long)stat.Blocks * 512, 640_000, 2 * 1024 * 1024);
    }

    [Fact]
    public void Closing_the_set_closes_the_locks_that_were_taken_from_it_and_no_others()
    {
        IpcLock taken = _locks[1];
        using IpcLock own = IpcLock.Open(_locks[1].Id);
        taken.TryEnter(TimeSpan.Zero, Me);
        _locks.Close();
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => taken.TryEnter(TimeSpan.Zero, Me)));
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => _ = _locks[1]));
        Assert.True(own.IsHeld); // This process has not left.
        own.Exit(Me);
        own.Close();
        Assert.False(File.Exists(_locks.Region.Path));
    }

    [Fact]
    public void Closing_one_lock_closes_nothing_else()
    {
        IpcLock before = _locks[1];
        before.Close();
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => before.TryEnter(TimeSpan.Zero, Me)));
        Assert.Equal(IpcEnterResult.Entered, _locks[1].TryEnter(TimeSpan.Zero, Me));
        Assert.Equal(IpcEnterResult.Entered, _locks[2].TryEnter(TimeSpan.Zero, Me));
    }

    [Fact]
    public void Removing_ends_all_of_them_and_one_alone_cannot_be_removed()
    {
        Assert.Equal(IpcError.NotSupported, Eventually.ErrorOf(_locks[1].Remove));
        _locks[1].TryEnter(TimeSpan.Zero, Me);
        using PeerProcess peer = PeerProcess.Opening(_locks[1]);
        peer.TellAndSleep("enter forever", Words.Of(_locks[1]));
        _locks.Remove();
        peer.Expect("error NotFound");
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => _locks[2].TryEnter(TimeSpan.Zero, Me)));
        _locks[1].Exit(Me);
    }

    [Fact]
    public void A_lock_keeps_its_set_alive_though_nobody_else_does()
    {
        IpcLock kept = Only();
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        using PeerProcess peer = PeerProcess.Opening(kept);
        Assert.Equal("Entered", peer.Ask("enter 0"));
        Assert.True(kept.IsHeld);

        static IpcLock Only() => IpcLockSet.Create(5)[2];
    }

    [Fact]
    public void A_set_that_nobody_refers_to_is_closed()
    {
        string path = Forget();
        Eventually.True(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return !File.Exists(path);
            },
            "it is gone");

        static string Forget()
        {
            IpcLockSet set = IpcLockSet.Create(5);
            set[1].TryEnter(TimeSpan.Zero, Me);
            return set.Region.Path;
        }
    }

    [Fact]
    public void Who_holds_which_and_who_waits_is_told()
    {
        using PeerProcess peer = PeerProcess.Opening(_locks);
        Assert.Equal("ok", peer.Ask("hold 5 70"));
        _locks[6].TryEnter(TimeSpan.Zero, Me);
        Task<IpcEnterResult> waiter = Eventually.Start(() => _locks[5].TryEnter(Eventually.Watchdog, Other));
        Eventually.True(() => Info().WaiterCount == 1, "it waits");
        IpcObjectInfo info = Info();
        Assert.Equal([(5, peer.Pid), (6, Environment.ProcessId), (70, peer.Pid)], info.HeldBy.Select(holder => (holder.LockIndex!.Value, holder.ProcessId!.Value)));
        Assert.Equal((100, 100, "3 held, 1 waiting"), (info.Count, info.Capacity, info.Details));
        Assert.Equal([Environment.ProcessId], info.Waiters);
        Assert.StartsWith("lock 5: Ipc.Tests.Peer", info.HeldBy[0].ToString(), StringComparison.Ordinal);
        peer.Kill();
        Assert.Equal(IpcEnterResult.Abandoned, Eventually.Result(waiter));
        Assert.Equal([5, 6], Info().HeldBy.Select(holder => holder.LockIndex!.Value));
    }

    [Fact]
    public void Errors_name_the_lock()
    {
        using IpcLockSet named = IpcLockSet.Create(10, "told-set");
        Assert.Contains("lock 'told-set[3]'", Assert.Throws<IpcException>(() => named[3].Exit(Me)).Message, StringComparison.Ordinal);
        named[3].TryEnter(TimeSpan.Zero, Me);
        Assert.Contains("lock 'told-set[3]'", Assert.Throws<IpcException>(() => named[3].TryEnter(TimeSpan.Zero, Me)).Message, StringComparison.Ordinal);
        Assert.Contains("lock 3 of an anonymous lock set", Assert.Throws<IpcException>(() => _locks[3].Exit(Me)).Message, StringComparison.Ordinal);
        Assert.Contains("told-set", Assert.Throws<IpcException>(named[3].Remove).Message, StringComparison.Ordinal);
        Assert.Contains("Its first lock is 'told-set[0]'", Assert.Throws<IpcException>(() => IpcLock.Open("told-set")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(101ul)]
    [InlineData(1_000_001ul)]
    [InlineData(ulong.MaxValue)]
    [InlineData(0ul)]
    public void A_damaged_number_of_locks_leads_nowhere(ulong count)
    {
        IpcLock one = _locks[1];
        _locks.Region.Long(RegionLayout.ParametersAt + 8).Value = count;
        Assert.Equal(0, LockSetCells.CountIn(_locks.Region));
        _locks.Region.Descriptor.WakeEveryone(_locks.Region);
        _locks.Region.Descriptor.Recover(_locks.Region, _locks.Region.MySlot, _locks.Region.Me);
        Assert.Equal(IpcError.Corrupt, Eventually.ErrorOf(() => IpcLockSet.Open(_locks.Id)));
        Assert.Equal(IpcError.Corrupt, Eventually.ErrorOf(() => IpcLock.Open(_locks.Id + "[1]")));
        Assert.Equal(IpcEnterResult.Entered, one.TryEnter(TimeSpan.Zero, Me));
        one.Exit(Me);
        _locks.Region.Long(RegionLayout.ParametersAt + 8).Value = 100;
    }

    private IpcObjectInfo Info() => IpcObjectInfo.List().Single(info => info.Id == _locks.Id);
}
