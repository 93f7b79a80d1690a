using System.Numerics;
using Ipc.Messages;
using Ipc.Regions;

namespace Ipc.Storage;

/// <summary>
/// Finds out anew what of a heap is free: its owner marks all that it refers to, and the rest is. For one repair,
/// inside the mutex.
/// </summary>
internal sealed class HeapMarks
{
    private const int UnitsInChunk = ChunkPool.ChunkSize / BlockHeap.Unit;

    private readonly Region _region;
    private readonly BlockHeap _heap;
    private readonly bool[] _used;
    private readonly ulong[] _blocks;

    /// <exception cref="IpcException"><see cref="IpcError.Corrupt"/>: the number of chunks makes no sense.</exception>
    public HeapMarks(Region region, BlockHeap heap)
    {
        _region = region;
        _heap = heap;
        long most = (region.Size - RegionLayout.Data) / ChunkPool.ChunkSize;
        if (heap.Pool.Count > most || !region.Reaches(region.Size))
        {
            throw region.Corrupt($"{heap.Pool.Count} chunks where there is room for {most}");
        }

        _used = new bool[heap.Pool.Count];
        _blocks = new ulong[heap.Pool.Count * (UnitsInChunk / 64)];
    }

    /// <summary>A block is in use. Nothing else may be in it.</summary>
    public void MarkBlock(uint block)
    {
        uint chunk = BlockHeap.ChunkOf(block);
        int within = (int)(block % UnitsInChunk);
        int sizeClass = ClassOf(chunk);
        bool isSound = sizeClass >= 0 && within > 0 && (within - 1) % Units(sizeClass) == 0 && within + Units(sizeClass) <= UnitsInChunk;
        if (!isSound || IsMarked(chunk, within))
        {
            throw _region.Corrupt($"block {block} cannot be one, or is two");
        }

        _blocks[(chunk * (UnitsInChunk / 64)) + (within / 64)] |= 1ul << (within % 64);
    }

    /// <summary>A chunk is a table's.</summary>
    public void MarkTable(uint chunk)
    {
        if (KindOf(chunk) != BlockHeap.OfTable)
        {
            throw _region.Corrupt($"chunk {chunk} is no table");
        }

        MarkChunk(chunk);
    }

    /// <summary>A chain of chunks is in use.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="length">How many bytes stand in it.</param>
    public void MarkChain(uint first, int length)
    {
        uint next = first + 1;
        for (long left = length; left > 0; left -= ChunkPool.ChunkRoom)
        {
            uint chunk = next - 1;
            if (next == 0 || (KindOf(chunk) & 0xFFFF_0000) == BlockHeap.Mark && KindOf(chunk) != BlockHeap.Chained)
            {
                throw _region.Corrupt("a chain of chunks ends too early");
            }

            MarkChunk(chunk);
            next = _heap.Pool.Next(chunk).Value;
        }

        if (next != 0)
        {
            throw _region.Corrupt("a chain of chunks goes on behind its end");
        }
    }

    /// <summary>Makes free what was not marked.</summary>
    public void Finish()
    {
        _heap.ForgetAll();
        for (int i = _used.Length - 1; i >= 0; i--)
        {
            uint chunk = (uint)i;
            if (ClassOf(chunk) is >= 0 and int sizeClass)
            {
                _heap.Adopt(chunk, sizeClass, CountBlocks(chunk), within => IsMarked(chunk, within));
                _used[i] = true;
            }
            else if ((KindOf(chunk) & 0xFFFF_0000) == BlockHeap.Mark)
            {
                _heap.AdoptWhole(chunk, isIdle: !_used[i]);
                _used[i] = true;
            }
        }

        _heap.Pool.Rebuild(_used);
    }

    private static int Units(int sizeClass) => SizeClasses.SizeOf(sizeClass) / BlockHeap.Unit;

    private uint KindOf(uint chunk) => _region.Word(_heap.Pool.Offset(chunk) + BlockHeap.KindAt).Value;

    private int ClassOf(uint chunk)
    {
        uint kind = KindOf(chunk);
        uint sizeClass = (kind & 0xFFFF) - 1;
        return (kind & 0xFFFF_0000) == BlockHeap.Mark && sizeClass < SizeClasses.Count ? (int)sizeClass : -1;
    }

    private void MarkChunk(uint chunk)
    {
        if (_used[chunk])
        {
            throw _region.Corrupt($"chunk {chunk} is used twice");
        }

        _used[chunk] = true;
    }

    private bool IsMarked(uint chunk, int within) =>
        (_blocks[(chunk * (UnitsInChunk / 64)) + (within / 64)] & (1ul << (within % 64))) != 0;

    private int CountBlocks(uint chunk)
    {
        int count = 0;
        foreach (ulong word in _blocks.AsSpan((int)chunk * (UnitsInChunk / 64), UnitsInChunk / 64))
        {
            count += BitOperations.PopCount(word);
        }

        return count;
    }
}
