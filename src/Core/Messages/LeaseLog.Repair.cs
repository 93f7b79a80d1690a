
namespace Ipc.Messages;

/// <summary>What is derived, derived anew.</summary>
internal sealed partial class LeaseLog
{
    /// <summary>
    /// Settles what a dead process was taking, counts again, and marks the chunks in use. Inside the mutex, after the
    /// list.
    /// </summary>
    /// <param name="used">Marks of all chunks; those of the lists, and those that are lent, are set.</param>
    /// <param name="heads">Where the next message stands in the list of each level; one where there are no priorities.</param>
    public void Repair(bool[] used, ReadOnlySpan<ulong> heads)
    {
        _noneBefore.Value = 0;
        if (IsUnused)
        {
            _first.Value = 0;
            _counts.Value = 0;
            _nextExpiry.Value = 0;
            return;
        }

        bool[] mine = MarkChunks(used);
        Recount(heads);
        uint last = LastChunk;
        foreach (uint chunk in Chained())
        {
            if (chunk != last && LiveIn(chunk) == 0)
            {
                mine[chunk] = used[chunk] = false;
            }
        }

        Rechain(mine);
        for (uint chunk = 0; chunk < mine.Length; chunk++)
        {
            if (!mine[chunk] && !used[chunk])
            {
                Stamp(chunk).Value = 0; // A lease from before must not find what is there now.
            }
        }
    }

    private bool[] MarkChunks(bool[] used)
    {
        bool[] mine = new bool[used.Length];
        _pool.Next(LastChunk).Value = 0; // Chained but never used.
        foreach (uint chunk in Chained())
        {
            if (used[chunk])
            {
                throw _region.Corrupt($"chunk {chunk} is in two chains");
            }

            mine[chunk] = used[chunk] = true;
            Use(chunk).Value &= 0xFFFF0000;
        }

        return mine;
    }

    private void Recount(ReadOnlySpan<ulong> heads)
    {
        long returned = 0;
        long leased = 0;
        long next = 0;
        foreach (LeaseRecord record in All())
        {
            Settle(record, heads);
            LeaseState state = record.State;
            if (state.IsDone)
            {
                continue;
            }

            CountIn(record, 1);
            returned += state.IsReturned ? 1 : 0;
            leased += state.IsHeld ? 1 : 0;
            long expiry = state.IsHeld ? record.Expiry : 0;
            next = expiry == 0 ? next : next == 0 ? expiry : Math.Min(next, expiry);
        }

        _counts.Value = (ulong)returned | ((ulong)leased << 32);
        _nextExpiry.Value = (ulong)next;
    }

    // SYNC POINT lease: while the head still stands where the record says, the message has not been taken from the
    // list.
    private static void Settle(in LeaseRecord record, ReadOnlySpan<ulong> heads)
    {
        ulong source = record.Source;
        if (source == 0)
        {
            return;
        }

        if (record.Level < heads.Length && source == heads[record.Level])
        {
            record.State = record.State.Done;
        }

        record.Source = 0;
    }

    private List<uint> Chained()
    {
        uint first = _first.Value;
        if (first == 0 || first > _pool.Count)
        {
            throw _region.Corrupt("the leased messages have no first chunk");
        }

        List<uint> chunks = [first - 1];
        while (chunks[^1] != LastChunk)
        {
            chunks.Add(_pool.After(chunks[^1]));
            _pool.CheckSteps((uint)chunks.Count - 1);
        }

        return chunks;
    }

    // One store for each chunk that goes; what is left of the chain is whole after each.
    private void Rechain(bool[] mine)
    {
        long before = -1;
        foreach (uint chunk in Chained())
        {
            if (!mine[chunk])
            {
                Replace(before, _pool.After(chunk)); // Not the last one, which stays.
            }
            else
            {
                before = chunk;
            }
        }
    }
}
