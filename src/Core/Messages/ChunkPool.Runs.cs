using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Messages;

/// <summary>
/// Runs: chunks that follow each other in memory, for what must stand in one piece. All of a run, the headers of its
/// chunks included, is its user's.
/// </summary>
/// <remarks>
/// <para>Runs that were given back are kept, since memory that is there and mapped costs nothing to use again: a third
/// stack, whose chain is in the first word of each run; the second one is how many chunks it has. A free run is used for
/// what needs as many chunks, or a little less. Where none fits, free chunks that happen to follow each other are
/// looked for, and only then does the file grow.</para>
/// <para>Whenever a message needs memory that is not there, a free run becomes free chunks again, and when the file
/// system is full they give their memory back. So no memory is lost to runs.</para>
/// </remarks>
internal sealed partial class ChunkPool
{
    // Offsets in the header.
    public const int RunAt = 16;
    public const int RunChunksAt = 20;

    // Free runs that are kept. A larger share than of single chunks: who has lent a run of some size will lend one of
    // that size again, and in a small file system one run may be all there is.
    private const int RunShare = 8;

    private readonly Cell32 _run = region.Word(RegionLayout.PayloadAt + RunAt);
    private readonly Cell32 _runChunks = region.Word(RegionLayout.PayloadAt + RunChunksAt);

    private uint _keptInRuns;

    /// <summary>How many chunks free runs have.</summary>
    public uint RunChunks => _runChunks.Value;

    private uint KeptInRuns
    {
        get
        {
            if (_keptInRuns == 0)
            {
                _keptInRuns = (uint)Math.Max(1, Math.Min(MostKept, (_region.Folder.TotalBytes ?? long.MaxValue) / RunShare) / ChunkSize);
            }

            return _keptInRuns;
        }
    }

    /// <summary>Hands out a run.</summary>
    /// <param name="count">Of so many chunks; gets how many it has, which may be a few more.</param>
    /// <param name="first">Its first chunk.</param>
    /// <returns>False when the region cannot grow as far.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing was handed out.</exception>
    public bool TryTakeRun(ref uint count, out uint first)
    {
        CheckCount();
        if (TryTakeFreeRun(ref count, out first) || TryCarveRun(count, out first))
        {
            CrashPoint.Reach(CrashStep.RunTaken);
            return true;
        }

        first = _count.Value;
        long end = RegionLayout.Data + ((first + (long)count) * ChunkSize);
        if (end > _region.Size && !TryGrowForRun(end))
        {
            return false;
        }

        CrashPoint.Reach(CrashStep.GrowReserved);
        _count.Value = first + count;
        CrashPoint.Reach(CrashStep.GrowCounted);
        CrashPoint.Reach(CrashStep.RunTaken);
        return true;
    }

    /// <summary>Takes a run back.</summary>
    public void GiveBackRun(uint first, uint count)
    {
        if (_runChunks.Value + count > KeptInRuns)
        {
            for (uint chunk = first + count; chunk > first;)
            {
                GiveBack(--chunk);
            }
        }
        else
        {
            Next(first).Value = _run.Value;
            LengthOfRun(first).Value = count;
            _run.Value = first + 1;
            _runChunks.Value += count;
        }

        CrashPoint.Reach(CrashStep.RunGivenBack);
    }

    /// <summary>Checks what was read about a run: that there are such chunks, and that this process can reach them.</summary>
    public void CheckRun(uint first, uint count)
    {
        if (count == 0 || count > Count || first > Count - count)
        {
            throw _region.Corrupt($"a run of {count:N0} chunks from {first:N0} on, of {Count:N0}");
        }

        Offset(first + count - 1);
        Offset(first);
    }

    private Cell32 LengthOfRun(uint first) => _region.Word(Offset(first) + 4);

    // The one used last that is large enough, and not much larger: the memory used next is the memory used last.
    private bool TryTakeFreeRun(ref uint count, out uint first)
    {
        Cell32 link = _run;
        uint steps = 0;
        while (link.Value != 0)
        {
            first = link.Value - 1;
            uint length = LengthOfRun(first).Value;
            CheckRun(first, length);
            if (length >= count && length - count <= count / 4)
            {
                link.Value = Next(first).Value;
                _runChunks.Value -= length;
                count = length;
                return true;
            }

            link = Next(first);
            CheckSteps(++steps);
        }

        first = 0;
        return false;
    }

    // Chunks that are free one by one, and follow each other.
    private bool TryCarveRun(uint count, out uint first)
    {
        first = 0;
        if (_free.Value == 0 && _hollow.Value == 0 && _run.Value == 0)
        {
            return false;
        }

        bool[] free = new bool[Count];
        MarkChained(_free, free);
        MarkChained(_hollow, free);
        MarkRuns(free);
        if (!TryFindRow(free, count, out first))
        {
            return false;
        }

        DissolveRuns();
        _region.ReserveAgain(Offset(first), (long)count * ChunkSize);
        _freeCount.Value -= Unlink(_free, first, count);
        Unlink(_hollow, first, count);
        return true;
    }

    private void MarkChained(Cell32 link, bool[] free)
    {
        uint steps = 0;
        for (; link.Value != 0; link = Next(link.Value - 1))
        {
            Offset(link.Value - 1);
            free[link.Value - 1] = true;
            CheckSteps(++steps);
        }
    }

    private void MarkRuns(bool[] free)
    {
        uint steps = 0;
        for (Cell32 link = _run; link.Value != 0; link = Next(link.Value - 1))
        {
            uint length = LengthOfRun(link.Value - 1).Value;
            CheckRun(link.Value - 1, length);
            free.AsSpan((int)link.Value - 1, (int)length).Fill(true);
            CheckSteps(++steps);
        }
    }

    private static bool TryFindRow(bool[] free, uint count, out uint first)
    {
        uint length = 0;
        for (uint chunk = 0; chunk < free.Length; chunk++)
        {
            length = free[chunk] ? length + 1 : 0;
            if (length == count)
            {
                first = chunk + 1 - count;
                return true;
            }
        }

        first = 0;
        return false;
    }

    // Takes the chunks of a row out of a stack, and says how many there were.
    private uint Unlink(Cell32 link, uint first, uint count)
    {
        uint found = 0;
        uint steps = 0;
        while (link.Value != 0)
        {
            CheckSteps(++steps);
            uint chunk = link.Value - 1;
            if (chunk - first < count)
            {
                link.Value = Next(chunk).Value;
                found++;
            }
            else
            {
                link = Next(chunk);
            }
        }

        return found;
    }

    // Makes the run that was given back last free chunks; false when there is none.
    private bool TryDissolveRun()
    {
        if (_run.Value == 0)
        {
            return false;
        }

        uint first = _run.Value - 1;
        uint length = LengthOfRun(first).Value;
        CheckRun(first, length);
        _run.Value = Next(first).Value;
        _runChunks.Value -= length;
        for (uint chunk = first + length; chunk > first;)
        {
            Push(--chunk);
        }

        return true;
    }

    private void DissolveRuns()
    {
        for (uint steps = 0; TryDissolveRun();)
        {
            CheckSteps(++steps);
        }
    }

    // When there is no memory, that of free runs, which did not fit, goes to the one that is wanted.
    private bool TryGrowForRun(long end)
    {
        try
        {
            return _region.TryGrow(end);
        }
        catch (IpcException e) when (e.Error == IpcError.NoSpace && _run.Value != 0)
        {
            DissolveRuns();
            EmptyFree();
            return _region.TryGrow(end);
        }
    }

    private void EmptyFree()
    {
        for (uint steps = 0; _free.Value != 0;)
        {
            CheckSteps(++steps);
            uint chunk = Pop();
            if (!TryEmpty(chunk))
            {
                Push(chunk);
                return;
            }
        }
    }
}
