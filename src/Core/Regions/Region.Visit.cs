using Ipc.Platform.CrashPoints;
using Ipc.Platform.Linux;
using Ipc.Sync;

namespace Ipc.Regions;

/// <summary>
/// Visiting an object: being inside its mutex for a moment without holding it. A visitor has a slot like everybody, so
/// that its death inside is put right, but its slot says from the beginning that it has left: it keeps nothing alive.
/// </summary>
internal sealed unsafe partial class Region
{
    /// <summary>Begins a visit of the object in a file, which must be sound.</summary>
    /// <param name="folder">Where it is.</param>
    /// <param name="file">The region's from now on.</param>
    /// <param name="path">Its name.</param>
    /// <param name="header">What its first page says.</param>
    /// <exception cref="IpcException">There is no room in its table, or no memory.</exception>
    internal static Region Visit(RegionFolder folder, RegionFile file, string path, in RegionHeader header)
    {
        KindDescriptor descriptor = KindTable.Of(header.Kind);
        Region region = Map(folder, file, Math.Max(header.Size, RegionLayout.Data), descriptor.ReserveFor(header.Parameter(0)));
        region.Descriptor = descriptor;
        region.Id = header.Name;
        region.Path = path;
        region.ClaimSlot(visits: true);
        RegionRegistry.Subscribe(region);
        return region;
    }

    /// <summary>Whether anybody but a visitor has it open, or it stays without.</summary>
    internal bool IsHeldOrPersistent => !IsRemoved && (IsPersistent || HasOthers());

    internal uint Joins => Word(RegionLayout.JoinsAt).Value;

    /// <summary>As the last step of a visit in which entries were freed: ends the object if nothing keeps it.</summary>
    /// <returns>What it referred to, if it has ended.</returns>
    internal IReadOnlyCollection<IpcReference> EndAfterVisit(Deadline deadline)
    {
        IReadOnlyCollection<IpcReference> references = [];
        if (IsRemoved || IsPersistent || HasOthers() || !TryEnterToLook(deadline))
        {
            return references;
        }

        try
        {
            references = ReferencesInside();
            RemoveIfLast();
        }
        finally
        {
            Mutex.Release();
        }

        EndIfUnkept(deadline);
        return IsRemoved ? references : [];
    }

    /// <summary>Ends a visit.</summary>
    internal void EndVisit()
    {
        _leaving = true;
        int slot = MySlot;
        CrashPoint.Reach(CrashStep.VisitEnded);
        FreeSlot(slot);
        UnlockSlot(slot);
        RegionRegistry.Unsubscribe(this);
        ReleaseResources();
    }
}
