using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

public sealed class EventTests
{
    [Fact]
    public void It_stays_set_until_it_is_reset()
    {
        using IpcEvent target = IpcEvent.Create();
        Assert.False(target.TryWait(0));
        target.Set();
        Assert.True(target.TryWait(0));
        Assert.True(target.TryWait(0));
        target.Reset();
        Assert.False(target.TryWait(0));
        Assert.Equal(IpcError.Timeout, Eventually.ErrorOf(() => target.Wait(0.01)));
    }

    [Fact]
    public void With_auto_reset_it_lets_one_through()
    {
        using IpcEvent target = IpcEvent.Create(set: true, autoReset: true);
        Assert.True(target.TryWait(0));
        Assert.False(target.TryWait(0));
        Task<bool>[] waiters = [.. Enumerable.Range(0, 3).Select(_ => Eventually.Start(() => target.TryWait(Eventually.Watchdog)))];
        for (int released = 1; released <= 3; released++)
        {
            Eventually.True(() => !target.IsSet, "the one before is through");
            target.Set();
            Eventually.True(() => waiters.Count(waiter => waiter.IsCompleted) == released, "one more is through");
        }
    }

    [Fact]
    public void Everyone_who_waits_goes_on_although_it_is_reset_at_once()
    {
        using IpcEvent target = IpcEvent.Create();
        using PeerProcess first = PeerProcess.Opening(target);
        using PeerProcess second = PeerProcess.Opening(target);
        for (int round = 0; round < 20; round++)
        {
            first.TellAndSleep("wait 20", Words.Of(target));
            second.TellAndSleep("wait 20", Words.Of(target));
            target.Set();
            target.Reset();
            first.Expect("Set");
            second.Expect("Set");
        }
    }
}
