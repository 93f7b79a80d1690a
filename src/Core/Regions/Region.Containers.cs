using Ipc.Platform.Linux;

namespace Ipc.Regions;

/// <summary>
/// Being told of deaths in the containers of an object's entries, and in what those are contained in: when the last
/// process that could take a message has died, what it refers to is not held any more. They are no participants here,
/// so they are read from the containers' tables, and watched like participants.
/// </summary>
internal sealed unsafe partial class Region
{
    // What was found dead, or gone, once: it is no reason to look again.
    private HashSet<(ulong Container, ProcessIdentity Process)>? _seenDead;
    private volatile ProcessIdentity[]? _containerProcesses;
    private volatile bool _containerDied;

    private bool IsOfContainer(ProcessIdentity process) =>
        _containerProcesses is { } watched && Array.Exists(watched, other => IsSame(other, process));

    private static bool IsSame(ProcessIdentity one, ProcessIdentity other) => one.Pid == other.Pid
        && (one.StartTime == other.StartTime || one.StartTime == 0 || other.StartTime == 0)
        && one.PidNamespace == other.PidNamespace;

    /// <summary>Watches who can take what refers to this object. Inside the gate of the watch.</summary>
    /// <returns>Whether some of them cannot be watched.</returns>
    private bool WatchContainers()
    {
        if (!HasEntries)
        {
            _containerProcesses = null;
            return false;
        }

        HashSet<ulong> containers = [.. Entries().Select(entry => entry.Container)];
        HashSet<(ulong Container, ProcessIdentity Process)> processes = [];
        Queue<ulong> toRead = new(containers);
        bool unwatched = false;
        try
        {
            while (toRead.TryDequeue(out ulong container))
            {
                if (!ReadContainer(container, Found, more =>
                {
                    if (more != Instance && containers.Add(more))
                    {
                        toRead.Enqueue(more);
                    }
                }))
                {
                    NoteDead(container, default);
                }
            }
        }
        catch (IpcException)
        {
            unwatched = true; // There are no descriptors to be had: look from time to time.
        }

        unwatched |= processes.Any(one => !one.Process.IsVisible);
        foreach ((ulong container, ProcessIdentity process) in processes)
        {
            unwatched |= process.IsVisible && !TryWatch(container, process);
        }

        // SYNC POINT container-death: who dies from here on is found in the set; who has died before is found now.
        _containerProcesses = [.. processes.Select(one => one.Process)];
        foreach ((ulong container, ProcessIdentity process) in processes)
        {
            unwatched |= process.IsVisible && !TryWatch(container, process);
        }

        return unwatched;

        // Of another pid namespace, its lock tells; it cannot be watched, so it is looked at again and again.
        void Found(ulong container, ProcessIdentity process, bool lives)
        {
            if (lives)
            {
                processes.Add((container, process));
            }
            else
            {
                NoteDead(container, process);
            }
        }
    }

    private bool TryWatch(ulong container, ProcessIdentity process)
    {
        WatchResult result = PeerWatcher.Watch(process);
        if (result == WatchResult.Dead || (result == WatchResult.Impossible && !process.IsAlive()))
        {
            NoteDead(container, process);
            return true;
        }

        return result == WatchResult.Watching;
    }

    private void NoteDead(ulong container, ProcessIdentity process)
    {
        if ((_seenDead ??= []).Add((container, process)))
        {
            _containerDied = true;
        }
    }

    private static bool ReadContainer(
        ulong container, Action<ulong, ProcessIdentity, bool> participant, Action<ulong> within)
    {
        if (RegionRegistry.FindInstance(container) is { } known)
        {
            known.ReadTable(participant, within);
            return true;
        }

        return RegionFinder.TryLook(container, (file, head) =>
        {
            ParticipantTable table = new(file, head, new RegionHeader(head.AsSpan(0, RegionLayout.PageSize)));
            for (int slot = 0; slot < table.Count; slot++)
            {
                if (table.ParticipantAt(slot) is { } process)
                {
                    participant(container, process, process.IsVisible || table.Lives(slot, process));
                }
                else if (table.ContainerAt(slot) is > 0 and ulong more)
                {
                    within(more);
                }
            }
        });
    }

    private void ReadTable(Action<ulong, ProcessIdentity, bool> participant, Action<ulong> within)
    {
        for (int slot = 0; slot < SlotLimit; slot++)
        {
            if (ParticipantAt(slot) is > 0 and uint id && id != Me)
            {
                ProcessIdentity process = IdentityAt(slot);
                participant(Instance, process, process.IsVisible || IsSlotLocked(slot));
            }
        }

        Entries().ForEach(entry => within(entry.Container));
    }
}
