using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

public sealed class ConditionTests
{
    private static readonly TimeSpan s_long = Eventually.Watchdog;

    [Fact]
    public void Waiting_needs_the_lock()
    {
        using IpcCondition target = IpcCondition.Create();
        Assert.Equal(IpcError.NotOwner, Eventually.ErrorOf(() => target.TryWait(0)));
    }

    [Fact]
    public void Notifying_needs_the_lock()
    {
        using IpcCondition target = IpcCondition.Create();
        Assert.Equal(IpcError.NotOwner, Eventually.ErrorOf(target.Notify));
        Assert.Equal(IpcError.NotOwner, Eventually.ErrorOf(() => target.Notify(2)));
        Assert.Equal(IpcError.NotOwner, Eventually.ErrorOf(target.NotifyAll));
        target.Enter();
        target.NotifyAll();
        target.Exit();
    }

    [Fact]
    public void A_notification_wakes_one_who_waits_and_none_who_comes_later()
    {
        using IpcCondition target = IpcCondition.Create();
        target.Grant(1);
        target.Enter();
        Assert.False(target.TryWait(0.01));
        Assert.True(target.IsHeldByMe);
        target.Exit();

        Task<bool>[] waiters = [.. Enumerable.Range(0, 3).Select(_ => Wait(target))];
        Eventually.True(() => target.WaitingCount == 3, "three wait");
        target.Grant(1);
        Eventually.True(() => waiters.Count(waiter => waiter.IsCompleted) == 1, "one goes on");
        target.Grant(1);
        Eventually.True(() => waiters.Count(waiter => waiter.IsCompleted) == 2, "another goes on");
        target.Grant(int.MaxValue);
        Assert.All(waiters, waiter => Assert.True(Eventually.Result(waiter)));
        Assert.Equal(0, target.WaitingCount);
    }

    [Fact]
    public void The_lock_is_held_again_as_often_as_before()
    {
        using IpcCondition target = IpcCondition.Create();
        target.Enter();
        target.Enter();
        Assert.False(target.TryWait(0.01));
        target.Exit();
        Assert.True(target.IsHeldByMe);
        target.Exit();
        Assert.False(target.IsHeld);
    }

    [Fact]
    public void A_stopped_waiter_takes_no_notification_from_the_others()
    {
        using IpcCondition target = IpcCondition.Create();
        for (int round = 0; round < 50; round++)
        {
            using CancellationTokenSource cancel = new();
            Task<bool> stopped = Wait(target, cancel.Token);
            Task<bool> other = Wait(target);
            Eventually.True(() => target.WaitingCount == 2, "both wait");
            Task cancelling = Task.Run(cancel.Cancel);
            target.Grant(1);
            Eventually.True(() => cancelling.IsCompleted, "it is cancelled");

            // Whoever of the two was faster: one is notified, and if the first was stopped it is the second.
            if (Settle(stopped))
            {
                target.Grant(1);
            }

            Assert.True(Eventually.Result(other));
        }

        static bool Settle(Task<bool> task)
        {
            try
            {
                return Eventually.Result(task);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task A_hand_over_between_threads_never_gets_stuck()
    {
        using IpcCondition target = IpcCondition.Create();
        int turn = 0;
        Task[] players = [.. Enumerable.Range(0, 3).Select(player => Task.Factory.StartNew(
            () =>
            {
                for (int i = 0; i < 300; i++)
                {
                    target.Enter();
                    while (turn % 3 != player)
                    {
                        target.Wait();
                    }

                    turn++;
                    target.NotifyAll();
                    target.Exit();
                }
            },
            TaskCreationOptions.LongRunning))];
        await Task.WhenAll(players).WaitAsync(s_long);
        Assert.Equal(900, turn);
    }

    private static Task<bool> Wait(IpcCondition target, CancellationToken cancellation = default) => Eventually.Start(() =>
    {
        target.Enter();
        try
        {
            return target.TryWait(s_long, cancellation);
        }
        finally
        {
            if (target.IsHeldByMe)
            {
                target.Exit();
            }
        }
    });
}
