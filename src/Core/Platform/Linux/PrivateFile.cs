using System.Runtime.InteropServices;

namespace Ipc.Platform.Linux;

/// <summary>A small file of the user's own that nobody else may read, such as a key.</summary>
internal static class PrivateFile
{
    private const int OthersMode = 0x3F; // 077

    /// <summary>
    /// Makes a file with its folder, unless it is there: then the content that it has is the content.
    /// </summary>
    /// <exception cref="IOException">It could not be made.</exception>
    public static void CreateOnce(string path, byte[] content)
    {
        string folder = Path.GetDirectoryName(path)!;
        SystemChoice.EnsureSupported();
        CreateFolder(folder);
        string fresh = Path.Combine(folder, Path.GetRandomFileName());
        try
        {
            using (FileStream file = new(fresh, OnlyForUser()))
            {
                file.Write(content);
            }

            // File.Move would look first and then rename, and of two that make it at once one would replace the
            // other's. A link fails where the name is taken: another process was quicker.
            if (Libc.linkat(Libc.AT_FDCWD, fresh, Libc.AT_FDCWD, path, 0) != 0 && Marshal.GetLastPInvokeError() is not Errno.EEXIST and int errno)
            {
                throw new IOException($"{Marshal.GetPInvokeErrorMessage(errno)}.");
            }
        }
        finally
        {
            File.Delete(fresh);
        }
    }

    /// <summary>
    /// Why a file is not to be trusted, in words; null when it is the user's own, closed to others, and cannot be
    /// exchanged by them.
    /// </summary>
    public static string? Refuse(string path)
    {
        if (Libc.statx(Libc.AT_FDCWD, path, Libc.AT_SYMLINK_NOFOLLOW, Libc.STATX_BASIC_STATS, out Libc.Statx stat) != 0)
        {
            return $"it could not be examined: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}";
        }

        return (stat.Mode & Libc.S_IFMT) != Libc.S_IFREG || stat.Uid != Libc.geteuid() ? "it is not a file of yours"
            : (stat.Mode & OthersMode) != 0 ? $"others may read it; run: chmod 600 '{path}'"
            : FolderPath.Refuse(path, path);
    }

#pragma warning disable CA1416 // Not on Windows: this folder is chosen on Linux only.
    private static void CreateFolder(string folder) =>
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    private static FileStreamOptions OnlyForUser() => new()
    {
        Mode = FileMode.CreateNew,
        Access = FileAccess.Write,
        UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
    };
#pragma warning restore CA1416
}
