using Ipc.Regions;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>Who waits is listed, for every kind, by who only looks.</summary>
public sealed class SleeperTests
{
    private const string Long = "60";

    private static readonly Dictionary<string, (Func<IpcObject> Make, string Command, string Told)> s_cases = new()
    {
        ["event"] = (() => IpcEvent.Create(), $"wait {Long}", "not set, 1 waiting"),
        ["countdown"] = (() => IpcCountdown.Create(1), $"wait {Long}", "1 waiting"),
        ["semaphore"] = (() => IpcSemaphore.Create(0), $"enter {Long}", "1 waiting"),
        ["queue, receiving"] = (() => IpcQueue.Create(), $"receive {Long}", "1 waiting to receive"),
        ["queue, leasing"] = (() => IpcQueue.Create(), $"lease {Long}", "1 waiting to receive"),
        ["queue, sending"] = (() => Sent(IpcQueue.Create(1)), $"send 10 1 {Long}", "1 waiting to send"),
        ["queue, until done"] = (() => Sent(IpcQueue.Create()), $"wait-done {Long}", "1 waiting until done"),
        ["priorities"] = (() => IpcQueue.Create(priority: true), $"receive {Long}", "priorities, 1 waiting to receive"),
        ["broadcast"] = (() => IpcBroadcast.Create(), $"receive {Long}", "1 waiting to receive"),
        ["pipe"] = (() => IpcPipe.Create().Right, $"receive {Long}", "right open with 0, 1 waiting to receive"),
        ["listener"] = (() => IpcListener.Create("l-" + Guid.NewGuid().ToString("N")), $"accept {Long}", "2 processes listen, 1 waiting to accept"),
        ["lock"] = (() => Entered(IpcLock.Create()), $"enter {Long}", "1 waiting"),
        ["value"] = (() => Entered(IpcValue.Create(1)), $"enter {Long}", "1 waiting"),
        ["barrier"] = (() => IpcBarrier.Create(2), $"wait {Long}", ""),
    };

    public static TheoryData<string> Cases => [.. s_cases.Keys];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Who_waits_is_listed_paused_or_not_and_not_any_more_when_dead(string what)
    {
        (Func<IpcObject> make, string command, string told) = s_cases[what];
        using IpcObject target = make();
        using PeerProcess peer = PeerProcess.Opening(target, target is IpcPipe ? "left" : "");
        Assert.Empty(Info(target).Waiters);
        peer.Tell(command);
        IpcObjectInfo found = Listed(target, 1);
        Assert.Equal([peer.Pid], found.Waiters);
        Assert.Equal([$"Ipc.Tests.Peer ({peer.Pid})"], found.WaiterNames);
        Assert.EndsWith(told, found.Details, StringComparison.Ordinal);
        Eventually.True(() => IsListedWhilePaused(target, peer), "it is listed while it is paused");
        peer.Kill();
        Assert.Empty(Info(target).Waiters);
    }

    [Fact]
    public void Who_got_it_or_gave_up_is_listed_no_more()
    {
        using IpcEvent target = IpcEvent.Create();
        using PeerProcess peer = PeerProcess.Opening(target);
        peer.Tell($"wait {Long}");
        Listed(target, 1);
        target.Set();
        peer.Expect("Set");
        Assert.Empty(Info(target).Waiters);
        target.Reset();
        Assert.Equal("TimedOut", peer.Ask("wait 0.05"));
        Assert.Empty(Info(target).Waiters);
    }

    [Fact]
    public async Task Every_thread_counts_also_one_that_waits_for_several()
    {
        using IpcQueue queue = IpcQueue.Create();
        using IpcEvent ready = IpcEvent.Create();
        Task[] receiving = [.. Enumerable.Range(0, 3).Select(_ => Eventually.Start(() => queue.TryReceiveBytes(
            new System.Buffers.ArrayBufferWriter<byte>(), Eventually.Watchdog)))];
        Task any = Eventually.Start(() => IpcWait.Any([queue, ready], Eventually.Watchdog));
        Listed(ready, 1);
        IpcObjectInfo found = Listed(queue, 4);
        Assert.Equal(Enumerable.Repeat(Environment.ProcessId, 4), found.Waiters);
        Assert.Equal("4 waiting to receive", found.Details);
        ready.Set();
        await any.WaitAsync(Eventually.Watchdog);
        Listed(queue, 3);
        Assert.Equal(0, Info(ready).WaiterCount);
        for (int i = 0; i < receiving.Length; i++)
        {
            queue.TrySendBytes([1], TimeSpan.Zero);
        }

        await Task.WhenAll(receiving).WaitAsync(Eventually.Watchdog);
        Assert.Equal(("", 0), (Info(queue).Details, Info(queue).WaiterCount));
    }

    [Fact]
    public void A_thread_that_wakes_after_its_process_has_left_writes_nothing_into_anothers_slot()
    {
        IpcEvent target = IpcEvent.Create();
        using PeerProcess holder = PeerProcess.Opening(target);
        Region region = target.Region;
        int slot = region.MySlot;
        int noted = region.NoteSleeper(region.Word(IpcEvent.WaitAt));
        Assert.NotEqual(0ul, region.Mark(slot).Value);
        target.Close();
        using PeerProcess next = PeerProcess.Start();
        Assert.Equal("ok", next.Ask($"open event {target.Id}"));
        Eventually.True(() => region.ParticipantAt(slot) != 0, "the slot is taken again");
        Assert.Equal(0ul, region.Mark(slot).Value);
        region.ForgetSleeper(noted);
        region.NoteSleeper(region.Word(IpcEvent.WaitAt));
        Assert.Equal(0ul, region.Mark(slot).Value);
        GC.KeepAlive(target);
    }

    [Fact]
    public void A_mark_has_three_counts_and_is_never_taken_for_that_of_who_has_left()
    {
        SleeperCounts counts = new SleeperCounts(1, 0, 0).With(SleeperCounts.ToSend, 2).With(SleeperCounts.UntilDone, 3);
        Assert.Equal(0x0003_0002_0001ul, counts.Packed);
        Assert.Equal(counts, SleeperCounts.Of(counts.Packed));
        SleeperCounts many = new(70_000, 70_000, 70_000);
        Assert.NotEqual(Region.HasLeft, many.Packed);
        Assert.Equal(3 * short.MaxValue, SleeperCounts.Of(many.Packed).Sum);
        Assert.Equal(1, many.With(SleeperCounts.ToReceive, -69_999).First);
    }

    private static IpcObjectInfo Info(IpcObject target) => IpcObjectInfo.List().Single(info => info.Id == target.Id);

    // Who waits wakes now and then to look, and is not listed for that moment: so all is read from one look.
    private static IpcObjectInfo Listed(IpcObject target, int waiters)
    {
        IpcObjectInfo found = Info(target);
        Eventually.True(() => (found = Info(target)).WaiterCount == waiters, $"{waiters} are listed");
        return found;
    }

    private static bool IsListedWhilePaused(IpcObject target, PeerProcess peer)
    {
        peer.Pause();
        bool isListed = Info(target).Waiters.SequenceEqual([peer.Pid]);
        if (!isListed)
        {
            peer.Continue(); // It was paused while it looked.
        }

        return isListed;
    }

    private static IpcQueue Sent(IpcQueue queue)
    {
        Assert.True(queue.TrySendBytes([1], TimeSpan.Zero));
        return queue;
    }

    private static T Entered<T>(T target)
        where T : IpcLockable
    {
        target.Enter();
        return target;
    }
}
