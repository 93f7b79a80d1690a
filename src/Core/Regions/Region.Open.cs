using System.Runtime.InteropServices;
using Ipc.Native;
using Ipc.Waiting;
using Microsoft.Win32.SafeHandles;

namespace Ipc.Regions;

internal sealed unsafe partial class Region
{
    /// <summary>
    /// Opens an existing region and takes a slot in it. A leftover whose holders have all died is removed instead, and
    /// then there is no such object.
    /// </summary>
    /// <param name="id">A name, or the id of an anonymous object.</param>
    /// <param name="kind">The kind it must have.</param>
    /// <param name="rules">The rules of that kind.</param>
    /// <param name="reserve">Address space to keep for growth, in bytes.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>, <see cref="IpcError.FormatMismatch"/>,
    /// <see cref="IpcError.Corrupt"/>, <see cref="IpcError.AccessDenied"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public static Region Open(string id, IpcKind kind, RegionRules rules, long reserve)
    {
        if (id.Length == 0 || id[0] != IpcName.AnonymousMark)
        {
            IpcName.Validate(id);
        }

        RegionFolder folder = RegionFolder.Default;
        string path = folder.FileOf(id);
        SafeFileHandle file = OpenFile(path, out Libc.Statx stat)
            ?? throw NotFound(id, kind);
        if (RegionRegistry.Find(stat) is Region known)
        {
            file.Dispose();
            known.CheckKind(id, kind);
            return known;
        }

        Region? region = null;
        try
        {
            // SYNC POINT publish: what has a name was written in full before it got it.
            byte[] page = new byte[RegionLayout.PageSize];
            if (ReadHead(file, path, page, out _) is IpcException problem)
            {
                throw problem;
            }

            RegionHeader header = new(page);
            if (header.Kind != kind)
            {
                throw WrongKind(id, kind, header.Kind);
            }

            if (IpcName.ToFileName(header.Name) != IpcName.ToFileName(id))
            {
                throw new IpcException(
                    IpcError.Corrupt, $"'{path}' is damaged: it is a copy of the object '{header.Name}'. Delete the file.");
            }

            region = Map(folder, file, Math.Max(header.Size, RegionLayout.Data), reserve);
            region.Rules = rules;
            region.Id = header.Name;
            region.Path = path;
        }
        finally
        {
            if (region is null)
            {
                file.Dispose();
            }
        }

        region.ClaimSlot();
        RegionRegistry.Tell(region);
        bool stays;
        try
        {
            stays = region.TryStay();
        }
        catch
        {
            region.Leave(s_patience);
            throw;
        }

        if (!stays)
        {
            throw NotFound(id, kind);
        }

        // Where the table fills up, the dead are cleared away, even if nobody ever waits here.
        if (region.MySlot >= RegionLayout.FirstSlots / 2 && region.WatchPeers() == PeerState.FoundDead)
        {
            region.RecoverDead(Deadline.After(s_patience), CancellationToken.None);
        }

        // Another thread may have opened the same file meanwhile: a process is one participant, not two.
        Region kept = RegionRegistry.AddOrGet(region, stat);
        if (kept != region)
        {
            region.Leave(s_patience);
        }

        return kept;
    }

    public void CheckKind(string id, IpcKind kind)
    {
        if (Kind != kind)
        {
            throw WrongKind(id, kind, Kind);
        }
    }

    /// <summary>Opens the file of an object after checking that it is one, and the user's own; null when there is none.</summary>
    internal static SafeFileHandle? OpenFile(string path, out Libc.Statx stat)
    {
        // O_NONBLOCK: a pipe that somebody put there must not stop us. O_NOFOLLOW: nor may a link lead us elsewhere.
        SafeFileHandle file = OpenPatiently(path, Libc.O_RDWR | Libc.O_CLOEXEC | Libc.O_NOFOLLOW | Libc.O_NONBLOCK);
        if (file.IsInvalid)
        {
            int errno = Marshal.GetLastPInvokeError();
            stat = default;
            return errno switch
            {
                Errno.ENOENT => null,
                Errno.ELOOP => throw NotAnObject(path, "a symbolic link"),
                Errno.EISDIR => throw NotAnObject(path, "a folder"),
                Errno.ENXIO => throw NotAnObject(path, "a socket or device"),
                _ => throw SystemError.ToException(errno, $"'{path}' could not be opened"),
            };
        }

        if (Libc.statx((int)file.DangerousGetHandle(), "", Libc.AT_EMPTY_PATH, Libc.STATX_BASIC_STATS, out stat) != 0)
        {
            throw SystemError.ToException(Marshal.GetLastPInvokeError(), $"'{path}' could not be examined");
        }

        if ((stat.Mode & Libc.S_IFMT) != Libc.S_IFREG)
        {
            file.Dispose();
            throw NotAnObject(path, "not a regular file");
        }

        if (stat.Uid != Libc.geteuid() || (stat.Mode & 0x3F) != 0)
        {
            file.Dispose();
            throw new IpcException(
                IpcError.AccessDenied, $"'{path}' is not used: it must belong to you and be closed to everybody else (mode 0600).");
        }

        return file;
    }

    /// <summary>
    /// Reads the beginning of a file and says what is wrong with it; null when it is sound. The file may grow or be removed
    /// meanwhile: its size is looked at after what its header says of it, and what makes no sense is read once more.
    /// </summary>
    internal static IpcException? ReadHead(SafeFileHandle file, string path, byte[] head, out long size)
    {
        IpcException? problem = null;
        size = 0;
        for (int attempt = 0; attempt < 3; attempt++)
        {
            int read = RandomAccess.Read(file, head, 0);
            size = RandomAccess.GetLength(file);
            problem = read < RegionLayout.PageSize
                ? new IpcException(
                    IpcError.Corrupt, $"'{path}' is damaged: it has {read} bytes. Remove it with Remove-IpcObject -Force, or delete the file.")
                : new RegionHeader(head.AsSpan(0, RegionLayout.PageSize)).Check(path, size);
            if (problem is null)
            {
                break;
            }
        }

        return problem;
    }

    private static IpcException NotAnObject(string path, string what) => new(
        IpcError.Corrupt, $"'{path}' is {what} and not an Ipc object. Delete it.");

    private static IpcException NotFound(string id, IpcKind kind) => new(
        IpcError.NotFound,
        id[0] == IpcName.AnonymousMark
            ? $"The anonymous {KindName(kind)} is gone: every process that held it has closed it or ended. Keep it open in the process that made it."
            : $"There is no {KindName(kind)} named '{id}'. Make it with {HowToMake(kind, id)}; Get-IpcObject lists what exists.");

    private static IpcException WrongKind(string id, IpcKind wanted, IpcKind found) => new(
        IpcError.KindMismatch,
        $"'{id}' is {WithArticle(found)}, not {WithArticle(wanted)}. "
        + (found == IpcKind.LockSet && wanted == IpcKind.Lock ? $"Its first lock is '{LockSetCells.IdOf(id, 0)}'." : $"Open it with Get-Ipc{NounOf(found)}, or choose another name."));
}
