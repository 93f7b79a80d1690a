using System.Diagnostics;
using System.Globalization;
using Ipc.Primitives;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

public sealed class RateLimitTests
{
    private static readonly TimeSpan s_per = TimeSpan.FromMilliseconds(200);

    [Fact]
    public void There_are_never_more_turns_in_a_span_whoever_takes_them()
    {
        const int Count = 3;
        using IpcRateLimit target = IpcRateLimit.Create(Count, s_per);
        PeerProcess[] peers = PeerProcess.Start(3);
        foreach (PeerProcess peer in peers)
        {
            peer.Open(target);
            peer.Tell("turns 6");
        }

        // Each has noted its times after its turns, so two of them can lie closer together than the turns did, or
        // further apart: what stands in shared memory is exact, and this is what must hold besides.
        long[] times = [.. peers.SelectMany(peer => peer.Answer().Split(' ')).Select(time => long.Parse(time, CultureInfo.InvariantCulture)).Order()];
        Assert.Equal(18, times.Length);
        Assert.True(Stopwatch.GetElapsedTime(times[0], times[^1]) >= s_per * 4); // Of 18 turns the last ones are in the sixth span.
        Array.ForEach(peers, peer => peer.Dispose());
    }

    [Fact]
    public void A_turn_is_there_again_when_the_span_is_over_and_not_before()
    {
        using IpcRateLimit target = IpcRateLimit.Create(2, s_per);
        Assert.True(target.TryEnter());
        long start = Stopwatch.GetTimestamp();
        Assert.True(target.TryEnter());
        if (Stopwatch.GetElapsedTime(start) < s_per / 2)
        {
            Assert.False(target.TryEnter());
        }

        target.Enter();
        target.Enter();
        Assert.True(Stopwatch.GetElapsedTime(start) >= s_per - TimeSpan.FromMilliseconds(1));
        using IpcRateLimit day = IpcRateLimit.Create(1, TimeSpan.FromDays(1));
        day.Enter();
        Assert.False(day.TryEnter(0.03));
        Assert.Equal(IpcError.Timeout, Eventually.ErrorOf(() => day.Enter(0.01)));
    }

    [Fact]
    public void Who_came_first_has_the_first_turn()
    {
        using IpcRateLimit target = IpcRateLimit.Create(2, TimeSpan.FromDays(1));
        using PeerProcess first = PeerProcess.Opening(target);
        using PeerProcess second = PeerProcess.Opening(target);
        target.Enter();
        target.Enter();
        first.Tell("enter forever");
        Eventually.True(() => WaitersOf(target) == 1, "the first one waits");
        second.Tell("enter forever");
        Eventually.True(() => WaitersOf(target) == 2, "the second one waits");

        // Their tickets are 1 and 2. What each goes by, and not when it wakes: that is the system's business.
        RateTurns turns = new(target.Region);
        Assert.Equal((0, 1, 2), (turns.Ahead(1), turns.Ahead(2), turns.Ahead(null)));
        long now = Stopwatch.GetTimestamp();
        Assert.True(turns.TimeOf(0, now) < turns.TimeOf(1, now));
    }

    private static int WaitersOf(IpcRateLimit target) =>
        Assert.Single(IpcObjectInfo.List(), info => info.Id == target.Id).WaiterCount;

    [Fact]
    public void A_paused_one_that_waits_stops_nobody()
    {
        using IpcRateLimit target = IpcRateLimit.Create(1, TimeSpan.FromSeconds(1));
        using PeerProcess first = PeerProcess.Opening(target);
        using PeerProcess second = PeerProcess.Opening(target);
        target.Enter();
        first.TellAndSleep("enter forever", Words.Of(target));
        first.PauseOutside(target);
        second.Tell("enter forever");
        second.Expect("Entered");
        first.Continue();
        first.Expect("Entered");
    }

    [Fact]
    public void After_a_pause_there_is_no_burst()
    {
        using IpcRateLimit target = IpcRateLimit.Create(1, s_per);
        using PeerProcess peer = PeerProcess.Opening(target);
        Assert.Equal("Entered", peer.Ask("enter 0"));
        peer.Tell("turns 3");
        peer.Pause();
        Thread.Sleep(s_per * 4);
        peer.Continue();
        long[] times = [.. peer.Answer().Split(' ').Select(time => long.Parse(time, CultureInfo.InvariantCulture))];
        Assert.True(Stopwatch.GetElapsedTime(times[0], times[2]) >= s_per, "Two turns that had piled up came at once.");
    }

    [Fact]
    public void One_that_dies_while_it_waits_is_ahead_of_nobody()
    {
        using IpcRateLimit target = IpcRateLimit.Create(1, TimeSpan.FromMilliseconds(300));
        using PeerProcess peer = PeerProcess.Opening(target);
        target.Enter();
        peer.TellAndSleep("enter forever", Words.Of(target));
        Assert.Equal(1, Assert.Single(IpcObjectInfo.List(), info => info.Id == target.Id).WaiterCount);
        peer.Kill();
        Assert.True(target.TryEnter(Eventually.Watchdog));
        Assert.Equal(0, Assert.Single(IpcObjectInfo.List(), info => info.Id == target.Id).WaiterCount);
    }

    [Fact]
    public void A_time_of_another_clock_keeps_nobody_longer_than_a_span()
    {
        using IpcRateLimit target = IpcRateLimit.Create(1, TimeSpan.FromMilliseconds(50));
        target.Region.Long(36_864).Value = ulong.MaxValue / 4; // In some 140 years.
        Assert.True(target.TryEnter(Eventually.Watchdog));
    }

    [Fact]
    public void What_makes_no_sense_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => IpcRateLimit.Create(0, s_per));
        Assert.Throws<ArgumentOutOfRangeException>(() => IpcRateLimit.Create(1_000_001, s_per));
        Assert.Throws<ArgumentOutOfRangeException>(() => IpcRateLimit.Create(1, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => IpcRateLimit.Create(1, TimeSpan.MaxValue));
    }

    [Fact]
    public async Task Threads_take_no_more_than_there_are()
    {
        using IpcRateLimit target = IpcRateLimit.Create(100, TimeSpan.FromDays(1));
        int taken = 0;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 60; i++)
            {
                if (target.TryEnter())
                {
                    Interlocked.Increment(ref taken);
                }
            }
        }))).WaitAsync(Eventually.Watchdog);
        Assert.Equal(100, taken);
    }
}
