using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>One spelling for all that lead to the same file.</summary>
internal static class FilePath
{
    private const int MostLinks = 40; // As the system follows.

    /// <summary>The absolute path, without links on the way. The file need not exist.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.InvalidName"/>: it is no path of the file system.</exception>
    public static string Canonical(SessionState session, string given)
    {
        string path;
        try
        {
            path = session.Path.GetUnresolvedProviderPathFromPSPath(given, out ProviderInfo provider, out _);
            if (provider.Name != "FileSystem")
            {
                throw new IpcException(IpcError.InvalidName, $"'{given}' is no path of the file system. For any other "
                    + "text write any: before it.");
            }
        }
        catch (Exception e) when (e is RuntimeException or NotSupportedException)
        {
            throw new IpcException(IpcError.InvalidName, $"'{given}' is no path: {e.Message}", e);
        }

        return WithoutLinks(System.IO.Path.GetFullPath(path), given);
    }

    private static string WithoutLinks(string path, string given)
    {
        string root = System.IO.Path.GetPathRoot(path)!;
        Stack<string> rest = new(Parts(path[root.Length..]).Reverse());
        string done = root;
        int links = 0;
        while (rest.TryPop(out string? part))
        {
            if (part == "..")
            {
                done = System.IO.Path.GetDirectoryName(done) ?? root; // Of a link; others are gone already.
                continue;
            }

            string next = System.IO.Path.Combine(done, part);
            if (new FileInfo(next).LinkTarget is not { } target)
            {
                done = next;
                continue;
            }

            if (++links > MostLinks)
            {
                throw new IpcException(IpcError.InvalidName, $"'{given}' leads in a circle of links.");
            }

            if (System.IO.Path.IsPathRooted(target))
            {
                done = root;
            }

            foreach (string one in Parts(target).Reverse())
            {
                rest.Push(one);
            }
        }

        return done;
    }

    private static IEnumerable<string> Parts(string path) => path
        .Split([System.IO.Path.DirectorySeparatorChar, System.IO.Path.AltDirectorySeparatorChar], StringSplitOptions.RemoveEmptyEntries)
        .Where(static part => part != ".");
}
