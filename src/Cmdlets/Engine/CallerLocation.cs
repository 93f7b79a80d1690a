using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Where a script is to start elsewhere: what a process needs, and what its session shows.</summary>
/// <param name="Folder">A folder of the file system.</param>
/// <param name="Drive">
/// The place by the name of its drive, as Temp:/ or Env:/, where that is another; null otherwise.
/// </param>
internal readonly record struct CallerLocation(string Folder, string? Drive)
{
    private const string FileSystem = "FileSystem";

    /// <summary>Where the caller is.</summary>
    public static CallerLocation Of(SessionState caller)
    {
        string folder = caller.Path.CurrentFileSystemLocation.ProviderPath;
        PathInfo current = caller.Path.CurrentLocation;
        return new CallerLocation(folder, Other(current.Path, folder));
    }

    /// <summary>A place that the caller names.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>: there is none.</exception>
    public static CallerLocation Of(SessionState caller, string given)
    {
        string path = caller.Path.GetUnresolvedProviderPathFromPSPath(given, out ProviderInfo provider, out _);
        bool isFolder = provider.Name == FileSystem;
        string escaped = WildcardPattern.Escape(given);
        if (isFolder ? !Directory.Exists(path) : !caller.InvokeProvider.Item.IsContainer(escaped))
        {
            throw new IpcException(
                IpcError.NotFound,
                $"The folder '{(isFolder ? path : given)}' of -WorkingDirectory does not exist. Make it first, or name "
                    + "another.");
        }

        string shown = caller.Path.GetResolvedPSPathFromPSPath(escaped)[0].Path;
        return isFolder
            ? new CallerLocation(path, Other(shown, path))
            : new CallerLocation(caller.Path.CurrentFileSystemLocation.ProviderPath, shown);
    }

    /// <summary>Goes there. The folder it is where only the caller has the drive.</summary>
    public void Enter(PathIntrinsics session)
    {
        if (session.CurrentLocation is { } now && now.Provider.Name == FileSystem && now.Path == (Drive ?? Folder))
        {
            return;
        }

        session.SetLocation(WildcardPattern.Escape(Folder));
        if (Drive is null)
        {
            return;
        }

        try
        {
            session.SetLocation(WildcardPattern.Escape(Drive));
        }
        catch (Exception e) when (e is RuntimeException or NotSupportedException)
        {
            // A drive that only the caller has.
        }
    }

    private static string? Other(string shown, string folder) =>
        shown.TrimEnd('/', '\\') == folder.TrimEnd('/', '\\') ? null : shown;
}
