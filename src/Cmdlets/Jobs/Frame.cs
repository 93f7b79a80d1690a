using System.Buffers.Binary;

namespace Ipc.Commands;

/// <summary>
/// One frame of a message between a worker and its parent, as it stands in memory. A message is one frame or several,
/// and arrives whole or not at all.
/// </summary>
/// <remarks>
/// Kind (1 byte), stream (1), flags (2), worker (4), call (4), length of the payload (4), item (8), payload:
/// little-endian. Here alone they are read, and nothing that makes no sense gets past here.
/// </remarks>
internal readonly ref struct Frame
{
    public const int HeaderSize = 24;

    private const FrameFlags All =
        FrameFlags.HasFailed | FrameFlags.IsTooLarge | FrameFlags.RunsEnd | FrameFlags.KeepsChildren
        | FrameFlags.IsShown;

    private Frame(FrameHeader header, ReadOnlySpan<byte> payload)
    {
        Header = header;
        Payload = payload;
    }

    public FrameHeader Header { get; }

    public ReadOnlySpan<byte> Payload { get; }

    /// <summary>Takes the first frame off what is left of a message.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.Corrupt"/>.</exception>
    public static Frame Read(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < HeaderSize)
        {
            throw Damaged();
        }

        FrameHeader header = new(
            (FrameKind)rest[0],
            BinaryPrimitives.ReadInt32LittleEndian(rest[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(rest[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(rest[16..]),
            (StreamKind)rest[1],
            (FrameFlags)BinaryPrimitives.ReadUInt16LittleEndian(rest[2..]));
        int length = BinaryPrimitives.ReadInt32LittleEndian(rest[12..]);
        if (header.Kind is < FrameKind.Start or > FrameKind.Arrived || header.Stream > StreamKind.Added
            || (header.Flags & ~All) != 0 || length < 0 || length > rest.Length - HeaderSize)
        {
            throw Damaged();
        }

        Frame frame = new(header, rest.Slice(HeaderSize, length));
        rest = rest[(HeaderSize + length)..];
        return frame;
    }

    /// <summary>Writes the header.</summary>
    public static void Write(Span<byte> to, in FrameHeader header, int length)
    {
        to[0] = (byte)header.Kind;
        to[1] = (byte)header.Stream;
        BinaryPrimitives.WriteUInt16LittleEndian(to[2..], (ushort)header.Flags);
        BinaryPrimitives.WriteInt32LittleEndian(to[4..], header.Worker);
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], header.Call);
        BinaryPrimitives.WriteInt32LittleEndian(to[12..], length);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], header.Item);
    }

    /// <summary>The error of a message that makes no sense.</summary>
    public static IpcException Damaged() => new(
        IpcError.Corrupt,
        "A message between a worker and its parent makes no sense. Do both use the same version of the module?");
}
