using Ipc.Messages;
using Ipc.Platform.CrashPoints;
using Ipc.Sync;

namespace Ipc.Storage;

/// <summary>How chunks become slabs and tables, and idle again. Inside the mutex.</summary>
internal sealed partial class BlockHeap
{
    /// <summary>Takes a chunk for the words of a table; what stands in it is anything.</summary>
    /// <returns>The number of the chunk.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public uint TakeTable()
    {
        uint chunk = TakeChunk();
        _region.Word(ChunkAt(chunk) + KindAt).Value = OfTable;
        return chunk;
    }

    /// <summary>Gives a chunk back that was a table's.</summary>
    public void GiveBackTable(uint chunk)
    {
        CheckKind(chunk, OfTable);
        MakeIdle(chunk);
    }

    private void AddSlab(int sizeClass)
    {
        uint chunk = TakeChunk();
        long slab = ChunkAt(chunk);
        _region.Word(slab + FreeAt).Value = 0;
        _region.Word(slab + FreshAt).Value = SlabHeader / Unit;
        _region.Word(slab + UsedAt).Value = 0;
        _region.Word(slab + KindAt).Value = KindOf(sizeClass);
        CrashPoint.Reach(CrashStep.SlabMade);
        Link(chunk, Open(sizeClass));
    }

    // One that is idle, or one of the pool's.
    private uint TakeChunk()
    {
        if (_idle.Value != 0)
        {
            return PopIdle();
        }

        return Pool.TryTake(out uint chunk) ? chunk : throw TooLarge();
    }

    private uint PopIdle()
    {
        uint chunk = _idle.Value - 1;
        CheckKind(chunk, Idle);
        _idle.Value = _region.Word(ChunkAt(chunk) + NextAt).Value;
        _idleCount.Value--;
        return chunk;
    }

    private void MakeIdle(uint chunk)
    {
        _region.Word(ChunkAt(chunk) + KindAt).Value = Idle;
        _region.Word(ChunkAt(chunk) + NextAt).Value = _idle.Value;
        _idle.Value = chunk + 1;
        _idleCount.Value++;
    }

    private void Link(uint chunk, Cell32 first)
    {
        uint next = first.Value;
        _region.Word(ChunkAt(chunk) + NextAt).Value = next;
        _region.Word(ChunkAt(chunk) + PreviousAt).Value = 0;
        if (next != 0)
        {
            _region.Word(Checked(next - 1) + PreviousAt).Value = chunk + 1;
        }

        first.Value = chunk + 1;
    }

    private void Unlink(uint chunk, Cell32 first)
    {
        uint next = _region.Word(ChunkAt(chunk) + NextAt).Value;
        uint previous = _region.Word(ChunkAt(chunk) + PreviousAt).Value;
        if (previous == 0)
        {
            first.Value = next;
        }
        else
        {
            _region.Word(Checked(previous - 1) + NextAt).Value = next;
        }

        if (next != 0)
        {
            _region.Word(Checked(next - 1) + PreviousAt).Value = previous;
        }
    }

    private long Checked(uint chunk) => IsOwn(chunk) ? ChunkAt(chunk) : throw _region.Corrupt($"chunk {chunk} is no slab");

    private void CheckKind(uint chunk, uint kind)
    {
        if (_region.Word(Checked(chunk) + KindAt).Value != kind)
        {
            throw _region.Corrupt($"chunk {chunk} is something else");
        }
    }

    private int ClassOf(uint chunk)
    {
        uint sizeClass = (_region.Word(Checked(chunk) + KindAt).Value & 0xFFFF) - 1;
        return sizeClass < SizeClasses.Count ? (int)sizeClass : throw _region.Corrupt($"chunk {chunk} has no blocks");
    }

    private void CheckWithin(uint within, int units)
    {
        if (within < SlabHeader / Unit || within > (ChunkPool.ChunkSize / Unit) - units)
        {
            throw _region.Corrupt($"a block at {within}");
        }
    }

    private IpcException TooLarge() => new(
        IpcError.NoSpace, $"The {_region.Describe()} cannot grow beyond {_region.Limit:N0} bytes. Remove something from "
            + "it first.");
}
