using Ipc.Model;
using Ipc.Platform.Linux;

namespace Ipc.Regions;

/// <summary>
/// Finds an object by its creation id, and visits it. Without a hint all files of the folder are looked at, some 10 µs
/// for each: only who cannot know the name does that.
/// </summary>
internal static class RegionFinder
{
    /// <summary>Visits an object.</summary>
    /// <param name="instance">Its creation id.</param>
    /// <param name="id">What it is called, if that is known.</param>
    /// <returns>Null when there is none, or nobody can use it; to be ended with <see cref="Region.EndVisit"/>.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>: it cannot be known.</exception>
    public static Region? Visit(ulong instance, string? id = null)
    {
        RegionFolder folder = RegionFolder.Default;
        Region? found = null;
        Find(folder, instance, id, (file, path) =>
        {
            byte[] page = new byte[RegionLayout.PageSize];
            if (Region.ReadHead(file, path, page, out _) is null && new RegionHeader(page) is { State: not RegionState.Removed } header)
            {
                found = Region.Visit(folder, file, path, header);
            }
        });
        return found;
    }

    /// <summary>Looks at the file of an object without joining it.</summary>
    /// <param name="instance">Its creation id.</param>
    /// <param name="look">Called with what stands in it, unless there is no such object.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryLook(ulong instance, Action<RegionFile, byte[]> look)
    {
        bool found = false;
        Find(RegionFolder.Default, instance, null, (file, path) =>
        {
            byte[] head = RegionView.NewBuffer();
            found = Region.ReadHead(file, path, head, out _) is null;
            if (found)
            {
                look(file, head);
            }

            file.Dispose();
        });
        return found;
    }

    // The action has the file from then on.
    private static void Find(RegionFolder folder, ulong instance, string? id, Action<RegionFile, string> action)
    {
        if (id is not null && PathOf(folder, id) is string hint && TryFind(hint, instance, action))
        {
            return;
        }

        foreach (string path in folder.Files())
        {
            if (TryFind(path, instance, action))
            {
                return;
            }
        }
    }

    private static bool TryFind(string path, ulong instance, Action<RegionFile, string> action)
    {
        RegionFile? file = null;
        try
        {
            file = RegionFile.Open(path);
            if (file is null || !Has(file, instance))
            {
                file?.Dispose();
                return false;
            }

            action(file, path);
            return true;
        }
        catch (IpcException e)
        {
            file?.Dispose();
            if (e.Error == IpcError.NoSpace)
            {
                throw;
            }

            return false;
        }
    }

    private static bool Has(RegionFile file, ulong instance)
    {
        Span<byte> beginning = stackalloc byte[RegionLayout.ParametersAt];
        return file.Read(beginning, 0) == beginning.Length && BitConverter.ToUInt64(beginning) == RegionLayout.Magic
            && BitConverter.ToUInt64(beginning[RegionLayout.InstanceAt..]) == instance;
    }

    // A lock of a set has the set's name and its own number. What is no name has no file.
    private static string? PathOf(RegionFolder folder, string id)
    {
        int bracket = id.IndexOf('[', StringComparison.Ordinal);
        string name = bracket < 0 ? id : id[..bracket];
        try
        {
            if (name.Length == 0 || name[0] != IpcName.AnonymousMark)
            {
                IpcName.Validate(name);
            }

            return folder.FileOf(name);
        }
        catch (IpcException)
        {
            return null;
        }
    }
}
