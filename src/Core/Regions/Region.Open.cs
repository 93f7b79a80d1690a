using System.Runtime.InteropServices;
using Ipc.Model;
using Ipc.Platform.Linux;
using Ipc.Sync;

namespace Ipc.Regions;

internal sealed unsafe partial class Region
{
    /// <summary>
    /// Opens an existing region and takes a slot in it. A leftover whose holders have all died is removed instead, and
    /// then there is no such object.
    /// </summary>
    /// <param name="id">A name, or the id of an anonymous object.</param>
    /// <param name="descriptor">The kind it must have.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>, <see cref="IpcError.FormatMismatch"/>,
    /// <see cref="IpcError.Corrupt"/>, <see cref="IpcError.AccessDenied"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public static Region Open(string id, KindDescriptor descriptor)
    {
        if (id.Length == 0 || id[0] != IpcName.AnonymousMark)
        {
            IpcName.Validate(id);
        }

        RegionFolder folder = RegionFolder.Default;
        string path = folder.FileOf(id);
        RegionFile file = RegionFile.Open(path)
            ?? throw NotFound(id, descriptor);
        if (RegionRegistry.Find(file.Key) is Region known)
        {
            file.Dispose();
            known.CheckKind(id, descriptor);
            if (CheckName(known.Id, path) is IpcException second)
            {
                throw second;
            }

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
            if (header.Kind != descriptor.Kind)
            {
                throw descriptor.WrongKind(id, header.Kind);
            }

            region = Map(folder, file, Math.Max(header.Size, RegionLayout.Data), descriptor.ReserveFor(header.Parameter(0)));
            region.Descriptor = descriptor;
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
        RegionRegistry.Subscribe(region);
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
            throw NotFound(id, descriptor);
        }

        // Where the table fills up, the dead are cleared away, even if nobody ever waits here.
        if (region.MySlot >= RegionLayout.FirstSlots / 2 && region.WatchPeers() == PeerState.FoundDead)
        {
            region.RecoverDead(Deadline.After(s_patience), CancellationToken.None);
        }

        // Another thread may have opened the same file meanwhile: a process is one participant, not two.
        Region kept = RegionRegistry.AddOrGet(region, file.Key);
        if (kept != region)
        {
            region.Leave(s_patience);
        }

        return kept;
    }

    private void CheckKind(string id, KindDescriptor wanted)
    {
        if (Kind != wanted.Kind)
        {
            throw wanted.WrongKind(id, Kind);
        }
    }

    /// <summary>
    /// Reads the beginning of a file and says what is wrong with it; null when it is sound. The file may grow or be
    /// removed meanwhile: its size is looked at after what its header says of it, and what makes no sense is read once
    /// more.
    /// </summary>
    internal static IpcException? ReadHead(RegionFile file, string path, byte[] head, out long size)
    {
        IpcException? problem = null;
        size = 0;
        for (int attempt = 0; attempt < 3; attempt++)
        {
            int read = file.Read(head, 0);
            size = file.Length;
            problem = read < RegionLayout.PageSize
                ? new IpcException(
                    IpcError.Corrupt, $"'{path}' is damaged: it has {read} bytes. "
                        + $"{Advice.For(IpcAdvice.RemoveDamagedFile)}")
                : Check(new RegionHeader(head.AsSpan(0, RegionLayout.PageSize)), path, size);
            if (problem is null)
            {
                break;
            }
        }

        return problem;
    }

    private static IpcException? Check(in RegionHeader header, string path, long size) =>
        header.Check(path, size) ?? CheckName(header.Name, path);

    // A copy, or a second name of the same file: whoever came by that name would take part in what others know by the
    // first, and end it for them.
    private static IpcException? CheckName(string name, string path) =>
        System.IO.Path.GetFileName(path.AsSpan()).Equals(name, StringComparison.OrdinalIgnoreCase) ? null : new IpcException(
            IpcError.Corrupt,
            $"'{path}' is damaged: it is a copy of the object '{name}', or a second name of it. "
                + $"{Advice.For(IpcAdvice.RemoveDamagedFile)}");

    private static IpcException NotFound(string id, KindDescriptor wanted) => new(
        IpcError.NotFound,
        id[0] == IpcName.AnonymousMark
            ? $"The anonymous {wanted.Name} is gone: it was removed, or every process that held it has closed it or "
                + "ended. Keep it open where it was made."
            : $"There is no {wanted.Name} named '{id}'. {Advice.For(IpcAdvice.Create, wanted.Kind, id)}");
}
