using System.Runtime.CompilerServices;
using Ipc.Messages;
using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Storage;

/// <summary>
/// A growing table of words, of 4 bytes each: the buckets of a dictionary, the elements of a list. It never moves, and
/// grows a chunk at a time.
/// </summary>
/// <remarks>
/// <para>The first 256 words stand in the payload, so a small store needs no chunk for them. The others stand in chunks
/// of 8,184 words behind 32 bytes of header; as many such chunks are named (number plus one, 0 for none) by the words of
/// a chunk of names, and up to 16 of those by the roots in the payload.</para>
/// <para>Growing: (1) take a chunk; (2) for one of names, clear it; (3) name it, with one store. Who dies before 3 has
/// taken nothing: the repair makes it idle. What a word means is its user's to say, who writes it before it counts.</para>
/// <para>Changes inside the mutex; may be read outside of it.</para>
/// </remarks>
internal sealed class WordTable(Region region, BlockHeap heap)
{
    public const int InPayload = 256;
    public const int Roots = 16;

    /// <summary>How many words a chunk has.</summary>
    public const int InChunk = (ChunkPool.ChunkSize - BlockHeap.SlabHeader) / 4;

    private readonly Region _region = region;
    private readonly BlockHeap _heap = heap;

    /// <summary>The most words there can be.</summary>
    public static long Most => InPayload + ((long)Roots * InChunk * InChunk);

    /// <summary>Where a word stands, if there is such a word. Never throws.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryFind(uint index, out long at)
    {
        at = StoreLayout.WordsAt + (4L * index);
        return index < InPayload || TryFindInChunk(index - InPayload, out at);
    }

    /// <summary>A word. Inside the mutex.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.Corrupt"/>: there is none.</exception>
    public Cell32 At(uint index) => TryFind(index, out long at) ? _region.Word(at) : throw _region.Corrupt($"word {index} is missing");

    /// <summary>Makes sure that a word and all before it are there.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public void Ensure(uint index)
    {
        if (TryFind(index, out _))
        {
            return;
        }

        uint chunk = (index - InPayload) / InChunk;
        Cell32 root = _region.Word(StoreLayout.RootsAt + (4 * (int)CheckRoot(chunk / InChunk)));
        if (root.Value == 0)
        {
            uint names = _heap.TakeTable();
            _region.Bytes(BlockHeap.ChunkAt(names) + BlockHeap.SlabHeader, InChunk * 4).Clear();
            root.Value = names + 1;
            CrashPoint.Reach(CrashStep.TableNamed);
        }

        if (!_heap.IsOwn(root.Value - 1))
        {
            throw _region.Corrupt("the table of its words makes no sense");
        }

        uint words = _heap.TakeTable();
        _region.Word(WordAt(root.Value - 1, chunk % InChunk)).Value = words + 1;
        CrashPoint.Reach(CrashStep.TableNamed);
    }

    /// <summary>How many words there are, up to the first that is missing. Inside the mutex.</summary>
    public long CountWords()
    {
        long count = InPayload;
        while (count < Most && TryFindInChunk((uint)(count - InPayload), out _))
        {
            count += InChunk;
        }

        return count;
    }

    /// <summary>Marks its chunks. Inside the mutex.</summary>
    public void MarkIn(HeapMarks marks)
    {
        for (uint root = 0; root < Roots; root++)
        {
            uint names = _region.Word(StoreLayout.RootsAt + (4 * (int)root)).Value;
            if (names == 0)
            {
                continue;
            }

            marks.MarkTable(names - 1);
            for (uint i = 0; i < InChunk; i++)
            {
                uint words = _region.Word(WordAt(names - 1, i)).Value;
                if (words != 0)
                {
                    marks.MarkTable(words - 1);
                }
            }
        }
    }

    /// <summary>Forgets its chunks, all but the words in the payload; a repair of the heap makes them idle.</summary>
    public void Forget()
    {
        for (int root = 0; root < Roots; root++)
        {
            _region.Word(StoreLayout.RootsAt + (4 * root)).Value = 0;
        }
    }

    private static long WordAt(uint chunk, uint index) => BlockHeap.ChunkAt(chunk) + BlockHeap.SlabHeader + (4L * index);

    private bool TryFindInChunk(uint index, out long at)
    {
        at = 0;
        uint chunk = index / InChunk;
        uint root = chunk / InChunk;
        if (root >= Roots)
        {
            return false;
        }

        uint names = _region.Word(StoreLayout.RootsAt + (4 * (int)root)).Value;
        if (names == 0 || !_heap.IsOwn(names - 1))
        {
            return false;
        }

        uint words = _region.Word(WordAt(names - 1, chunk % InChunk)).Value;
        if (words == 0 || !_heap.IsOwn(words - 1))
        {
            return false;
        }

        at = WordAt(words - 1, index % InChunk);
        return true;
    }

    private uint CheckRoot(uint root) => root < Roots
        ? root
        : throw new IpcException(IpcError.NoSpace, $"The {_region.Describe()} has as many entries as it can have.");
}
