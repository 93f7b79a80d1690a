using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Ipc.Platform.Linux;

/// <summary>
/// The file of one shared object: made without a name, given one in a single step, grown and shortened in place, and
/// with a lock for each slot of the participant table. The system drops those locks with their holder, whatever it dies
/// of. Safe to call from any thread.
/// </summary>
internal sealed class RegionFile : IDisposable
{
    // Far behind all bytes of any file: locks are kept by position, whether there is a byte or not.
    internal const long LockBytesAt = 1L << 40;
    private const int PrivateMode = 0x180; // 0600
    private const int OthersMode = 0x3F; // 077

    private readonly SafeFileHandle _handle;

    private FileKey? _key;

    private RegionFile(SafeFileHandle handle) => _handle = handle;

    /// <summary>The size of the file in bytes; 0 after this was disposed.</summary>
    public long Length
    {
        get
        {
            try
            {
                return RandomAccess.GetLength(_handle);
            }
            catch (ObjectDisposedException)
            {
                return 0;
            }
        }
    }

    internal SafeFileHandle Handle => _handle;

    /// <summary>Makes a file without a name, which goes with its last descriptor unless it is published.</summary>
    /// <param name="folder">Where.</param>
    /// <param name="what">What it is for, in the middle of a sentence.</param>
    public static RegionFile Create(RegionFolder folder, string what)
    {
        SafeFileHandle handle = OpenPatiently(folder.Path, Libc.O_TMPFILE | Libc.O_RDWR | Libc.O_CLOEXEC);
        return !handle.IsInvalid
            ? new RegionFile(handle)
            : throw SystemError.ToException(Marshal.GetLastPInvokeError(), $"The {what} could not be made in "
                + $"'{folder.Path}'");
    }

    /// <summary>
    /// Opens the file of an object after checking that it is one, and the user's own; null when there is none.
    /// </summary>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.Corrupt"/> for what is no regular file; <see cref="IpcError.AccessDenied"/>.
    /// </exception>
    public static RegionFile? Open(string path)
    {
        // O_NONBLOCK: a pipe that somebody put there must not stop us. O_NOFOLLOW: nor may a link lead us elsewhere.
        SafeFileHandle handle = OpenPatiently(path, Libc.O_RDWR | Libc.O_CLOEXEC | Libc.O_NOFOLLOW | Libc.O_NONBLOCK);
        if (handle.IsInvalid)
        {
            int errno = Marshal.GetLastPInvokeError();
            return errno switch
            {
                Errno.ENOENT => null,
                Errno.ELOOP => throw NotAnObject(path, "a symbolic link"),
                Errno.EISDIR => throw NotAnObject(path, "a folder"),
                Errno.ENXIO => throw NotAnObject(path, "a socket or device"),
                _ => throw SystemError.ToException(errno, $"'{path}' could not be opened"),
            };
        }

        try
        {
            return new RegionFile(handle) { _key = FileKey.Of(Check(handle, path)) };
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Deletes what has that path; a link is deleted itself, not what it points to.</summary>
    /// <returns>False when there was nothing.</returns>
    public static bool Delete(string path)
    {
        if (Libc.unlink(path) == 0)
        {
            return true;
        }

        int errno = Marshal.GetLastPInvokeError();
        return errno == Errno.ENOENT ? false : throw SystemError.ToException(errno, $"'{path}' could not be deleted");
    }

    /// <summary>Which file it is, by whatever name.</summary>
    public FileKey Key => _key ??= TryStat(_handle, out Libc.Statx stat)
        ? FileKey.Of(stat)
        : throw SystemError.ToException(Marshal.GetLastPInvokeError(), "A file of shared memory could not be examined");

    /// <summary>Gives the file its name, in one step that fails if the name is taken.</summary>
    /// <param name="path">The name, in the folder in which it was made.</param>
    /// <param name="what">What it is for, in the middle of a sentence.</param>
    /// <returns>False when something has the name already.</returns>
    public bool TryPublish(string path, string what)
    {
        // A link fails if the name is taken, which a rename would not.
        string self = $"/proc/self/fd/{(int)_handle.DangerousGetHandle()}";
        if (Libc.linkat(Libc.AT_FDCWD, self, Libc.AT_FDCWD, path, Libc.AT_SYMLINK_FOLLOW) == 0)
        {
            return true;
        }

        int errno = Marshal.GetLastPInvokeError();
        return errno == Errno.EEXIST ? false : throw SystemError.ToException(errno, $"The {what} could not be made");
    }

    /// <summary>Takes the name from the file, unless another file has it by now.</summary>
    /// <param name="folder">In which it is.</param>
    /// <param name="path">The name.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>False when another process keeps the folder locked. Whoever looks at the name next takes it.</returns>
    public bool TryUnpublish(RegionFolder folder, string path, TimeSpan patience, CancellationToken cancellation) => folder.TryExclusively(() =>
    {
        if (TryStat(_handle, out Libc.Statx mine)
            && Libc.statx(Libc.AT_FDCWD, path, Libc.AT_SYMLINK_NOFOLLOW, Libc.STATX_BASIC_STATS, out Libc.Statx found) == 0
            && FileKey.Of(mine) == FileKey.Of(found))
        {
            _ = Libc.unlink(path);
        }
    }, patience, cancellation);

    /// <summary>Takes a name from a file that no other file will ever have.</summary>
    public static void UnpublishUnique(string path) => _ = Libc.unlink(path);

    /// <summary>Reads bytes as they are at this moment, without mapping them.</summary>
    /// <returns>How many there were.</returns>
    public int Read(Span<byte> bytes, long offset) => RandomAccess.Read(_handle, bytes, offset);

    /// <summary>
    /// Reserves memory, so that touching it cannot fail. What is there already costs little, and stays as it is.
    /// </summary>
    /// <param name="offset">From where, in bytes.</param>
    /// <param name="length">How much, in bytes. The file grows if it is shorter.</param>
    /// <param name="what">What needs it, in the middle of a sentence.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; the file is unchanged.</exception>
    public void Reserve(long offset, long length, string what)
    {
        while (Libc.fallocate(_handle, 0, offset, length) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno != Errno.EINTR)
            {
                throw SystemError.ToException(errno, $"The {what} needs {length:N0} bytes more");
            }
        }
    }

    /// <summary>
    /// Gives the memory of whole pages back to the system. Nobody may touch them until they are reserved again.
    /// </summary>
    /// <returns>False when the file system cannot do that.</returns>
    public bool TryRelease(long offset, long length)
    {
        while (Libc.fallocate(_handle, Libc.FALLOC_FL_PUNCH_HOLE | Libc.FALLOC_FL_KEEP_SIZE, offset, length) != 0)
        {
            if (Marshal.GetLastPInvokeError() != Errno.EINTR)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Shortens the file. Only where nobody will touch what is cut off.</summary>
    public void Truncate(long length) => _ = Libc.ftruncate(_handle, length);

    /// <summary>Takes the lock of a slot for as long as this file is open here.</summary>
    /// <returns>False when another process or another opening of the file has it.</returns>
    public bool TryLockSlot(int slot)
    {
        Libc.FileLock range = RangeOf(slot, Libc.F_WRLCK);
        return Libc.fcntl(_handle, Libc.F_OFD_SETLK, ref range) == 0;
    }

    /// <summary>Gives the lock of a slot back.</summary>
    public void UnlockSlot(int slot)
    {
        Libc.FileLock range = RangeOf(slot, Libc.F_UNLCK);
        _ = Libc.fcntl(_handle, Libc.F_OFD_SETLK, ref range);
    }

    /// <summary>
    /// Whether anybody else has the lock of a slot: the proof that its process lives. True when the system does not
    /// say.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The file was closed here.</exception>
    public bool IsSlotLocked(int slot)
    {
        Libc.FileLock range = RangeOf(slot, Libc.F_WRLCK);
        return Libc.fcntl(_handle, Libc.F_OFD_GETLK, ref range) != 0 || range.Type != Libc.F_UNLCK;
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static Libc.Statx Check(SafeFileHandle handle, string path)
    {
        if (!TryStat(handle, out Libc.Statx stat))
        {
            throw SystemError.ToException(Marshal.GetLastPInvokeError(), $"'{path}' could not be examined");
        }

        if ((stat.Mode & Libc.S_IFMT) != Libc.S_IFREG)
        {
            throw NotAnObject(path, "not a regular file");
        }

        if (stat.Uid != Libc.geteuid() || (stat.Mode & OthersMode) != 0)
        {
            throw new IpcException(
                IpcError.AccessDenied, $"'{path}' is not used: it must belong to you and be closed to everybody else "
                    + "(mode 0600).");
        }

        return stat;
    }

    // Handles that nobody closed are closed when they are collected: before giving up, see whether that helps.
    private static SafeFileHandle OpenPatiently(string path, int flags)
    {
        for (int attempt = 0; ; attempt++)
        {
            SafeFileHandle file = Libc.open(path, flags, PrivateMode);
            if (!file.IsInvalid || attempt == 2 || Marshal.GetLastPInvokeError() is not (Errno.EMFILE or Errno.ENFILE))
            {
                return file;
            }

            int errno = Marshal.GetLastPInvokeError();
            GC.Collect();
            GC.WaitForPendingFinalizers();
            Thread.Sleep(20); // What the finalizers have started runs on other threads.
            Marshal.SetLastPInvokeError(errno);
        }
    }

    private static bool TryStat(SafeFileHandle handle, out Libc.Statx stat) =>
        Libc.statx((int)handle.DangerousGetHandle(), "", Libc.AT_EMPTY_PATH, Libc.STATX_BASIC_STATS, out stat) == 0;

    private static Libc.FileLock RangeOf(int slot, short type) =>
        new() { Type = type, Start = LockBytesAt + slot, Length = 1 };

    private static IpcException NotAnObject(string path, string what) => new(
        IpcError.Corrupt, $"'{path}' is {what} and not an Ipc object. Delete it.");
}
