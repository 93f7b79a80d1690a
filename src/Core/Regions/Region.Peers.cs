using Ipc.Platform.Linux;

namespace Ipc.Regions;

/// <summary>How this process learns that another participant has died.</summary>
internal sealed unsafe partial class Region
{
    private readonly object _watchGate = new();
    private uint _watchedJoins;
    private volatile bool _unwatched;
    private volatile bool _scanned;

    /// <summary>
    /// Makes sure that this process will be told of the death of every other participant. Each sleeper calls it between
    /// preparing and sleeping. It costs two reads unless somebody has joined or died since.
    /// </summary>
    public PeerState WatchPeers()
    {
        // SYNC POINT join, SYNC POINT death: the caller has prepared, so it sees here who has come or died, or is
        // woken.
        uint joins = Word(RegionLayout.JoinsAt).Value;
        if (!_scanned || _unwatched || joins != _watchedJoins || !_dead.IsEmpty)
        {
            ScanPeers(joins);
        }

        return CurrentPeerState();
    }

    /// <summary>
    /// Asks the system about every other participant, at the cost of a call for each: for who only looks in and will
    /// not be there when a death is told.
    /// </summary>
    public PeerState LookAtPeers()
    {
        ScanPeers(Word(RegionLayout.JoinsAt).Value);
        return CurrentPeerState();
    }

    private PeerState CurrentPeerState() =>
        !_dead.IsEmpty || _containerDied ? PeerState.FoundDead : _unwatched ? PeerState.Unwatched : PeerState.Watched;

    /// <summary>Told by the watcher that a process has ended, which may or may not take part here.</summary>
    public void OnDeath(ProcessIdentity process)
    {
        bool found = false;
        for (int slot = 0; slot < SlotLimit; slot++)
        {
            uint id = ParticipantAt(slot);
            if (id != 0 && id != Me && IsSame(IdentityAt(slot), process))
            {
                _dead.Add(id);
                found = true;
            }
        }

        // SYNC POINT container-death: who is in the set is found here; who came into it later was looked at once more.
        if (IsOfContainer(process))
        {
            _containerDied = true;
            found = true;
        }

        // SYNC POINT death: it is noted before everyone is woken to look.
        if (found)
        {
            Interlocked.MemoryBarrier();
            Descriptor.WakeEveryone(this);
        }
    }

    private void ScanPeers(uint joins)
    {
        lock (_watchGate)
        {
            foreach (uint id in _dead.All)
            {
                if (ParticipantAt((int)(id & 0xFFF) - 1) != id)
                {
                    _dead.Remove(id); // Somebody else has put it right.
                }
            }

            bool unwatched = false;
            for (int slot = 0; slot < SlotLimit; slot++)
            {
                uint id = ParticipantAt(slot);
                if (id == 0 || id == Me || _dead.Contains(id))
                {
                    continue;
                }

                WatchResult result = LookAt(slot);
                if (result == WatchResult.Dead && ParticipantAt(slot) == id)
                {
                    _dead.Add(id);
                }

                unwatched |= result == WatchResult.Impossible;
            }

            _unwatched = unwatched | WatchContainers();
            _watchedJoins = joins;
            _scanned = true;
        }
    }

    private WatchResult LookAt(int slot)
    {
        ProcessIdentity process = IdentityAt(slot);
        if (process.IsVisible)
        {
            WatchResult result = PeerWatcher.Watch(process);
            return result == WatchResult.Impossible && !process.IsAlive() ? WatchResult.Dead : result;
        }

        // A slot that is being taken has its lock before its namespace is written.
        return IsSlotLocked(slot) ? WatchResult.Impossible : WatchResult.Dead;
    }
}
