using Ipc.Platform.CrashPoints;
using Ipc.Platform.Linux;
using Ipc.Regions;

namespace Ipc.Messages;

/// <summary>How chunks are handed out and taken back, and where their memory comes from and goes to.</summary>
internal sealed partial class ChunkPool
{
    private const uint LargestStep = 256;

    // What stays of a hollow chunk.
    private const int Shell = RegionLayout.PageSize;

    // Free memory that is kept for the next messages: enough that ordinary queues never give any back, and no more than
    // a small share of a small file system, which others need as well.
    private const long MostKept = 64 * 1024 * 1024;
    private const int KeptShare = 64;

    private uint _kept;

    /// <summary>
    /// Bytes of messages for which there is room without asking the system for memory. Inside the mutex.
    /// </summary>
    public long FreeBytes => (_freeCount.Value + _runChunks.Value + Uncounted) * ChunkRoom;

    // Chunks that the file has room for and that were never handed out.
    private long Uncounted => ((_region.Size - RegionLayout.Data) / ChunkSize) - _count.Value;

    private uint Kept
    {
        get
        {
            if (_kept == 0)
            {
                _kept = (uint)Math.Max(1, KeptBytes(_region.Folder) / ChunkSize);
            }

            return _kept;
        }
    }

    /// <summary>How much free memory stays with each object in a folder.</summary>
    public static long KeptBytes(RegionFolder folder) =>
        Math.Min(MostKept, (folder.TotalBytes ?? long.MaxValue) / KeptShare);

    public void Initialise(uint lists)
    {
        _count.Value = lists;
    }

    /// <summary>
    /// Makes sure that there is room for so many bytes before the first chunk is taken. All at once or not at all, a
    /// message that finds no room does not keep what there is from other objects.
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
        long wanted = (bytes + ChunkRoom - 1) / ChunkRoom;
        while (wanted > _freeCount.Value + Uncounted && TryDissolveRun())
        {
        }

        long missing = wanted - _freeCount.Value - Uncounted;
        if (missing <= 0)
        {
            return true;
        }

        long filled = 0;
        bool done = false;
        try
        {
            for (; filled < missing && _hollow.Value != 0; filled++)
            {
                Fill();
            }

            done = filled == missing || _region.TryGrow(RegionLayout.Data + ((_count.Value + Uncounted + missing - filled) * ChunkSize));
            return done;
        }
        finally
        {
            for (; !done && filled > 0; filled--)
            {
                uint chunk = Pop();
                if (!TryEmpty(chunk))
                {
                    Push(chunk);
                }
            }
        }
    }

    /// <summary>Hands out a chunk, with memory from the system if need be.</summary>
    /// <returns>False when the region cannot grow any more.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>.</exception>
    public bool TryTake(out uint chunk)
    {
        if (_free.Value == 0 && Uncounted <= 0 && !TryDissolveRun() && _hollow.Value != 0)
        {
            Fill();
        }

        if (_free.Value != 0)
        {
            chunk = Pop();
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
        if (_freeCount.Value < Kept || !TryEmpty(chunk))
        {
            Push(chunk);
        }
    }

    /// <summary>
    /// Makes every chunk free that is not marked as used. What there is of their memory nobody knows: some get it,
    /// others lose it.
    /// </summary>
    public void Rebuild(bool[] used)
    {
        _free.Value = 0;
        _hollow.Value = 0;
        _freeCount.Value = 0;
        _run.Value = 0;
        _runChunks.Value = 0;
        for (int chunk = used.Length - 1; chunk >= 0; chunk--)
        {
            if (!used[chunk] && ((_freeCount.Value < Kept && TryReserveChunk((uint)chunk)) || !TryEmpty((uint)chunk)))
            {
                Push((uint)chunk);
            }
        }
    }

    private uint Pop()
    {
        uint chunk = _free.Value - 1;
        _free.Value = Next(chunk).Value;
        _freeCount.Value--;
        return chunk;
    }

    private void Push(uint chunk)
    {
        Next(chunk).Value = _free.Value;
        _free.Value = chunk + 1;
        _freeCount.Value++;
    }

    // Makes a hollow chunk a free one. It stays what it is when there is no memory.
    private void Fill()
    {
        uint chunk = _hollow.Value - 1;
        Reserve(chunk);
        CrashPoint.Reach(CrashStep.ChunkFilled);
        _hollow.Value = Next(chunk).Value;
        Push(chunk);
    }

    // Makes a chunk that is nowhere a hollow one; false where the file system cannot do that, and so never has.
    private bool TryEmpty(uint chunk)
    {
        if (!_region.TryRelease(Offset(chunk) + Shell, ChunkSize - Shell))
        {
            return false;
        }

        CrashPoint.Reach(CrashStep.ChunkEmptied);
        Next(chunk).Value = _hollow.Value;
        _hollow.Value = chunk + 1;
        return true;
    }

    private bool TryReserveChunk(uint chunk)
    {
        try
        {
            Reserve(chunk);
            return true;
        }
        catch (IpcException e) when (e.Error == IpcError.NoSpace)
        {
            return false;
        }
    }

    private void Reserve(uint chunk) => _region.ReserveAgain(Offset(chunk) + Shell, ChunkSize - Shell);

    // A count that was damaged would otherwise reserve memory that has nothing to do with this object.
    private void CheckCount()
    {
        long end = RegionLayout.Data + ((long)_count.Value * ChunkSize);
        if (end > _region.Size || !_region.Reaches(_region.Size))
        {
            throw _region.Corrupt($"{_count.Value} chunks in {_region.Size:N0} bytes");
        }
    }

    // In steps that grow with the size: one system call for many messages. One chunk alone when there is no room for
    // more.
    private bool TryGrow(uint count)
    {
        uint step = Math.Clamp(count / 2, 1, Math.Min(LargestStep, Kept));
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
