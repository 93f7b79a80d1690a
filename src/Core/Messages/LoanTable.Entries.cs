using Ipc.Platform.CrashPoints;
using Ipc.Regions;

namespace Ipc.Messages;

/// <summary>How the entries lie in chunks. Every number read from shared memory is checked here.</summary>
internal sealed partial class LoanTable
{
    /// <summary>The entry of a loan, after checking that it is that of this very loan, which is as long.</summary>
    private LoanEntry Find(in LoanTicket ticket)
    {
        if (ticket.Entry >= CheckedCount())
        {
            throw _region.Corrupt($"loan {ticket.Entry:N0} of {_count.Value:N0}");
        }

        LoanEntry entry = EntryAt(ticket.Entry);
        _pool.CheckRun(entry.First, entry.Chunks);
        return entry.Number == ticket.Number && ticket.Length > 0 && ticket.Length <= (long)entry.Chunks * ChunkPool.ChunkSize
            ? entry
            : throw _region.Corrupt($"{ticket.Length:N0} bytes of loan {ticket.Number:N0}, which is not there");
    }

    private LoanEntry EntryAt(uint index)
    {
        uint chunk = _first.Value - 1;
        for (uint rest = index / PerChunk; rest > 0; rest--)
        {
            chunk = _pool.After(chunk);
        }

        return EntryIn(chunk, index);
    }

    private LoanEntry EntryIn(uint chunk, uint index) =>
        new(_region, _pool.Offset(chunk) + FirstEntry + ((long)(index % PerChunk) * LoanEntry.Size));

    private IEnumerable<(uint Index, LoanEntry Entry)> All()
    {
        uint count = CheckedCount();
        uint chunk = _first.Value - 1;
        for (uint index = 0; index < count; index++)
        {
            if (index > 0 && index % PerChunk == 0)
            {
                chunk = _pool.After(chunk);
            }

            yield return (index, EntryIn(chunk, index));
        }
    }

    private uint CheckedCount()
    {
        uint count = _count.Value;
        return count <= (ulong)_pool.Count * PerChunk && (count == 0 || IsUsed)
            ? count
            : throw _region.Corrupt($"{count:N0} loans in {_pool.Count:N0} chunks");
    }

    // Makes sure that there is an entry that is not used, before a run is taken for it.
    private bool HasUnused()
    {
        uint count = CheckedCount();
        if (_unused.Value != 0 || (IsUsed && (count == 0 || count % PerChunk != 0)))
        {
            return true;
        }

        if (!_pool.TryTake(out uint chunk))
        {
            return false;
        }

        _region.Bytes(_pool.Offset(chunk) + FirstEntry, PerChunk * LoanEntry.Size).Clear();
        if (count == 0)
        {
            _first.Value = chunk + 1;
        }
        else
        {
            _pool.Next(LastChunk(count)).Value = chunk + 1;
        }

        CrashPoint.Reach(CrashStep.LoanTableGrown);
        _unused.Value = count + 1;
        _count.Value = count + 1;
        return true;
    }

    private uint LastChunk(uint count)
    {
        uint chunk = _first.Value - 1;
        for (uint rest = (count - 1) / PerChunk; rest > 0; rest--)
        {
            chunk = _pool.After(chunk);
        }

        return chunk;
    }

    private uint TakeUnused()
    {
        uint index = _unused.Value - 1;
        if (_unused.Value == 0)
        {
            index = _count.Value;
            _count.Value = index + 1;
            return index;
        }

        if (index >= _count.Value || !EntryAt(index).State.IsFree)
        {
            throw _region.Corrupt("an unused loan is used");
        }

        _unused.Value = EntryAt(index).NextUnused;
        return index;
    }
}
