using System.Runtime.InteropServices;
using Ipc.Model;
using Ipc.Platform.Linux;
using Ipc.Primitives;
using Ipc.Regions;

namespace Ipc.Inspection;

/// <summary>
/// Reads what stands in a region's file without joining it: a snapshot of bytes, taken while others go on changing
/// them, good for telling a user how things stand and for nothing else.
/// </summary>
internal static class RegionInspector
{
    /// <summary>Reads one file. A leftover, whose holders were all killed, is cleared away instead.</summary>
    /// <returns>Null when there is no object, or none any more.</returns>
    public static IpcObjectInfo? Inspect(RegionFolder folder, string path)
    {
        try
        {
            using RegionFile? file = RegionFile.Open(path);
            return file is null ? null : Read(folder, file, path);
        }
        catch (IpcException problem)
        {
            return Damaged(path, 0, problem);
        }
    }

    private static IpcObjectInfo? Read(RegionFolder folder, RegionFile file, string path)
    {
        RegionView view = RegionView.Read(file, path, RegionView.NewBuffer(), out IpcException? problem);
        if (problem is not null)
        {
            return view.Header.IsOfOtherVersion ? OfOtherVersion(path, view, problem) : Damaged(path, view.Size, problem);
        }

        List<int> holders = [];
        int holderCount = 0;
        for (int slot = 0; slot < view.Participants.Count; slot++)
        {
            if (view.Participants.IsHeld(slot))
            {
                holderCount++;
                if (view.Participants.ProcessAt(slot) is { IsVisible: true } process)
                {
                    holders.Add(process.Pid);
                }
            }
        }

        if (view.IsRemoved || (holderCount == 0 && !view.IsPersistent))
        {
            // Looking at a leftover the way an opener does clears it; somebody may have come meanwhile, too.
            Leftovers.IsInUse(folder, System.IO.Path.GetFileName(path), out _);
            if (view.IsRemoved || !File.Exists(path))
            {
                return null;
            }
        }

        ObjectFacts facts = ObjectDescriptor.Of(view.Header.Kind).Read(view);
        return new IpcObjectInfo
        {
            Name = view.IsNamed ? view.Header.Name : null,
            Id = view.Header.Name,
            Kind = view.Header.Kind,
            State = holderCount > 0 || !view.IsPersistent ? IpcObjectState.InUse : IpcObjectState.Persistent,
            IsPersistent = view.IsPersistent,
            IsInternal = view.IsInternal,
            NameOf = static id => $"{ProcessName.Read(id) ?? "process"} ({id})",
            Holders = holders,
            HolderCount = holderCount,
            HeldBy = facts.HeldBy,
            Waiters = [.. facts.Waiters.Where(process => process.IsVisible).Select(process => process.Pid)],
            WaiterCount = facts.Waiters.Count,
            Count = facts.Count,
            Capacity = facts.Capacity,
            Details = facts.Details,
            Size = view.Size,
            Created = new DateTime(Math.Clamp(view.Header.CreatedTicks, 0, DateTime.MaxValue.Ticks), DateTimeKind.Utc).ToLocalTime(),
            Creator = view.Header.Creator,
            Path = path,
            Instance = view.Header.Instance,
        };
    }

    // The name of the file is that of the object in every version. What else stands in it may be anything.
    private static IpcObjectInfo OfOtherVersion(string path, in RegionView view, IpcException problem)
    {
        string name = System.IO.Path.GetFileName(path);
        return Unreadable(path, view.Size, problem, name[0] == IpcName.AnonymousMark ? null : name, IpcObjectState.OtherVersion);
    }

    private static IpcObjectInfo Damaged(string path, long size, IpcException problem) =>
        Unreadable(path, size, problem, name: null, IpcObjectState.Damaged);

    private static IpcObjectInfo Unreadable(
        string path, long size, IpcException problem, string? name, IpcObjectState state) => new()
    {
        Name = name,
        Id = System.IO.Path.GetFileName(path),
        State = state,
        Details = problem.Message,
        Problem = problem,
        Size = size,
        Path = path,
    };
}
