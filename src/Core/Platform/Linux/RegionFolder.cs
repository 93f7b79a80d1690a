using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Ipc.Model;
using Microsoft.Win32.SafeHandles;

namespace Ipc.Platform.Linux;

/// <summary>
/// The folder that holds the regions of one user: <c>/dev/shm/ipc-&lt;uid&gt;</c>, or <c>IPC_HOME</c>. It must belong
/// to the user and be closed to everybody else, else it is refused: what stands in it is trusted only because of that.
/// </summary>
internal sealed class RegionFolder
{
    private const string HomeVariable = "IPC_HOME";

    private static RegionFolder? s_default;
    private static string? s_home; // What the variable said when it was read.

    private readonly ulong _inode;
    private readonly ulong _device;
    private long _totalBytes; // 0 before it was asked for, less when the system did not say. One word, as any thread may ask.

    private RegionFolder(string path, SafeFileHandle handle, in Libc.Statx stat)
    {
        Path = path;
        Handle = handle;
        (_inode, _device) = (stat.Inode, DeviceOf(stat));
    }

    /// <summary>
    /// The folder of this process. Looked at anew each time: the user may have removed it, and after that another user
    /// may have put one of theirs in its place.
    /// </summary>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AccessDenied"/>, <see cref="IpcError.NotSupported"/>.
    /// </exception>
    public static RegionFolder Default => s_default is { } known && known.IsInPlace() ? known : s_default = Locate();

    /// <summary>
    /// Whether anything stands in its place, whatever it is: what is no folder is refused when it is used. Who only looks for
    /// objects need not make one.
    /// </summary>
    public static bool Exists => s_default?.IsInPlace() == true || new FileInfo(HomePath()).LinkTarget is not null || System.IO.Path.Exists(HomePath());

    public string Path { get; }

    /// <summary>
    /// The size of the file system that it is in, in bytes; null when the system does not say. Asked for once.
    /// </summary>
    public long? TotalBytes
    {
        get
        {
            long known = Volatile.Read(ref _totalBytes);
            if (known == 0)
            {
                Volatile.Write(ref _totalBytes, known = AskForTotalBytes());
            }

            return known > 0 ? known : null;
        }
    }

    private SafeFileHandle Handle { get; }

    public string FileOf(string nameOrId) => System.IO.Path.Combine(Path, IpcName.ToFileName(nameOrId));

    /// <summary>The files in it.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>, <see cref="IpcError.NotFound"/>.</exception>
    public string[] Files()
    {
        try
        {
            return Directory.GetFiles(Path);
        }
        catch (DirectoryNotFoundException)
        {
            return []; // It was removed a moment ago, with all that was in it.
        }
        catch (IOException e)
        {
            throw SystemError.ToException(e.HResult, $"The folder '{Path}' could not be read");
        }
    }

    /// <summary>
    /// Runs an action while no other process changes what names stand for. The lock is on the folder itself: the
    /// kernel drops it with its holder, and it leaves no file behind.
    /// </summary>
    /// <param name="action">What is done.</param>
    /// <param name="patience">How long to wait: whoever has the lock may be paused.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>False when it was not done, since another process has the lock.</returns>
    public bool TryExclusively(Action action, TimeSpan patience, CancellationToken cancellation)
    {
        // One open description a use: flock belongs to it, and threads of one process must exclude each other too.
        // Of the folder that was examined: a lock on whatever stands in its place now might never be granted.
        using SafeFileHandle own = Libc.openat(Handle, ".", Libc.O_RDONLY | Libc.O_DIRECTORY | Libc.O_CLOEXEC, 0);
        if (own.IsInvalid)
        {
            throw SystemError.ToException(Marshal.GetLastPInvokeError(), $"The folder '{Path}' could not be opened");
        }

        // Looked at again and again, which costs little: it is held for two system calls by whoever is not paused, and
        // from a wait inside the system nobody could be called back.
        Stopwatch waited = Stopwatch.StartNew();
        for (int attempt = 0; Libc.flock(own, Libc.LOCK_EX | Libc.LOCK_NB) != 0; attempt++)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno is not (Errno.EINTR or Errno.EWOULDBLOCK))
            {
                throw SystemError.ToException(errno, $"The folder '{Path}' could not be locked");
            }

            cancellation.ThrowIfCancellationRequested();
            if (waited.Elapsed >= patience)
            {
                return false;
            }

            cancellation.WaitHandle.WaitOne(Math.Min(attempt, 10));
        }

        action();
        return true;
    }

    private static RegionFolder Locate()
    {
        SystemChoice.EnsureSupported();
        string home = Environment.GetEnvironmentVariable(HomeVariable) ?? "";
        RegionFolder located = Open(HomePath());
        s_home ??= home;
        return located;
    }

    private static string HomePath() => Environment.GetEnvironmentVariable(HomeVariable) is { Length: > 0 } home
        ? System.IO.Path.GetFullPath(home)
        : UsualPath();

    // The one that this module makes for a user.
    private static string UsualPath(string above = "/dev/shm") =>
        System.IO.Path.Combine(above, $"ipc-{Libc.geteuid()}");

    /// <summary>For who makes, opens or lists: it would be done in another folder than the user has asked for.</summary>
    /// <exception cref="IpcException">IPC_HOME was changed after it had been read.</exception>
    public static void ThrowIfHomeChanged()
    {
        string now = Environment.GetEnvironmentVariable(HomeVariable) ?? "";
        if (s_home is { } before && now != before)
        {
            throw new IpcException(
                IpcError.NotSupported,
                $"IPC_HOME was changed to '{now}', and this process uses '{s_default?.Path}' already: it is read once. "
                    + "Set it before anything of this module is used, in a new process, or set it back to "
                    + $"'{before}'.");
        }
    }

    internal static RegionFolder Open(string path)
    {
        if (Libc.mkdir(path, 0x1C0 /* 0700 */) != 0 && Marshal.GetLastPInvokeError() is int errno and not Errno.EEXIST)
        {
            throw SystemError.ToException(errno, $"The folder '{path}' for shared memory could not be made (IPC_HOME "
                + "sets another)");
        }

        // Only to look at: this needs no permission, so that a folder which others have closed to us is told for what
        // it is.
        SafeFileHandle handle = Libc.open(
            path, Libc.O_PATH | Libc.O_DIRECTORY | Libc.O_NOFOLLOW | Libc.O_CLOEXEC, 0);
        if (handle.IsInvalid)
        {
            int reason = Marshal.GetLastPInvokeError();
            if (reason is Errno.EMFILE or Errno.ENFILE or Errno.ENOMEM)
            {
                throw SystemError.ToException(reason, $"The folder '{path}' could not be opened");
            }

            Refuse(path, "it is not a folder, or is a link to one");
        }

        try
        {
            return new RegionFolder(path, handle, Examine(path, handle));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    // Looked at through the handle, so that nobody can exchange it in between.
    private static Libc.Statx Examine(string path, SafeFileHandle handle)
    {
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
            RefuseOpen(path, stat.Mode);
        }

        string found = File.ResolveLinkTarget($"/proc/self/fd/{(int)handle.DangerousGetHandle()}", returnFinalTarget: false)?.FullName ?? path;
        if (FolderPath.Refuse(path, found) is string reason)
        {
            Refuse(path, reason);
        }

        return stat;
    }

    // Nobody is told to close a folder that this module has not made: it could be the system's, and the user root.
    [DoesNotReturn]
    private static void RefuseOpen(string path, ushort mode)
    {
        bool isMine = path == UsualPath();
        bool mayHoldMine = (mode & FolderPath.WritableByOthers) == 0 || (mode & Libc.S_ISVTX) != 0;
        Refuse(
            path,
            isMine ? $"others may enter it; run: chmod 700 '{path}'" : "others may enter it",
            isMine || !mayHoldMine ? null : UsualPath(path));
    }

    private long AskForTotalBytes()
    {
        try
        {
            long total = new DriveInfo(Path).TotalSize;
            return total > 0 ? total : -1;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return -1; // The folder is gone.
        }
    }

    private bool IsInPlace() =>
        Libc.statx(Libc.AT_FDCWD, Path, Libc.AT_SYMLINK_NOFOLLOW, Libc.STATX_BASIC_STATS, out Libc.Statx stat) == 0
        && stat.Inode == _inode && DeviceOf(stat) == _device;

    private static ulong DeviceOf(in Libc.Statx stat) => ((ulong)stat.DeviceMajor << 32) | stat.DeviceMinor;

    [DoesNotReturn]
    private static void Refuse(string path, string reason, string? suggestion = null) => throw new IpcException(
        IpcError.AccessDenied,
        $"The folder '{path}' is not used for shared memory, because {reason}. It must be a folder of yours that "
            + "nobody else can enter. " +
        "Set IPC_HOME to another one, which need not exist, the same in every process that shares: "
            + $"$env:IPC_HOME = '{suggestion ?? Suggestion()}'.");

    // The system makes this folder for the user before anybody else could.
    private static string Suggestion() => Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR") is { Length: > 0 } runtime
        ? System.IO.Path.Combine(runtime, "ipc")
        : "/dev/shm/a-name-of-yours";
}
