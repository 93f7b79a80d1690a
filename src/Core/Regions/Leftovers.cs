using Microsoft.Win32.SafeHandles;

namespace Ipc.Regions;

/// <summary>Finds and clears what killed processes left in the folder.</summary>
internal static class Leftovers
{
    private static int s_swept;

    /// <summary>Clears the folder, the first time in this process.</summary>
    public static void SweepOnce(RegionFolder folder)
    {
        if (Interlocked.Exchange(ref s_swept, 1) == 0)
        {
            Sweep(folder);
        }
    }

    /// <summary>Removes every object, not persistent, whose holders have all died.</summary>
    public static void Sweep(RegionFolder folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder.Path))
        {
            IsInUse(folder, Path.GetFileName(path), out _);
        }
    }

    /// <summary>
    /// Whether the object of that name is in use or persistent; removes it if not. A file that is no object, or a
    /// damaged one, counts as in use: it is not ours to delete.
    /// </summary>
    public static bool IsInUse(RegionFolder folder, string id, out IpcKind kind)
    {
        kind = 0;
        try
        {
            using SafeFileHandle? file = Region.OpenFile(folder.FileOf(id), out Native.Libc.Statx stat);
            byte[] page = new byte[RegionLayout.PageSize];
            if (file is null)
            {
                return false;
            }

            if (RandomAccess.Read(file, page, 0) < page.Length
                || new RegionHeader(page) is var header && header.Check(id, (long)stat.Size) is not null)
            {
                return true;
            }

            kind = header.Kind;
            if (RegionRegistry.Find(stat) is not null || (header.Flags & RegionLayout.FlagPersistent) != 0)
            {
                return header.State != RegionState.Removed;
            }

            // Joining an object that nobody holds clears it away.
            Region region = Region.Open(header.Name, kind, IpcObject.RulesOf(kind), 0);
            if (region.TryAddHandle())
            {
                region.ReleaseHandle();
            }

            return true;
        }
        catch (IpcException e)
        {
            return e.Error != IpcError.NotFound;
        }
    }
}
