using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

public sealed class BarrierTests
{
    [Fact]
    public void The_time_with_which_it_was_made_holds_for_who_gives_none()
    {
        using IpcBarrier target = IpcBarrier.Create(2, timeout: TimeSpan.FromMilliseconds(60));
        using PeerProcess peer = PeerProcess.Opening(target);
        Assert.Equal(TimeSpan.FromMilliseconds(60), target.DefaultTimeout);
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        Assert.Equal(IpcError.Timeout, Eventually.ErrorOf(target.Wait));
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(60));
        target.Reset();
        peer.TellAndSleep("wait forever", Words.Of(target)); // It has said how long.
        target.Wait();
        peer.Expect("Passed 0");
        using IpcBarrier plain = IpcBarrier.Create(1);
        Assert.Null(plain.DefaultTimeout);
    }

    [Fact]
    public void The_action_with_which_it_was_made_is_kept_as_it_is_and_run_by_the_last_of_each_phase()
    {
        byte[] bytes = [.. Enumerable.Range(0, 5000).Select(i => (byte)i)];
        string name = "action-" + Guid.NewGuid().ToString("N");
        using IpcBarrier target = IpcBarrier.Create(2, name, action: bytes);
        using IpcBarrier opened = IpcBarrier.CreateOrOpen(name, 2, action: bytes);
        Assert.Equal(bytes, opened.GetDefaultAction().ToArray());
        Action<ReadOnlyMemory<byte>>? before = IpcHosting.BarrierAction;
        int runs = 0;
        try
        {
            IpcHosting.BarrierAction = given => runs += given.Span.SequenceEqual(bytes) ? 1 : 100;
            using PeerProcess peer = PeerProcess.Opening(target);
            for (int phase = 1; phase <= 2; phase++)
            {
                peer.TellAndSleep("wait forever", Words.Of(target));
                target.Wait();
                peer.Expect("Passed 0");
                Assert.Equal(phase, runs);
            }

            // One of one's own goes before.
            peer.TellAndSleep("wait forever", Words.Of(target));
            bool own = false;
            Assert.True(target.TryWait(Eventually.Watchdog, () => own = true, out _));
            peer.Expect("Passed 0");
            Assert.Equal((true, 2), (own, runs));

            // Where nobody can run it, the barrier breaks, and everyone is told.
            IpcHosting.BarrierAction = null;
            peer.TellAndSleep("wait forever", Words.Of(target));
            Assert.Equal(IpcError.NotSupported, Eventually.ErrorOf(target.Wait));
            peer.Expect("error BarrierBroken");
        }
        finally
        {
            IpcHosting.BarrierAction = before;
        }
    }

    [Fact]
    public void A_time_or_an_action_that_makes_no_sense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => IpcBarrier.Create(2, timeout: TimeSpan.FromTicks(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => IpcBarrier.Create(2, action: new byte[1_000_001]));
    }

    [Fact]
    public void An_action_that_was_damaged_is_told()
    {
        using IpcBarrier target = IpcBarrier.Create(2, action: new byte[] { 1, 2 });
        foreach (uint length in (uint[])[0, 1_000_001, uint.MaxValue])
        {
            target.Region.Word(36_864).Value = length;
            Assert.Equal(IpcError.Corrupt, Eventually.ErrorOf(() => IpcBarrier.Open(target.Id)));
        }
    }

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
