using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

public sealed class SemaphoreTests
{
    [Fact]
    public void It_has_as_many_permits_as_were_given()
    {
        using IpcSemaphore target = IpcSemaphore.Create(2);
        Assert.True(target.TryEnter());
        Assert.True(target.TryEnter());
        Assert.False(target.TryEnter());
        Assert.False(target.TryEnter(0.02));
        Assert.Equal(IpcError.Timeout, Eventually.ErrorOf(() => target.Enter(0.01)));
        target.Exit();
        Assert.Equal(1, target.CurrentCount);
        Assert.True(target.TryEnter());
    }

    [Fact]
    public void A_bound_is_kept_and_nothing_is_given_back_beyond_it()
    {
        using IpcSemaphore target = IpcSemaphore.Create(1, 2);
        Assert.Equal(IpcError.SemaphoreFull, Eventually.ErrorOf(() => target.Exit(2)));
        Assert.Equal(1, target.CurrentCount);
        target.Exit();
        Assert.Equal(IpcError.SemaphoreFull, Eventually.ErrorOf(() => target.Exit()));
        Assert.Equal(2, target.CurrentCount);
    }

    [Fact]
    public void Without_a_bound_it_can_be_raised_by_any_number_at_once()
    {
        using IpcSemaphore target = IpcSemaphore.Create(0);
        target.Exit(2_000_000_000);
        Assert.Equal(2_000_000_000, target.CurrentCount);
        Assert.Equal(IpcError.SemaphoreFull, Eventually.ErrorOf(() => target.Exit(2_000_000_000)));
    }

    [Fact]
    public void One_process_may_enter_and_another_leave()
    {
        using IpcSemaphore target = IpcSemaphore.Create(1, 1);
        using PeerProcess peer = PeerProcess.Opening(target);
        Assert.Equal("Entered", peer.Ask("enter 0"));
        target.Exit();
        Assert.Equal(1, target.CurrentCount);

        // The permit is no longer the peer's: its death brings nothing back.
        peer.Kill();
        Assert.True(target.TryEnter(1));
        Assert.False(target.TryEnter());
        Assert.False(target.TryEnter(0.05));
    }

    [Fact]
    public void Closing_gives_permits_back()
    {
        using IpcSemaphore target = IpcSemaphore.Create(1);
        using PeerProcess peer = PeerProcess.Opening(target);
        Assert.Equal("Entered", peer.Ask("enter 0"));
        Task<bool> waiter = Eventually.Start(() => target.TryEnter(Eventually.Watchdog));
        Words.AwaitSleeper(Words.Of(target));
        Assert.Equal("ok", peer.Ask("close"));
        Assert.True(Eventually.Result(waiter));
    }

    [Theory]
    [InlineData("kill")]
    [InlineData("close")]
    public void A_signal_that_was_taken_does_not_come_back(string end)
    {
        using IpcSemaphore target = IpcSemaphore.Create(0, signal: true);
        using PeerProcess peer = PeerProcess.Opening(target);
        target.Exit(2);
        Assert.Equal("Entered", peer.Ask("enter 0"));
        Assert.Equal(1, target.CurrentCount);
        if (end == "kill")
        {
            peer.Kill();
        }
        else
        {
            Assert.Equal("ok", peer.Ask("close"));
        }

        Assert.True(target.TryEnter());
        Assert.False(target.TryEnter());
        Assert.False(target.TryEnter(0.05));
        target.Exit();
        Assert.Equal(1, target.CurrentCount);
    }

    [Fact]
    public void A_bound_holds_for_signals_too()
    {
        using IpcSemaphore target = IpcSemaphore.Create(1, 2, signal: true);
        target.Exit();
        Assert.Equal(IpcError.SemaphoreFull, Eventually.ErrorOf(() => target.Exit()));
        Assert.True(target.TryEnter());
        Assert.Equal(IpcError.SemaphoreFull, Eventually.ErrorOf(() => target.Exit(2)));
        target.Exit();
        Assert.Equal(2, target.CurrentCount);
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(0, -1)]
    [InlineData(3, 2)]
    public void Numbers_that_make_no_sense_are_refused(int initial, int maximum) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => IpcSemaphore.Create(initial, maximum));

    [Fact]
    public void As_many_as_are_given_back_go_on()
    {
        using IpcSemaphore target = IpcSemaphore.Create(0);
        Task<bool>[] waiters = [.. Enumerable.Range(0, 5).Select(_ => Eventually.Start(() => target.TryEnter(Eventually.Watchdog)))];
        target.Exit(3);
        Eventually.True(() => waiters.Count(waiter => waiter.IsCompleted) == 3, "three go on");
        target.Exit(2);
        Assert.All(waiters, waiter => Assert.True(Eventually.Result(waiter)));
        Assert.Equal(0, target.CurrentCount);
    }
}
