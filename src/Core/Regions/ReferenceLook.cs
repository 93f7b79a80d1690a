using Ipc.Platform;
using Ipc.Platform.CrashPoints;
using Ipc.Sync;

namespace Ipc.Regions;

/// <summary>
/// Looks whether containers still hold messages that refer to an object, and frees the entries of those that do not.
/// Whoever takes or drops such a message looks afterwards, and whoever puts right what a dead process has left.
/// </summary>
/// <remarks>
/// <para>For each settled entry: (L1) read it, with its version; (L2) inside the container, whether it refers to the
/// object, and whether anybody can receive from it; (L3) inside the object, if not and the entry is still the same, free
/// it, count the ends of a pipe anew, wake everyone, and end the object if that was all that kept it.</para>
/// <para>Deaths: before L3 nothing has happened, and whoever puts the death right looks; after it, the entry is free,
/// and the death wakes everyone. Somebody may be paused inside either: then it is looked at in the background.</para>
/// <para>Cost: each of the container's messages that wait in front of one that refers to the object is stepped
/// over.</para>
/// </remarks>
internal static class ReferenceLook
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    /// <summary>Looks at the entries of an object in which this process takes part.</summary>
    /// <param name="region">The object.</param>
    /// <param name="container">For which container; null for all of them.</param>
    public static void At(Region region, ulong? container = null)
    {
        try
        {
            if (!TryAt(region, container, Deadline.After(s_patience)))
            {
                BackgroundThread.Start(() => TryAt(region, container, Deadline.Never), "Ipc references");
            }
        }
        catch (IpcException)
        {
            // Damaged, or this process has just left it, or there are no descriptors: the next one looks.
        }
    }

    /// <summary>Messages were dropped.</summary>
    /// <param name="references">What they referred to.</param>
    /// <param name="container">Where they were.</param>
    public static void AfterDropping(IReadOnlyCollection<IpcReference> references, ulong container) =>
        AtAll(references, container, tell: false);

    /// <summary>
    /// This process has left a container, perhaps as the last: nobody may be left who could receive what is in it. If
    /// somebody is, those who sleep at what it refers to must watch whoever has come there meanwhile.
    /// </summary>
    /// <inheritdoc cref="AfterDropping"/>
    public static void AfterLeaving(IReadOnlyCollection<IpcReference> references, ulong container) =>
        AtAll(references, container, tell: true);

    private static void AtAll(IReadOnlyCollection<IpcReference> references, ulong container, bool tell)
    {
        if (references.Count == 0)
        {
            return;
        }

        CrashPoint.Reach(CrashStep.ReferencesDropped);
        HashSet<(IpcReference Reference, ulong Container)> seen = [];
        Queue<(IpcReference Reference, ulong Container)> work = new();
        Add(references, container);
        while (work.TryDequeue(out (IpcReference Reference, ulong Container) next))
        {
            Add(AtOne(next.Reference, next.Container, tell), next.Reference.Instance);
        }

        void Add(IReadOnlyCollection<IpcReference> more, ulong within)
        {
            foreach (IpcReference reference in more)
            {
                if (seen.Add((reference, within)))
                {
                    work.Enqueue((reference, within));
                }
            }
        }
    }

    // Gives where to go on: what an object refers to that ends by this, or must tell those who sleep there.
    private static IReadOnlyCollection<IpcReference> AtOne(in IpcReference reference, ulong container, bool tell)
    {
        if (RegionRegistry.FindInstance(reference.Instance) is not { } known)
        {
            return AtUnheld(reference, container, tell);
        }

        At(known, container);
        return tell && known.HasEntries ? Tell(known) : [];
    }

    private static IReadOnlyCollection<IpcReference> AtUnheld(in IpcReference reference, ulong container, bool tell)
    {
        Region? visit = null;
        try
        {
            visit = RegionFinder.Visit(reference.Instance, reference.Id);
            if (visit is null || !TryAt(visit, container, Deadline.After(s_patience)))
            {
                return [];
            }

            IReadOnlyCollection<IpcReference> told = tell && visit.HasEntries ? Tell(visit) : [];
            return visit.EndAfterVisit(Deadline.After(s_patience)) is { Count: > 0 } ended ? ended : told;
        }
        catch (IpcException)
        {
            return []; // It cannot be looked at: the next to look at the folder does.
        }
        finally
        {
            visit?.EndVisit();
        }
    }

    private static IReadOnlyCollection<IpcReference> Tell(Region region)
    {
        try
        {
            region.TellOfEntries();
            return region.References(Deadline.After(s_patience));
        }
        catch (IpcException)
        {
            return []; // Damaged, or just left.
        }
    }

    private static bool TryAt(Region region, ulong? container, Deadline deadline)
    {
        foreach (ContainerEntry entry in region.Entries())
        {
            if (entry.IsPending || (container ?? entry.Container) != entry.Container)
            {
                continue;
            }

            CrashPoint.Reach(CrashStep.LookedAtVersion);
            bool? refers = Refers(entry, region, deadline);
            CrashPoint.Reach(CrashStep.LookedInside);
            if (refers is null || (refers == false && !region.TryFree(entry, deadline)))
            {
                return false;
            }
        }

        return true;
    }

    private static bool? Refers(in ContainerEntry entry, Region region, Deadline deadline)
    {
        if (RegionRegistry.FindInstance(entry.Container) is { } known)
        {
            return known.Refers(region.Instance, region.Descriptor, entry.Held, deadline);
        }

        if (RegionFinder.Visit(entry.Container) is not { } visit)
        {
            return false;
        }

        try
        {
            return visit.Refers(region.Instance, region.Descriptor, entry.Held, deadline) is not true and var answer
                ? answer
                : visit.IsHeldOrPersistent || (visit.Entries() is { Count: > 0 } entries && KeepSearch.IsKept(visit, entries));
        }
        finally
        {
            visit.EndVisit();
        }
    }
}
