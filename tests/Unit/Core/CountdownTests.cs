using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

public sealed class CountdownTests
{
    private static readonly TimeSpan s_long = Eventually.Watchdog;

    [Fact]
    public void Whoever_waits_goes_on_when_the_last_step_was_taken_by_whomever()
    {
        using IpcCountdown target = IpcCountdown.Create(3);
        using PeerProcess waiter = PeerProcess.Opening(target);
        using PeerProcess other = PeerProcess.Opening(target);
        waiter.TellAndSleep("wait forever", Words.Of(target));
        Task<bool> here = Eventually.Start(() => target.TryWait(s_long));
        Assert.Equal(2, target.Step());
        Assert.Equal("1", other.Ask("step"));
        Assert.False(waiter.HasAnswered || here.IsCompleted || target.IsSet);
        Assert.Equal("0", other.Ask("step"));
        waiter.Expect("Zero");
        Assert.True(Eventually.Result(here));
        Assert.True(target.TryWait(TimeSpan.Zero));
        Assert.Equal((3, 0, true), (target.InitialCount, target.CurrentCount, target.IsSet));
    }

    [Fact]
    public void Too_many_steps_change_nothing_and_at_zero_there_are_none()
    {
        using IpcCountdown target = IpcCountdown.Create(2);
        Assert.Throws<ArgumentOutOfRangeException>(() => target.Step(3));
        Assert.Throws<ArgumentOutOfRangeException>(() => target.Step(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => target.Add(int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => target.Reset(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => IpcCountdown.Create(-1));
        Assert.Equal(2, target.CurrentCount);
        Assert.Equal(5, target.Add(3));
        Assert.Equal(0, target.Step(5));
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => target.Step()));
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => target.Add()));
        Assert.Equal(IpcError.Timeout, Eventually.ErrorOf(() => Made(1).Wait(0.01)));
        using IpcCountdown none = IpcCountdown.Create(0);
        Assert.True(none.TryWait(0.0));

        static IpcCountdown Made(int count) => IpcCountdown.Create(count);
    }

    [Fact]
    public void A_quick_reset_lets_through_who_waited_and_later_ones_wait()
    {
        using IpcCountdown target = IpcCountdown.Create(1);
        using PeerProcess waiter = PeerProcess.Opening(target);
        waiter.TellAndSleep("wait forever", Words.Of(target));
        waiter.Pause();
        target.Step();
        target.Reset();
        waiter.Continue();
        waiter.Expect("Zero");
        Assert.False(target.TryWait(TimeSpan.Zero));
        waiter.TellAndSleep("wait forever", Words.Of(target));
        target.Reset(2);
        target.Step();
        Assert.False(waiter.HasAnswered);
        target.Step();
        waiter.Expect("Zero");
    }

    [Fact]
    public void One_that_dies_before_its_step_has_not_taken_it()
    {
        using IpcCountdown target = IpcCountdown.Create(2);
        using PeerProcess peer = PeerProcess.Opening(target);
        Assert.Equal("1", peer.Ask("step"));
        Task<bool> waiting = Eventually.Start(() => target.TryWait(s_long));
        Words.AwaitSleeper(Words.Of(target));
        peer.Kill();
        Assert.False(target.TryWait(TimeSpan.FromMilliseconds(50)));
        Assert.Equal(1, target.CurrentCount);
        target.Step();
        Assert.True(Eventually.Result(waiting));
    }

    [Fact]
    public async Task No_step_is_lost_and_one_caller_sees_the_last()
    {
        using IpcCountdown target = IpcCountdown.Create(40_000);
        int last = 0;
        Task[] tasks = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 10_000; i++)
            {
                if (target.Step() == 0)
                {
                    Interlocked.Increment(ref last);
                }
            }
        }))];
        await Task.WhenAll(tasks).WaitAsync(s_long);
        Assert.Equal((1, 0), (last, target.CurrentCount));
    }
}
