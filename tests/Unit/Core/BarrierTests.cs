using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

public sealed class BarrierTests
{
    private static readonly TimeSpan s_long = Eventually.Watchdog;

    [Fact]
    public async Task All_pass_together_again_and_again()
    {
        using IpcBarrier target = IpcBarrier.Create(3);
        int[] rounds = new int[3];
        List<int>[] places = [[], [], []];
        Task[] parties = [.. Enumerable.Range(0, 3).Select(party => Task.Factory.StartNew(
            () =>
            {
                for (int round = 0; round < 500; round++)
                {
                    rounds[party] = round;
                    Assert.True(target.TryWait(s_long, null, out int index));
                    places[party].Add(index);
                    Assert.All(rounds, other => Assert.InRange(Volatile.Read(ref rounds[party]) - other, -1, 1));
                }
            },
            TaskCreationOptions.LongRunning))];
        await Task.WhenAll(parties).WaitAsync(s_long);
        for (int round = 0; round < 500; round++)
        {
            Assert.Equal([0, 1, 2], places.Select(list => list[round]).Order());
        }
    }

    [Fact]
    public void A_party_that_gives_up_breaks_it_for_all_until_it_is_reset()
    {
        using IpcBarrier target = IpcBarrier.Create(3);
        Task<IpcError?> waiting = Eventually.Start(() => Eventually.ErrorOf(() => target.TryWait(s_long, null, out _)));
        Eventually.True(() => target.ParticipantsWaiting == 1, "one waits");
        Assert.False(target.TryWait(TimeSpan.FromMilliseconds(10), null, out _));
        Assert.Equal(IpcError.BarrierBroken, Eventually.Result(waiting));
        Assert.True(target.IsBroken);
        Assert.Equal(IpcError.BarrierBroken, Eventually.ErrorOf(() => target.TryWait(s_long, null, out _)));
        target.Reset();
        Assert.Equal(0, target.ParticipantsWaiting);
        PassWith(target, 3);
    }

    [Fact]
    public void A_cancelled_party_breaks_it_for_all()
    {
        using IpcBarrier target = IpcBarrier.Create(3);
        using CancellationTokenSource cancel = new();
        Task<IpcError?> waiting = Eventually.Start(() => Eventually.ErrorOf(() => target.TryWait(s_long, null, out _)));
        Eventually.True(() => target.ParticipantsWaiting == 1, "one waits");
        Task<bool> cancelled = Eventually.Start(() => target.TryWait(s_long, null, out _, cancel.Token));
        Eventually.True(() => target.ParticipantsWaiting == 2, "two wait");
        cancel.Cancel();
        Assert.Equal(IpcError.BarrierBroken, Eventually.Result(waiting));
        Assert.Throws<OperationCanceledException>(() => Eventually.Result(cancelled));
    }

    [Fact]
    public void Abort_and_reset_end_the_waiting_as_broken()
    {
        using IpcBarrier target = IpcBarrier.Create(2);
        using PeerProcess peer = PeerProcess.Opening(target);
        peer.TellAndSleep("wait 20", Words.Of(target));
        target.Abort();
        peer.Expect("error BarrierBroken");
        Assert.Equal("error BarrierBroken", peer.Ask("wait 1"));
        target.Reset();
        peer.TellAndSleep("wait 20", Words.Of(target));
        target.Reset();
        peer.Expect("error BarrierBroken");
        Assert.False(target.IsBroken);
        PassWith(target, 2);
    }

    [Fact]
    public void The_action_runs_once_before_anyone_goes_on()
    {
        using IpcBarrier target = IpcBarrier.Create(2);
        int actions = 0;
        void Act()
        {
            Thread.Sleep(20);
            Interlocked.Increment(ref actions);
        }

        for (int round = 1; round <= 5; round++)
        {
            Task<int>[] parties = [.. Enumerable.Range(0, 2).Select(_ => Eventually.Start(() =>
            {
                target.TryWait(s_long, Act, out int _);
                return Volatile.Read(ref actions);
            }))];
            Assert.All(parties, party => Assert.Equal(round, Eventually.Result(party)));
        }
    }

    [Fact]
    public void Who_comes_while_the_action_runs_belongs_to_the_next_round()
    {
        using IpcBarrier target = IpcBarrier.Create(2);
        using ManualResetEventSlim acting = new();
        using ManualResetEventSlim goOn = new();
        Task<bool> first = Eventually.Start(() => target.TryWait(s_long, null, out _));
        Eventually.True(() => target.ParticipantsWaiting == 1, "the first waits");
        Task<bool> second = Eventually.Start(() => target.TryWait(
            s_long,
            () =>
            {
                acting.Set();
                goOn.Wait();
            },
            out _));
        Assert.True(acting.Wait(s_long));
        Task<int> early = Eventually.Start(() =>
        {
            target.TryWait(s_long, null, out int index);
            return index;
        });
        Words.AwaitSleeper(Words.Of(target));
        goOn.Set();
        Assert.True(Eventually.Result(first));
        Assert.True(Eventually.Result(second));
        Eventually.True(() => target.ParticipantsWaiting == 1, "the early one has arrived in the next round");
        Assert.False(early.IsCompleted);
        Assert.True(target.TryWait(s_long, null, out int last));
        Assert.Equal(1, last);
        Assert.Equal(0, Eventually.Result(early));
    }

    [Fact]
    public void An_action_that_throws_breaks_it()
    {
        using IpcBarrier target = IpcBarrier.Create(2);
        Task<IpcError?> waiting = Eventually.Start(() => Eventually.ErrorOf(() => target.TryWait(s_long, null, out _)));
        Eventually.True(() => target.ParticipantsWaiting == 1, "one waits");
        Assert.Throws<FormatException>(() => target.TryWait(s_long, () => throw new FormatException(), out _));
        Assert.Equal(IpcError.BarrierBroken, Eventually.Result(waiting));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(32768)]
    public void A_number_of_parties_that_makes_no_sense_is_refused(int parties) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => IpcBarrier.Create(parties));

    private static void PassWith(IpcBarrier target, int parties)
    {
        Task<bool>[] tasks = [.. Enumerable.Range(0, parties).Select(_ => Eventually.Start(() => target.TryWait(s_long, null, out int _)))];
        Assert.All(tasks, task => Assert.True(Eventually.Result(task)));
    }
}
