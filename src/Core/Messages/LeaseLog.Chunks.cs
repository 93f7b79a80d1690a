using Ipc.Platform.CrashPoints;
using Ipc.Sync;

namespace Ipc.Messages;

/// <summary>
/// How leased messages lie in chunks. Every position and length read from shared memory is checked here.
/// </summary>
internal sealed partial class LeaseLog
{
    private const int FirstOffset = ChunkPool.ChunkHeader;

    private bool IsUnused => _tail.Value == 0;

    private uint LastChunk => MessageList.ChunkOf(_tail.Value);

    internal LeaseRecord RecordAt(ulong position) =>
        new(_region, position, _pool.Offset(MessageList.ChunkOf(position)) + _pool.OffsetIn(position));

    internal long SizeOf(in LeaseRecord record) => LeaseRecord.Header + (long)MessageList.Padded(LengthOf(record));

    /// <summary>Goes on from a place to the next one where a record stands; false at the end of the log.</summary>
    internal bool FindRecord(ref uint chunk, ref int offset, ref uint steps)
    {
        ulong tail = _tail.Value;
        if (tail == 0)
        {
            return false;
        }

        while (chunk != MessageList.ChunkOf(tail))
        {
            if (ChunkPool.ChunkSize - offset >= LeaseRecord.Header)
            {
                return true;
            }

            chunk = _pool.After(chunk);
            offset = FirstIn(chunk);
            _pool.CheckSteps(++steps);
        }

        int end = _pool.OffsetIn(tail);
        return offset > end || (offset < end && ChunkPool.ChunkSize - offset < LeaseRecord.Header)
            ? throw _region.Corrupt("a leased message behind the last one")
            : offset < end;
    }

    /// <summary>All records, in order, those that are done included.</summary>
    public LeaseWalk All()
    {
        if (IsUnused)
        {
            return new LeaseWalk(this, 0, FirstOffset);
        }

        uint first = _first.Value - 1;
        return new LeaseWalk(this, first, FirstIn(first));
    }

    // Records in the chunk that are not done, low half; where the first one begins, high half.
    private Cell32 Use(uint chunk) => _region.Word(_pool.Offset(chunk) + 4);

    // Tells this use of the chunk from any other; 0 while it is not in the log.
    private Cell64 Stamp(uint chunk) => _region.Long(_pool.Offset(chunk) + 8);

    // Where memory was lent, anything may stand in place of a stamp.
    private bool IsChained(uint chunk)
    {
        if (IsUnused)
        {
            return false;
        }

        uint steps = 0;
        for (uint at = _first.Value - 1; at != chunk; at = _pool.After(at))
        {
            if (at == LastChunk)
            {
                return false;
            }

            _pool.CheckSteps(++steps);
        }

        return true;
    }

    private int FirstIn(uint chunk) => _pool.OffsetIn(Use(chunk).Value >> 16);

    private uint LiveIn(uint chunk) => Use(chunk).Value & 0xFFFF;

    private void Enlist(uint chunk, int first)
    {
        Use(chunk).Value = (uint)first << 16;
        Stamp(chunk).Value = NextNumber();
    }

    private void Discard(uint chunk)
    {
        if (MessageList.ChunkOf(_noneBefore.Value) == chunk)
        {
            _noneBefore.Value = 0;
        }

        Stamp(chunk).Value = 0;
        _pool.GiveBack(chunk);
    }

    private bool TryAppend(ReadOnlySpan<byte> message, int references, ulong source, int level, long expiry, out LeaseRecord record)
    {
        record = default;
        if (IsUnused && !TryBegin())
        {
            return false;
        }

        uint before = LastChunk;
        int offset = _pool.OffsetIn(_tail.Value);
        int room = ChunkPool.ChunkSize - offset;
        int size = LeaseRecord.Header + MessageList.Padded(message.Length);
        bool next = room < LeaseRecord.Header;
        if ((next || room < size) && !TryChain(before, next ? size : size - room, next))
        {
            return false;
        }

        uint chunk = next ? _pool.After(before) : before;
        offset = next ? FirstOffset : offset;
        record = RecordAt(MessageList.Position(chunk, offset));
        record.SetLength(message.Length, references);
        record.State = LeaseState.First(_region.Me);
        record.Id = LeaseRecord.IdOf(NextNumber(), level);
        record.Expiry = expiry;
        record.Source = source;
        _pool.Write(chunk, offset + LeaseRecord.Header, message);
        uint last = CountIn(record, 1);
        CrashPoint.Reach(CrashStep.LeaseWritten);
        long over = (offset + size - (long)ChunkPool.ChunkSize) % ChunkPool.ChunkRoom;
        _tail.Value = MessageList.Position(
            last, last == chunk ? offset + size : over == 0 ? ChunkPool.ChunkSize : FirstOffset + (int)over);
        if (next)
        {
            Sweep(before, before); // While it was the last one it had to stay.
        }

        return true;
    }

    private bool TryBegin()
    {
        if (!_pool.TryTake(out uint chunk))
        {
            return false;
        }

        Enlist(chunk, FirstOffset);
        _first.Value = chunk + 1;
        _tail.Value = MessageList.Position(chunk, FirstOffset);
        return true;
    }

    // All or nothing: what was chained before the room ran out goes back.
    private bool TryChain(uint last, int missing, bool beginsThere)
    {
        if (!_pool.TryReserve(missing))
        {
            return false;
        }

        uint end = last;
        bool done = false;
        try
        {
            while (missing > 0)
            {
                if (!_pool.TryTake(out uint chunk))
                {
                    return false;
                }

                Enlist(chunk, beginsThere ? FirstOffset : Math.Min(FirstOffset + missing, ChunkPool.ChunkSize));
                _pool.Next(end).Value = chunk + 1;
                end = chunk;
                missing -= ChunkPool.ChunkRoom;
                beginsThere = false;
            }

            done = true;
            return true;
        }
        finally
        {
            if (!done)
            {
                Unchain(last);
            }
        }
    }

    private void Unchain(uint last)
    {
        uint next = _pool.Next(last).Value;
        _pool.Next(last).Value = 0;
        while (next != 0)
        {
            uint chunk = next - 1;
            next = _pool.Next(chunk).Value;
            Discard(chunk);
        }
    }

    // Counts a record in each chunk that it touches, and gives the last of them.
    private uint CountIn(in LeaseRecord record, int change)
    {
        uint chunk = record.Chunk;
        long left = record.Offset + SizeOf(record) - ChunkPool.ChunkSize;
        Cell32 use = Use(chunk);
        use.Value = (uint)(use.Value + change);
        uint steps = 0;
        while (left > 0)
        {
            chunk = _pool.After(chunk);
            _pool.CheckSteps(++steps);
            use = Use(chunk);
            use.Value = (uint)(use.Value + change);
            left -= ChunkPool.ChunkRoom;
        }

        return chunk;
    }

    private void Uncount(in LeaseRecord record) => Sweep(record.Chunk, CountIn(record, -1));

    // Takes chunks out of the chain in which nothing is left to do, from one to another. The last one of the log stays.
    private void Sweep(uint from, uint to)
    {
        uint last = LastChunk;
        if (from == to && (from == last || LiveIn(from) != 0))
        {
            return;
        }

        long before = BeforeInChain(from);
        for (uint chunk = from; chunk != last;)
        {
            uint next = _pool.After(chunk);
            if (LiveIn(chunk) == 0)
            {
                Replace(before, next);
                CrashPoint.Reach(CrashStep.LeaseUnchained);
                Discard(chunk);
            }
            else
            {
                before = chunk;
            }

            if (chunk == to)
            {
                return;
            }

            chunk = next;
        }
    }

    // -1 for the first.
    private long BeforeInChain(uint chunk)
    {
        long before = -1;
        uint steps = 0;
        for (uint at = _first.Value - 1; at != chunk; at = _pool.After(at))
        {
            before = at;
            _pool.CheckSteps(++steps);
        }

        return before;
    }

    private void Replace(long before, uint next)
    {
        if (before < 0)
        {
            _first.Value = next + 1;
        }
        else
        {
            _pool.Next((uint)before).Value = next + 1;
        }
    }
}
