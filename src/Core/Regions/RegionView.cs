using System.Runtime.InteropServices;
using Ipc.Platform.Linux;

namespace Ipc.Regions;

/// <summary>
/// An object's file read as bytes, without joining: a picture of one moment, taken while others go on changing it. Good
/// for telling a user how things stand, and for nothing else.
/// </summary>
internal readonly ref struct RegionView
{
    private readonly ReadOnlySpan<byte> _head;

    private RegionView(RegionFile file, string path, ReadOnlySpan<byte> head, long size)
    {
        File = file;
        Path = path;
        Size = size;
        _head = head;
        Header = new RegionHeader(head[..RegionLayout.PageSize]);
        Participants = new ParticipantTable(file, head, Header);
    }

    /// <summary>Room for the beginning of a file, to be read again and again.</summary>
    public static byte[] NewBuffer() => new byte[RegionLayout.Data];

    public RegionFile File { get; }

    public string Path { get; }

    /// <summary>The size of the file in bytes.</summary>
    public long Size { get; }

    public RegionHeader Header { get; }

    public ParticipantTable Participants { get; }

    public bool IsRemoved => Header.State == RegionState.Removed;

    public bool IsPersistent => (Header.Flags & RegionLayout.FlagPersistent) != 0;

    /// <summary>Whether it is the channel of a worker, or belongs to a pool.</summary>
    public bool IsInternal => (Header.Flags & RegionLayout.FlagInternal) != 0;

    public bool IsNamed => (Header.Flags & RegionLayout.FlagNamed) != 0;

    /// <summary>
    /// Reads the beginning of a file. The file may grow or be removed meanwhile: its size is looked at after what its
    /// header says of it, and what makes no sense is read once more.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="buffer">From <see cref="NewBuffer"/>; the view is good until it is used again.</param>
    /// <param name="problem">What is wrong with the file; null when it is sound.</param>
    public static RegionView Read(RegionFile file, string path, byte[] buffer, out IpcException? problem)
    {
        problem = Region.ReadHead(file, path, buffer, out long size);
        return new RegionView(file, path, buffer, size);
    }

    /// <summary>A word of the payload, or of the first page.</summary>
    public uint U32(int at) => MemoryMarshal.Read<uint>(_head[at..]);

    /// <summary>Two words of the first page.</summary>
    public ulong U64(int at) => MemoryMarshal.Read<ulong>(_head[at..]);

    /// <summary>Bytes of the first page.</summary>
    public ReadOnlySpan<byte> Bytes(int at, int length) => _head.Slice(at, length);
}
