using Ipc.Regions;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

public sealed class LockTests
{
    private const long Me = 1;
    private const long Other = 2;
    private static readonly TimeSpan s_long = Eventually.Watchdog;

    [Fact]
    public void It_is_entered_and_left()
    {
        using IpcLock target = IpcLock.Create();
        Assert.False(target.IsHeld);
        target.Enter();
        Assert.True(target.IsHeld);
        Assert.True(target.IsHeldByMe);
        target.Exit();
        Assert.False(target.IsHeld);
        Assert.False(target.WasAbandoned);
    }

    [Fact]
    public void One_that_has_been_removed_is_not_entered_again_by_its_holder_either()
    {
        foreach (bool recursive in (bool[])[false, true])
        {
            using IpcLock target = IpcLock.Create(recursive: recursive);
            target.TryEnter(s_long, Me);
            target.Remove();
            Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => target.TryEnter(s_long, Me)));
            target.Exit(Me);
            Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => target.TryEnter(s_long, Me)));
            Assert.False(target.IsHeld);
        }
    }

    [Fact]
    public void Entering_again_is_a_deadlock_unless_it_is_recursive()
    {
        using IpcLock plain = IpcLock.Create();
        plain.TryEnter(s_long, Me);
        Assert.Equal(IpcError.Deadlock, Eventually.ErrorOf(() => plain.TryEnter(s_long, Me)));
        Assert.Equal(IpcEnterResult.TimedOut, plain.TryEnter(TimeSpan.Zero, Other));
        plain.Exit(Me);

        using IpcLock recursive = IpcLock.Create(recursive: true);
        recursive.TryEnter(s_long, Me);
        recursive.TryEnter(s_long, Me);
        recursive.Exit(Me);
        Assert.Equal(IpcEnterResult.TimedOut, recursive.TryEnter(TimeSpan.Zero, Other));
        recursive.Exit(Me);
        Assert.Equal(IpcEnterResult.Entered, recursive.TryEnter(TimeSpan.Zero, Other));
        recursive.Exit(Other);
    }

    [Fact]
    public void Who_does_not_hold_it_cannot_leave_it()
    {
        using IpcLock target = IpcLock.Create();
        Assert.Equal(IpcError.NotOwner, Eventually.ErrorOf(() => target.Exit(Me)));
        target.TryEnter(s_long, Me);
        Assert.Equal(IpcError.NotOwner, Eventually.ErrorOf(() => target.Exit(Other)));
        using PeerProcess peer = PeerProcess.Opening(target);
        Assert.Equal("error NotOwner", peer.Ask("exit"));
        Assert.Equal("TimedOut", peer.Ask("enter 0"));
        target.Exit(Me);
        Assert.Equal(IpcError.NotOwner, Eventually.ErrorOf(() => target.Exit(Me)));
        Assert.Equal("Entered", peer.Ask("enter 0"));
    }

    [Fact]
    public void What_a_dead_holder_left_as_its_token_makes_nobody_an_owner()
    {
        using IpcLock target = IpcLock.Create();
        target.TryEnter(s_long, Me);
        ulong token = target.Region.Long(RegionLayout.PayloadAt + 8).Value;
        target.Exit(Me);

        // Another process with the same owner number would have written another token.
        Assert.NotEqual(0ul, token);
        Assert.NotEqual((ulong)Me, token);
        target.Region.Word(RegionLayout.PayloadAt).Value = target.Region.Me;
        target.Region.Long(RegionLayout.PayloadAt + 8).Value = token + 0x9E37_79B9_7F4A_7C15ul;
        Assert.False(target.Cell.IsHeldBy(Me));
    }

    [Fact]
    public async Task Threads_exclude_each_other()
    {
        using IpcLock target = IpcLock.Create();
        int inside = 0;
        int most = 0;
        int count = 0;
        Task[] tasks = [.. Enumerable.Range(1, 4).Select(owner => Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < 20_000; i++)
                {
                    target.TryEnter(s_long, owner);
                    most = Math.Max(most, ++inside);
                    count++;
                    inside--;
                    target.Exit(owner);
                }
            },
            TaskCreationOptions.LongRunning))];
        await Task.WhenAll(tasks).WaitAsync(Eventually.Watchdog);
        Assert.Equal(1, most);
        Assert.Equal(80_000, count);
    }

    [Fact]
    public void Closing_lets_go_of_a_lock_that_is_held_and_says_so()
    {
        using IpcLock target = IpcLock.Create();
        using PeerProcess peer = PeerProcess.Opening(target);
        Assert.Equal("Entered", peer.Ask("enter 1"));
        Assert.Equal("ok", peer.Ask("close"));
        Assert.Equal(IpcEnterResult.Abandoned, target.TryEnter(s_long));
        Assert.True(target.WasAbandoned);
        target.Exit();
        Assert.Equal(IpcEnterResult.Entered, target.TryEnter(s_long));
        Assert.False(target.WasAbandoned);
    }

    [Fact]
    public void A_value_and_an_array_have_locks_unless_made_without()
    {
        using IpcValue value = IpcValue.Create(1);
        using IpcArray array = IpcArray.Create(typeof(int), 4);
        foreach (IpcLockable target in new IpcLockable[] { value, array })
        {
            Assert.True(target.IsRecursive);
            target.Enter();
            target.Enter();
            target.Exit();
            Assert.True(target.IsHeld);
            target.Exit();
            Assert.False(target.IsHeld);
        }

        using IpcValue bare = IpcValue.Create(1, noLock: true);
        Assert.Equal(IpcError.NotSupported, Eventually.ErrorOf(bare.Enter));
        Assert.Equal(IpcError.NotSupported, Eventually.ErrorOf(bare.Exit));
    }
}
