using System.Buffers;
using System.Runtime.CompilerServices;
using Ipc.CrashPoints;
using Ipc.Regions;

namespace Ipc.Messages;

/// <summary>
/// The room for messages in a region: chunks of one size, handed out to message lists and taken back. Everything here
/// happens inside the region's mutex.
/// </summary>
/// <remarks>
/// <para>Header in the payload: number of chunks (4), first free chunk plus one (4). Each chunk begins with the number of the next one
/// plus one (4) and 12 bytes that only a <see cref="LeaseLog"/> uses. Free chunks form a stack, so that the memory used next is the memory used last.</para>
/// <para>A process that dies with a chunk in its hands leaves it in no list; <see cref="Rebuild"/> finds it again.</para>
/// </remarks>
internal sealed class ChunkPool(Region region)
{
    public const int HeaderSize = 64;
    public const int ChunkSize = 32 * 1024;
    public const int ChunkHeader = 16;
    public const int ChunkRoom = ChunkSize - ChunkHeader;

    private const int LargestStep = 256;

    private readonly Region _region = region;
    private readonly Cell32 _count = region.Word(RegionLayout.PayloadAt);
    private readonly Cell32 _free = region.Word(RegionLayout.PayloadAt + 4);

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

    /// <summary>Where a position stands, if so many bytes are left in its chunk and all is known to be sound; never throws.</summary>
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
                $"The {_region.Describe()} has grown beyond the {_region.Limit:N0} bytes of address space that this process could get for it. Raise the limit (ulimit -v).");
        }

        _sound = Math.Max(_sound, offset + ChunkSize);
        return offset;
    }

    public void Initialise(uint lists)
    {
        _count.Value = lists;
    }

    /// <summary>
    /// Makes sure that there is room for so many bytes before the first chunk is taken. Growing all at once or not at all, a message that
    /// finds no room does not keep what there is from other objects.
    /// </summary>
    /// <returns>False when the region cannot grow as far.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public bool TryReserve(long bytes)
    {
        if (bytes <= ChunkRoom)
        {
            return true; // One chunk is all or nothing by itself, and grows in larger steps.
        }

        CheckCount();
        long chunks = (bytes + ChunkRoom - 1) / ChunkRoom;
        long size = RegionLayout.Data + ((_count.Value + chunks - CountFree(chunks)) * ChunkSize);
        return size <= _region.Size || _region.TryGrow(size);
    }

    /// <summary>Bytes of messages for which there is room without growing. Inside the mutex.</summary>
    public long FreeBytes => CountFree(Count) * ChunkRoom;

    /// <summary>Hands out a chunk, growing the region if need be.</summary>
    /// <returns>False when the region cannot grow any more.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>.</exception>
    public bool TryTake(out uint chunk)
    {
        if (_free.Value != 0)
        {
            chunk = _free.Value - 1;
            _free.Value = Next(chunk).Value;
            Next(chunk).Value = 0;
            return true;
        }

        CheckCount();
        chunk = _count.Value;
        long end = RegionLayout.Data + ((long)(chunk + 1) * ChunkSize);
        if (end > _region.Size && !TryGrow(chunk))
        {
            return false;
        }

        CrashPoint.Reach(CrashStep.GrowReserved);
        _count.Value = chunk + 1;
        Next(chunk).Value = 0;
        CrashPoint.Reach(CrashStep.GrowCounted);
        return true;
    }

    public void GiveBack(uint chunk)
    {
        Next(chunk).Value = _free.Value;
        _free.Value = chunk + 1;
    }

    /// <summary>Makes every chunk free that is not marked as used.</summary>
    public void Rebuild(bool[] used)
    {
        _free.Value = 0;
        for (int chunk = used.Length - 1; chunk >= 0; chunk--)
        {
            if (!used[chunk])
            {
                GiveBack((uint)chunk);
            }
        }
    }

    // A count that was damaged would otherwise reserve memory that has nothing to do with this object.
    private void CheckCount()
    {
        long end = RegionLayout.Data + ((long)_count.Value * ChunkSize);
        if (end > _region.Size || !_region.Reaches(_region.Size))
        {
            throw _region.Corrupt($"{_count.Value} chunks in {_region.Size:N0} bytes");
        }
    }

    private long CountFree(long most)
    {
        long count = 0;
        for (uint next = _free.Value; next != 0 && count < most; next = Next(next - 1).Value)
        {
            count++;
        }

        return count;
    }

    // In steps that grow with the size: one system call for many messages. One chunk alone when there is no room for more.
    private bool TryGrow(uint count)
    {
        uint step = Math.Clamp(count / 2, 1, LargestStep);
        long size = RegionLayout.Data + ((long)(count + step) * ChunkSize);
        try
        {
            return _region.TryGrow(size) || (step > 1 && _region.TryGrow(RegionLayout.Data + ((long)(count + 1) * ChunkSize)));
        }
        catch (IpcException e) when (e.Error == IpcError.NoSpace && step > 1)
        {
            return _region.TryGrow(RegionLayout.Data + ((long)(count + 1) * ChunkSize));
        }
    }
}
