using Ipc.Platform.Linux;
using Ipc.Primitives;
using Ipc.Regions;

namespace Ipc.Inspection;

/// <summary>
/// Finds cycles in which each owner holds a lock and waits for the next one's. It reads the files of the folder as
/// bytes, and joins nothing. All its cost is with who asks.
/// </summary>
/// <remarks>
/// <para>(1) Read every lock: who holds it, who waits. (2) Follow each waiter to the holder of what it waits for, and
/// on; who comes round has found a cycle. (3) Read the locks of the cycle again, and believe it only if nothing has
/// changed.</para>
/// <para>Step 1 reads one lock after the other, so a cycle in it may be made of things that were never true together.
/// Step 3 begins when step 1 has ended: a waiter that is seen in both and has not moved was waiting all the time in
/// between. One that had moved would have changed the wait word of what it waited for, whether it was given the lock
/// (its holder woke it), gave up (it passes the wake-up on) or came back later (it prepared anew). So all were waiting
/// at the moment when step 3 began, and what they hold now they held then.</para>
/// <para>An owner that waits for two locks at once is more than one line of execution: another of its threads may leave
/// what it holds, so it is in no cycle. The dead hold nothing; the paused do.</para>
/// </remarks>
internal static class DeadlockFinder
{
    private const int Attempts = 6;
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(5);

    /// <summary>All cycles there are, each once.</summary>
    public static IReadOnlyList<IpcDeadlock> Find(RegionFolder folder)
    {
        byte[] head = RegionView.NewBuffer();
        List<IpcDeadlock> found = [];
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            List<List<Link>> cycles = FindCycles(ReadAll(folder, head));
            found = [.. cycles.Where(cycle => IsTrue(cycle, head)).Select(ToDeadlock)];
            if (found.Count == cycles.Count)
            {
                break;
            }

            Thread.Sleep(s_moment); // Somebody moved: a newcomer wakes all sleepers, which is no reason to miss them.
        }

        return found;
    }

    /// <summary>The cycle in which an owner of this process is; it comes first.</summary>
    public static IpcDeadlock? FindThrough(RegionFolder folder, long owner)
    {
        if (!HoldsAnything(owner))
        {
            return null; // As nearly everyone who waits; it cannot be in a cycle.
        }

        foreach (IpcDeadlock deadlock in Find(folder))
        {
            int mine = deadlock.Members.TakeWhile(member => member.ProcessId != Environment.ProcessId || member.Holder.Owner != owner).Count();
            if (mine < deadlock.Members.Count)
            {
                return new IpcDeadlock { Members = [.. deadlock.Members.Skip(mine), .. deadlock.Members.Take(mine)] };
            }
        }

        return null;
    }

    private static bool HoldsAnything(long owner) =>
        RegionRegistry.Snapshot().Any(region => ObjectDescriptor.Of(region.Kind).IsLockHeldBy(region, owner));

    private static List<LockView> ReadAll(RegionFolder folder, byte[] head)
    {
        List<LockView> views = [];
        foreach (string path in folder.Files())
        {
            views.AddRange(LockView.ReadAll(path, head).Where(view => view is { Holder: not null, Waiters.Count: > 0 }));
        }

        return views;
    }

    /// <summary>Step 2: the cycles in what was read, true or not.</summary>
    internal static List<List<Link>> FindCycles(IEnumerable<LockView> views)
    {
        Dictionary<LockOwner, LockView?> waits = [];
        foreach (LockView view in views)
        {
            foreach (LockOwner waiter in view.Waiters.Where(waiter => waiter.Owner != 0))
            {
                waits[waiter] = waits.ContainsKey(waiter) ? null : view;
            }
        }

        List<List<Link>> cycles = [];
        HashSet<LockOwner> seen = [];
        foreach (LockOwner start in waits.Keys)
        {
            if (Follow(start, waits, seen) is { } cycle)
            {
                cycles.Add(cycle);
            }
        }

        return cycles;
    }

    // From one to the next until nobody waits, or somebody comes who was there before: on this way, that is a cycle.
    private static List<Link>? Follow(LockOwner start, Dictionary<LockOwner, LockView?> waits, HashSet<LockOwner> seen)
    {
        List<Link> way = [];
        LockOwner? next = start;
        while (next is { } waiter && waits.TryGetValue(waiter, out LockView? view) && view is not null)
        {
            if (!seen.Add(waiter))
            {
                int first = way.FindIndex(link => link.Waiter == waiter);
                return first < 0 ? null : way[first..];
            }

            way.Add(new Link(waiter, view));
            next = view.Holder;
        }

        return null;
    }

    /// <summary>Step 3: whether a cycle is true.</summary>
    internal static bool IsTrue(List<Link> cycle, byte[] head) => cycle.TrueForAll(link =>
        link.WaitsFor.ReadAgain(head) is { } now && now.IsSameAs(link.WaitsFor) && now.Waiters.Contains(link.Waiter));

    private static IpcDeadlock ToDeadlock(List<Link> cycle) => new()
    {
        Members = [.. cycle.Select((link, i) => ToMember(link, cycle[i == 0 ? cycle.Count - 1 : i - 1].WaitsFor))],
    };

    private static IpcDeadlockMember ToMember(Link link, LockView held) => new()
    {
        Holder = link.Waiter.ToHolder(held.Depth, held.Since),
        Holds = held.Id,
        HoldsKind = held.Kind,
        WaitsFor = link.WaitsFor.Id,
        WaitsForKind = link.WaitsFor.Kind,
    };

    /// <summary>Somebody, and the lock for which it waits.</summary>
    internal readonly record struct Link(LockOwner Waiter, LockView WaitsFor);
}
