using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Ipc.Native;
using Microsoft.Win32.SafeHandles;

namespace Ipc.Regions;

/// <summary>
/// The folder that holds the regions of one user: <c>/dev/shm/ipc-&lt;uid&gt;</c>, or <c>IPC_HOME</c>. It must belong to the
/// user and be closed to everybody else, else it is refused: what stands in it is trusted only because of that.
/// </summary>
internal sealed class RegionFolder
{
    private static readonly Lazy<RegionFolder> s_default = new(Locate, LazyThreadSafetyMode.PublicationOnly); // No success, no memory of it.

    private RegionFolder(string path, SafeFileHandle handle)
    {
        Path = path;
        Handle = handle;
    }

    /// <summary>The folder of this process.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.AccessDenied"/>, <see cref="IpcError.NotSupported"/>.</exception>
    public static RegionFolder Default => s_default.Value;

    public string Path { get; }

    private SafeFileHandle Handle { get; }

    public string FileOf(string nameOrId) => System.IO.Path.Combine(Path, IpcName.ToFileName(nameOrId));

    /// <summary>
    /// Runs an action while no other process changes what names stand for. The lock is on the folder itself: the
    /// kernel drops it with its holder, and it leaves no file behind.
    /// </summary>
    public void Exclusively(Action action)
    {
        // One open description a use: flock belongs to it, and threads of one process must exclude each other too.
        using SafeFileHandle own = Libc.open(Path, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
        if (own.IsInvalid)
        {
            throw SystemError.ToException(Marshal.GetLastPInvokeError(), $"The folder '{Path}' could not be opened");
        }

        while (Libc.flock(own, Libc.LOCK_EX) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno != Errno.EINTR)
            {
                throw SystemError.ToException(errno, $"The folder '{Path}' could not be locked");
            }
        }

        action();
    }

    private static RegionFolder Locate()
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            throw new IpcException(
                IpcError.NotSupported, "Shared memory is implemented for 64-bit Linux only so far. Run this on Linux, or in WSL 2.");
        }

        string? home = Environment.GetEnvironmentVariable("IPC_HOME");
        return Open(string.IsNullOrEmpty(home) ? $"/dev/shm/ipc-{Libc.geteuid()}" : System.IO.Path.GetFullPath(home));
    }

    internal static RegionFolder Open(string path)
    {
        if (Libc.mkdir(path, 0x1C0 /* 0700 */) != 0 && Marshal.GetLastPInvokeError() is int errno and not Errno.EEXIST)
        {
            throw SystemError.ToException(errno, $"The folder '{path}' for shared memory could not be made (IPC_HOME sets another)");
        }

        SafeFileHandle handle = Libc.open(
            path, Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0);
        if (handle.IsInvalid)
        {
            Refuse(path, "it is not a folder, or is a link to one");
        }

        // Looked at through the handle, so that nobody can exchange it in between.
        if (Libc.statx((int)handle.DangerousGetHandle(), "", Libc.AT_EMPTY_PATH, Libc.STATX_BASIC_STATS, out Libc.Statx stat) != 0)
        {
            throw SystemError.ToException(Marshal.GetLastPInvokeError(), $"The folder '{path}' could not be examined");
        }

        if (stat.Uid != Libc.geteuid())
        {
            Refuse(path, $"it belongs to user {stat.Uid}");
        }

        if ((stat.Mode & 0x3F) != 0)
        {
            Refuse(path, "others may enter it; run: chmod 700 '" + path + "'");
        }

        return new RegionFolder(path, handle);
    }

    [DoesNotReturn]
    private static void Refuse(string path, string reason) => throw new IpcException(
        IpcError.AccessDenied,
        $"The folder '{path}' is not used for shared memory, because {reason}. It must be a folder of yours that nobody else can enter; IPC_HOME names another.");
}
