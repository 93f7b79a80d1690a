using System.Runtime.InteropServices;

namespace Ipc.Platform.Linux;

/// <summary>
/// The way to a folder: whoever can rename or replace something on it decides what stands at its end, so every folder
/// and link on it must belong to the user or the system, and be closed to others' writing unless it is sticky.
/// </summary>
internal static class FolderPath
{
    public const int WritableByOthers = 0x12; // 022

    /// <summary>What is wrong with the way, in words; null when it is safe.</summary>
    /// <param name="asGiven">The path as the user gave it, absolute: links on it count.</param>
    /// <param name="asFound">Where it led, without links.</param>
    public static string? Refuse(string asGiven, string asFound) => RefuseEach(asGiven) ?? RefuseEach(asFound);

    private static string? RefuseEach(string path)
    {
        for (string? above = Path.GetDirectoryName(path); above is not null; above = Path.GetDirectoryName(above))
        {
            if (Libc.statx(Libc.AT_FDCWD, above, Libc.AT_SYMLINK_NOFOLLOW, Libc.STATX_BASIC_STATS, out Libc.Statx stat) != 0)
            {
                return $"'{above}' could not be examined: "
                    + $"{Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}";
            }

            if (!IsTrusted(stat.Uid))
            {
                return $"'{above}', on the way to it, belongs to user {stat.Uid}";
            }

            // In a sticky folder nobody can rename or remove what is ours. The mode of a link means nothing.
            bool isLink = (stat.Mode & Libc.S_IFMT) == Libc.S_IFLNK;
            if (!isLink && (stat.Mode & WritableByOthers) != 0 && (stat.Mode & Libc.S_ISVTX) == 0)
            {
                return $"others may exchange what stands in '{above}', on the way to it: they may write there, and it is "
                    + "not sticky";
            }
        }

        return null;
    }

    // The owner of the root folder is the system, whatever its number: in a container that may be another than 0.
    private static bool IsTrusted(uint user) => user == 0 || user == Libc.geteuid()
        || (Libc.statx(Libc.AT_FDCWD, "/", 0, Libc.STATX_BASIC_STATS, out Libc.Statx root) == 0 && user == root.Uid);
}
