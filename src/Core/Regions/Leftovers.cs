using Ipc.Platform.Linux;

namespace Ipc.Regions;

/// <summary>Finds and clears what killed processes left in the folder.</summary>
internal static class Leftovers
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);
    private static int s_swept;

    /// <summary>Clears the folder, the first time in this process.</summary>
    public static void SweepOnce(RegionFolder folder)
    {
        if (Interlocked.Exchange(ref s_swept, 1) == 0)
        {
            try
            {
                Sweep(folder);
            }
            catch (IpcException)
            {
                s_swept = 0; // Later: what was asked for needs none of it.
            }
        }
    }

    /// <summary>Removes every object, not persistent, whose holders have all died.</summary>
    public static void Sweep(RegionFolder folder)
    {
        foreach (string path in folder.Files())
        {
            IsInUse(folder, Path.GetFileName(path), out _);
        }
    }

    /// <summary>
    /// Whether the object of that name is in use or persistent; removes it if not. A file that is no object, or a
    /// damaged one, counts as in use: it is not ours to delete. What is in use is looked at only, and nobody is woken.
    /// </summary>
    public static bool IsInUse(RegionFolder folder, string id, out IpcKind kind)
    {
        kind = 0;
        try
        {
            string path = folder.FileOf(id);
            using RegionFile? file = RegionFile.Open(path);
            if (file is null)
            {
                return false;
            }

            RegionView view = RegionView.Read(file, path, RegionView.NewBuffer(), out IpcException? problem);
            if (problem is not null)
            {
                return true;
            }

            kind = view.Header.Kind;
            if (view.IsRemoved)
            {
                // Whoever removed it died before this, or could not wait.
                return !file.TryUnpublish(folder, path, s_patience, CancellationToken.None);
            }

            if (view.IsPersistent || view.Participants.IsAnyHeld())
            {
                return true;
            }

            // Joining an object that nobody holds clears it away, unless somebody else comes at the same moment.
            Region region = Region.Open(view.Header.Name, KindTable.Of(kind));
            if (region.TryAddHandle())
            {
                region.ReleaseHandle();
            }

            return !region.IsRemoved;
        }
        catch (IpcException e)
        {
            return e.Error != IpcError.NotFound;
        }
    }
}
