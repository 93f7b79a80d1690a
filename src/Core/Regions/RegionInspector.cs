using System.Runtime.InteropServices;
using Ipc.Native;
using Microsoft.Win32.SafeHandles;

namespace Ipc.Regions;

/// <summary>
/// Reads what stands in a region's file without joining it: a snapshot of bytes, taken while others go on changing them, good
/// for telling a user how things stand and for nothing else.
/// </summary>
internal static class RegionInspector
{
    /// <summary>Reads one file. A leftover, whose holders were all killed, is cleared away instead.</summary>
    /// <returns>Null when there is no object, or none any more.</returns>
    public static IpcObjectInfo? Inspect(RegionFolder folder, string path)
    {
        try
        {
            using SafeFileHandle? file = Region.OpenFile(path, out _);
            return file is null ? null : Read(folder, file, path);
        }
        catch (IpcException problem)
        {
            return Damaged(path, 0, problem);
        }
    }

    /// <summary>Deletes a file; a link is deleted itself, not what it points to.</summary>
    /// <returns>False when it was gone already.</returns>
    public static bool Delete(string path)
    {
        if (Libc.unlink(path) == 0)
        {
            return true;
        }

        int errno = Marshal.GetLastPInvokeError();
        return errno == Errno.ENOENT ? false : throw SystemError.ToException(errno, $"'{path}' could not be deleted");
    }

    private static IpcObjectInfo? Read(RegionFolder folder, SafeFileHandle file, string path)
    {
        byte[] page = new byte[RegionLayout.Data];
        if (Region.ReadHead(file, path, page, out long size) is IpcException problem)
        {
            return Damaged(path, size, problem);
        }

        RegionHeader header = new(page.AsSpan(0, RegionLayout.PageSize));

        ParticipantTable participants = new(file, page, header);
        List<int> holders = [];
        int holderCount = 0;
        for (int slot = 0; slot < participants.Count; slot++)
        {
            if (participants.IsHeld(slot))
            {
                holderCount++;
                if (participants.ProcessAt(slot) is { IsVisible: true } process)
                {
                    holders.Add(process.Pid);
                }
            }
        }

        bool persistent = (header.Flags & RegionLayout.FlagPersistent) != 0;
        bool removed = header.State == RegionState.Removed;
        if (removed || (holderCount == 0 && !persistent))
        {
            // Looking at a leftover the way an opener does clears it; somebody may have come meanwhile, too.
            Leftovers.IsInUse(folder, System.IO.Path.GetFileName(path), out _);
            if (removed || !File.Exists(path))
            {
                return null;
            }
        }

        IpcObjectInfo info = new()
        {
            Name = (header.Flags & RegionLayout.FlagNamed) != 0 ? header.Name : null,
            Id = header.Name,
            Kind = header.Kind,
            State = holderCount > 0 || !persistent ? IpcObjectState.InUse : IpcObjectState.Persistent,
            IsPersistent = persistent,
            Holders = holders,
            HolderCount = holderCount,
            Size = size,
            Created = new DateTime(Math.Clamp(header.CreatedTicks, 0, DateTime.MaxValue.Ticks), DateTimeKind.Utc).ToLocalTime(),
            Creator = header.Creator,
            Path = path,
            Instance = header.Instance,
        };
        return PayloadReader.Describe(HoldingsReader.Describe(info, file, participants, page, header), page, header);
    }

    /// <summary>Whether any living process holds the object, as its participant table says.</summary>
    public static bool IsHeld(SafeFileHandle file, ReadOnlySpan<byte> page, in RegionHeader header)
    {
        ParticipantTable participants = new(file, page, header);
        for (int slot = 0; slot < participants.Count; slot++)
        {
            if (participants.IsHeld(slot))
            {
                return true;
            }
        }

        return false;
    }

    private static IpcObjectInfo Damaged(string path, long size, IpcException problem) => new()
    {
        Id = System.IO.Path.GetFileName(path),
        State = IpcObjectState.Damaged,
        Details = problem.Message,
        Problem = problem,
        Size = size,
        Path = path,
    };
}
