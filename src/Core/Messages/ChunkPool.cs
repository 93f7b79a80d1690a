using System.Buffers;
using System.Runtime.CompilerServices;
using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Messages;

/// <summary>
/// The room for messages in a region: chunks of one size, handed out to message lists and taken back. Everything here
/// happens inside the region's mutex.
/// </summary>
/// <remarks>
/// <para>Header in the payload: number of chunks (4), first free chunk plus one (4), first hollow chunk plus one (4),
/// number of free chunks (4), first chunk of the first free run plus one (4), number of chunks in free runs (4; see
/// <c>ChunkPool.Runs.cs</c>). Each chunk begins with the number of the next one plus one (4) and 12 bytes that only a
/// <see cref="LeaseLog"/> uses. Free chunks form a stack, so that the memory used next is the memory used last.</para>
/// <para>Hollow chunks form another one. They are free, too, but of their memory only the first page is left, which
/// holds the chain: beyond what is worth keeping, a chunk that is given back gives its memory to the system, for other
/// objects to have.</para>
/// <para>A process that dies with a chunk in its hands leaves it in no list; <see cref="Rebuild"/> finds it
/// again.</para>
/// </remarks>
internal sealed partial class ChunkPool(Region region)
{
    public const int HeaderSize = 64;
    public const int ChunkSize = 32 * 1024;
    public const int ChunkHeader = 16;
    public const int ChunkRoom = ChunkSize - ChunkHeader;

    // Offsets in the header that are used elsewhere, too.
    public const int FreeAt = 4;
    public const int HollowAt = 8;
    public const int FreeCountAt = 12;

    private readonly Region _region = region;
    private readonly Cell32 _count = region.Word(RegionLayout.PayloadAt);
    private readonly Cell32 _free = region.Word(RegionLayout.PayloadAt + FreeAt);
    private readonly Cell32 _hollow = region.Word(RegionLayout.PayloadAt + HollowAt);
    private readonly Cell32 _freeCount = region.Word(RegionLayout.PayloadAt + FreeCountAt);

    // Up to here the file is known to be there and mapped. It never gets shorter while anybody is inside.
    private long _sound;

    public uint Count => _count.Value;

    /// <summary>Where a chunk stands, after checking that there is such a chunk.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public long Offset(uint chunk)
    {
        long offset = RegionLayout.Data + ((long)chunk * ChunkSize);
        return (chunk < _count.Value && offset + ChunkSize <= _sound) || CrashPoint.Has(PlantedBug.TrustChunkNumber) ? offset : CheckedOffset(chunk);
    }

    /// <summary>The number of the next chunk plus one; 0 at the end of a chain.</summary>
    public Cell32 Next(uint chunk) => _region.Word(Offset(chunk));

    /// <summary>The chunk that follows in a chain, which must go on; never the same one again.</summary>
    public uint After(uint chunk)
    {
        uint next = Next(chunk).Value;
        return next != 0 && next <= Count && next - 1 != chunk
            ? next - 1
            : throw _region.Corrupt("a chain of chunks ends too early");
    }

    /// <summary>The offset that a position names, after checking that a message can begin or end there.</summary>
    public int OffsetIn(ulong position)
    {
        uint offset = (uint)position;
        return offset is >= ChunkHeader and <= ChunkSize && (offset & 7) == 0
            ? (int)offset
            : throw _region.Corrupt($"a message at offset {offset}");
    }

    /// <summary>Counts the steps along a chain, which has no more chunks than there are.</summary>
    public void CheckSteps(uint steps)
    {
        if (steps > Count && !CrashPoint.Has(PlantedBug.TrustChain))
        {
            throw _region.Corrupt("a chain of chunks has no end");
        }
    }

    /// <summary>The length of a message as it was read, after checking that there can be one as long.</summary>
    public int CheckLength(uint length) => length <= (ulong)Count * ChunkSize && length <= int.MaxValue - 48
        ? (int)length
        : throw _region.Corrupt($"a message of {length:N0} bytes");

    /// <summary>How many bytes of a message are references, after checking that it has as many.</summary>
    public int CheckReferences(uint references, int length) => references <= (uint)length
        ? (int)references
        : throw _region.Corrupt($"{references:N0} bytes of references in a message of {length:N0}");

    /// <summary>Moves a place on by some bytes, along the chain.</summary>
    public void Skip(ref uint chunk, ref int offset, int bytes)
    {
        uint steps = 0;
        while (bytes > ChunkSize - offset)
        {
            bytes -= ChunkSize - offset;
            chunk = After(chunk);
            offset = ChunkHeader;
            CheckSteps(++steps);
        }

        offset += bytes;
    }

    /// <summary>Copies bytes that begin at a place and run on through the chain.</summary>
    public void Read(uint chunk, int offset, int length, IBufferWriter<byte> output)
    {
        uint steps = 0;
        while (length > 0)
        {
            if (offset == ChunkSize)
            {
                chunk = After(chunk);
                offset = ChunkHeader;
                CheckSteps(++steps);
            }

            int part = Math.Min(length, ChunkSize - offset);
            output.Write(_region.Bytes(Offset(chunk) + offset, part));
            offset += part;
            length -= part;
        }
    }

    /// <summary>Copies bytes into an array of their own.</summary>
    public ReadOnlySpan<byte> Read(uint chunk, int offset, int length)
    {
        ArrayBufferWriter<byte> copy = new(Math.Clamp(length, 1, ChunkSize)); // A damaged length is seen on the way, before it takes memory.
        Read(chunk, offset, length, copy);
        return copy.WrittenSpan;
    }

    /// <summary>Writes bytes that begin at a place and run on through the chain, which is there.</summary>
    public void Write(uint chunk, int offset, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (offset == ChunkSize)
            {
                chunk = After(chunk);
                offset = ChunkHeader;
            }

            int part = Math.Min(bytes.Length, ChunkSize - offset);
            bytes[..part].CopyTo(_region.Bytes(Offset(chunk) + offset, part));
            bytes = bytes[part..];
            offset += part;
        }
    }

    /// <summary>
    /// Where a position stands, if so many bytes are left in its chunk and all is known to be sound; never throws.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(ulong position, int least, out long at)
    {
        uint chunk = (uint)(position >> 32);
        uint offset = (uint)position;
        long start = RegionLayout.Data + ((long)chunk * ChunkSize);
        at = start + offset;
        return chunk < _count.Value && start + ChunkSize <= _sound
            && offset >= ChunkHeader && offset <= ChunkSize - (uint)least && (offset & 7) == 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private long CheckedOffset(uint chunk)
    {
        if (chunk >= _count.Value)
        {
            throw _region.Corrupt($"chunk {chunk} of {_count.Value}");
        }

        long offset = RegionLayout.Data + ((long)chunk * ChunkSize);
        if (!_region.Reaches(offset + ChunkSize))
        {
            throw _region.Corrupt($"chunk {chunk} lies behind the end");
        }

        if (offset + ChunkSize > _region.Limit)
        {
            throw new IpcException(
                IpcError.NoSpace,
                $"The {_region.Describe()} has grown beyond the {_region.Limit:N0} bytes of address space that this "
                    + "process could get for it. Raise the limit (ulimit -v).");
        }

        _sound = Math.Max(_sound, offset + ChunkSize);
        return offset;
    }
}
