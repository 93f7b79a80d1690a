namespace Ipc.Messages;

/// <summary>What is derived, derived anew.</summary>
internal sealed partial class LoanTable
{
    /// <summary>
    /// Makes the entries agree with what the messages say, counts again, and marks the chunks in use. Inside the mutex,
    /// after the list.
    /// </summary>
    /// <param name="used">Marks of all chunks; those of the list are set.</param>
    /// <param name="list">In which loans wait.</param>
    public void Repair(bool[] used, MessageList list)
    {
        _returned.Value = 0;
        _unused.Value = 0;
        _out.Value = 0;
        if (!IsUsed)
        {
            _count.Value = 0;
            return;
        }

        MarkTable(used);
        HashSet<uint> queued = FindQueued(list);
        foreach ((uint index, LoanEntry entry) in All())
        {
            if (!Settle(entry, queued.Contains(index)))
            {
                LoanEntry free = entry;
                free.NextUnused = _unused.Value;
                _unused.Value = index + 1;
                continue;
            }

            MarkRun(entry, used);
            Count(entry.State.IsQueued ? 0 : 1); // Given back at this very moment, it is still to be swept.
        }
    }

    // SYNC POINT loan: what a message says counts. Whether the loan is in use.
    private bool Settle(LoanEntry entry, bool isQueued)
    {
        LoanState state = entry.State;
        if (!state.IsSound || (isQueued && state.IsFree))
        {
            throw _region.Corrupt("a loan is in no possible state");
        }

        if (isQueued)
        {
            entry.State = LoanState.Queued;
        }
        else if (state.IsQueued || state.IsReturned)
        {
            entry.State = LoanState.Free; // Taken by somebody who died, not sent at all, or given back.
        }

        return !entry.State.IsFree;
    }

    private HashSet<uint> FindQueued(MessageList list)
    {
        HashSet<uint> queued = [];
        foreach (LoanTicket ticket in list.Loans())
        {
            Find(ticket);
            if (!queued.Add(ticket.Entry))
            {
                throw _region.Corrupt("a loan is two messages");
            }
        }

        return queued;
    }

    private void MarkTable(bool[] used)
    {
        uint chunk = _first.Value - 1;
        uint chunks = (CheckedCount() + PerChunk - 1) / PerChunk;
        for (uint i = 0; i < Math.Max(1, chunks); i++)
        {
            chunk = i == 0 ? chunk : _pool.After(chunk);
            _pool.Offset(chunk);
            Mark(chunk, used);
        }

        _pool.Next(chunk).Value = 0; // Chained but never used.
    }

    private void MarkRun(in LoanEntry entry, bool[] used)
    {
        uint first = entry.First;
        uint chunks = entry.Chunks;
        _pool.CheckRun(first, chunks);
        for (uint chunk = first; chunk < first + chunks; chunk++)
        {
            Mark(chunk, used);
        }
    }

    private void Mark(uint chunk, bool[] used)
    {
        if (used[chunk])
        {
            throw _region.Corrupt($"chunk {chunk} is lent and in a chain");
        }

        used[chunk] = true;
    }
}
