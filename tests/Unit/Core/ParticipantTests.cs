using Ipc.Platform.Linux;
using Ipc.Regions;
using Ipc.Sync;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

public sealed class ParticipantTests
{
    [Fact]
    public void More_participants_than_the_first_page_has_slots_for()
    {
        using IpcLock made = IpcLock.Create();
        List<Region> others = [];
        for (int i = 0; i < 60; i++)
        {
            others.Add(OpenAnew(made));
        }

        Assert.Equal(61, made.Region.CountParticipants());
        Assert.Equal(RegionLayout.AllSlots, made.Region.SlotLimit);
        Assert.Equal(61, others.Select(region => region.Me).Append(made.Region.Me).Distinct().Count());
        Assert.Equal(RegionLayout.MoreSlotsAt, Region.SlotAt(RegionLayout.FirstSlots));
        using (PeerProcess peer = PeerProcess.Opening(made))
        {
            Assert.Equal("Entered", peer.Ask("enter 5"));
            peer.Kill();
            Assert.Equal(IpcEnterResult.Abandoned, made.TryEnter(Eventually.Watchdog));
        }

        others.ForEach(region => region.Leave(TimeSpan.FromSeconds(2)));
        Assert.False(made.IsRemoved);
        made.Region.RecoverDead(); // Who was told of the death before it waited has taken the lock, and nothing else.
        Assert.Equal(1, made.Region.CountParticipants());
    }

    [Fact]
    public void A_slot_given_to_somebody_else_makes_the_old_id_stale()
    {
        using IpcLock made = IpcLock.Create();
        Region first = OpenAnew(made);
        uint old = first.Me;
        first.Leave(TimeSpan.FromSeconds(2));
        Region second = OpenAnew(made);
        Assert.Equal(old & 0xFFF, second.Me & 0xFFF);
        Assert.NotEqual(old, second.Me);
        Assert.True(made.Region.IsDead(old));
        Assert.False(made.Region.IsDead(second.Me));
        second.Leave(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public void A_process_that_died_while_leaving_inside_the_mutex_stops_nobody()
    {
        using IpcQueue queue = IpcQueue.Create();
        using PeerProcess peer = PeerProcess.Opening(queue);
        Region region = queue.Region;
        int slot = Enumerable.Range(0, region.SlotLimit).Single(i => region.ParticipantAt(i) is not 0 and uint id && id != region.Me);

        // What the file looks like when a process is killed between saying that it has left and leaving the mutex.
        region.Mark(slot).Value = Region.HasLeft;
        region.Word(RegionLayout.MutexAt).Value = region.ParticipantAt(slot);
        peer.Kill();
        Assert.True(queue.TrySendBytes([1], Eventually.Watchdog));
        region.WatchPeers();
        region.RecoverDead(Deadline.Never, CancellationToken.None);
        Assert.Equal(1, region.CountParticipants());
    }

    [Fact]
    public void Slots_of_the_dead_are_freed_although_nobody_ever_waits()
    {
        using IpcLock made = IpcLock.Create();
        List<Region> others = [.. Enumerable.Range(0, 30).Select(_ => OpenAnew(made))];
        using PeerProcess killed = PeerProcess.Opening(made);
        killed.Kill();
        using PeerProcess next = PeerProcess.Opening(made);
        Eventually.True(() => made.Region.CountParticipants() == 32, "the dead one's slot is free");
        others.ForEach(region => region.Leave(TimeSpan.FromSeconds(2)));
    }

    [Fact]
    public void A_process_is_alive_until_it_ends_and_paused_is_alive()
    {
        using PeerProcess peer = PeerProcess.Start();
        ProcessIdentity identity = ProcessIdentity.Of(peer.Pid)!.Value;
        Assert.True(identity.IsAlive());
        peer.Pause();
        Assert.True(identity.IsAlive());
        Assert.False((identity with { StartTime = identity.StartTime + 1 }).IsAlive());
        peer.Kill();
        Assert.False(identity.IsAlive());
        Assert.Null(ProcessIdentity.Of(peer.Pid));
        Assert.Equal(Environment.ProcessId, ProcessIdentity.Current.Pid);
        Assert.NotEqual(0u, ProcessIdentity.Current.PidNamespace);
        Assert.True(ProcessIdentity.Current.IsAlive());
    }

    [Fact]
    public void The_watcher_tells_of_an_end_once_and_knows_who_has_ended_before()
    {
        using PeerProcess peer = PeerProcess.Start();
        ProcessIdentity identity = ProcessIdentity.Of(peer.Pid)!.Value;
        int told = 0;
        void OnDied(ProcessIdentity process) => told += process == identity ? 1 : 0;
        PeerWatcher.Died += OnDied;
        Assert.Equal(WatchResult.Watching, PeerWatcher.Watch(identity));
        Assert.Equal(WatchResult.Watching, PeerWatcher.Watch(identity));
        peer.Kill();
        Eventually.True(() => told > 0, "the watcher tells");
        Assert.Equal(WatchResult.Dead, PeerWatcher.Watch(identity));
        PeerWatcher.Died -= OnDied;
        Assert.Equal(1, told);
    }

    // Another participant in this very process: the registry is made to forget the one there is.
    private static Region OpenAnew(IpcObject target)
    {
        RegionRegistry.Forget(target.Region);
        Region region = Region.Open(target.Id, target.Region.Descriptor);
        RegionRegistry.Forget(region);
        return region;
    }
}
