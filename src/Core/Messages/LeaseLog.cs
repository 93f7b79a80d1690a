using System.Diagnostics;
using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Messages;

/// <summary>
/// The messages of a queue that somebody has received and not confirmed yet, in the order in which they were sent.
/// Everything here happens inside the region's mutex, but for reading the words of the receivers' line.
/// </summary>
/// <remarks>
/// <para>Layout, behind the queue's list: first chunk plus one (4), tail at 8 (8), last number given at 16 (8), no
/// returned record before here at 24 (8, a hint). On the line of the list that receivers read anyway: returned at 56
/// (4), leased at 60 (4), both one word; behind it at 64 (8) the time before which no lease runs out, 0 for never. A
/// chunk of the log counts in its second word the records in it that are not done (low half) and says where the first
/// record begins (high half); the last 8 bytes of its header are the stamp of this use of it. A record is a
/// <see cref="LeaseRecord"/>.</para>
/// <para>Lease: (1) write a record that names its holder and, as its source, where the message stands in the list; (2)
/// add it with one store of the tail; (3) count it; (4) take the message from the list: SYNC POINT lease, the message
/// is the holder's; (5) clear the source. A record whose source is still the head of the list has not been taken, and
/// <see cref="Repair"/> drops it.</para>
/// <para>Confirm: one store marks the record as done. Give back, by the holder, by its death or since the time is up:
/// one store takes the holder out and counts the next delivery. Receive it again: as a lease, one store of the holder,
/// after a new id; else copied out and marked as done.</para>
/// <para>A chunk without records that are not done leaves the chain with one store, wherever in it, so a lease that is
/// held for long keeps its own chunks and no others. Records never move. The counts, the hint and the free chunks are
/// derived.</para>
/// </remarks>
internal sealed partial class LeaseLog
{
    /// <summary>Where the words stand: behind the one list that a queue has.</summary>
    public const int At = RegionLayout.PayloadAt + ChunkPool.HeaderSize + MessageList.Size;

    private const int ListAt = RegionLayout.PayloadAt + ChunkPool.HeaderSize;

    private readonly Region _region;
    private readonly ChunkPool _pool;
    private readonly LoanTable _loans;
    private readonly Cell32 _first;
    private readonly Cell64 _tail;
    private readonly Cell64 _lastNumber;
    private readonly Cell64 _noneBefore;
    private readonly Cell64 _counts;
    private readonly Cell64 _nextExpiry;

    public LeaseLog(Region region)
    {
        _region = region;
        _pool = new ChunkPool(region);
        _loans = new LoanTable(region);
        _first = region.Word(At);
        _tail = region.Long(At + 8);
        _lastNumber = region.Long(At + 16);
        _noneBefore = region.Long(At + 24);
        _counts = region.Long(ListAt + MessageList.ReturnedAt);
        _nextExpiry = region.Long(ListAt + MessageList.NextExpiryAt);
    }

    /// <summary>How many are held (high half) and how many were given back (low half), as of one moment.</summary>
    public ulong Counts => _counts.Value;

    /// <summary>
    /// No lease runs out before this time; 0 when none ever does. It may be too early, never too late.
    /// </summary>
    public long NextExpiry => (long)_nextExpiry.Value;

    public bool HasExpired
    {
        get
        {
            long expiry = NextExpiry;
            return expiry != 0 && Stopwatch.GetTimestamp() >= expiry;
        }
    }

    public static long ReturnedIn(ulong counts) => (uint)counts;

    public static long LeasedIn(ulong counts) => (uint)(counts >> 32);

    /// <summary>Leases the next message of the list, which is there.</summary>
    /// <param name="list">Where it waits; of a queue with priorities, the list of its level.</param>
    /// <param name="output">Empty; gets its bytes.</param>
    /// <param name="expiry">When the lease runs out; 0 for never.</param>
    /// <param name="ticket">The lease.</param>
    /// <returns>False when there is no room in this process's mapping; nothing was taken.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing was taken.</exception>
    public bool TryTake(MessageList list, MessageBuffer output, long expiry, out LeaseTicket ticket)
    {
        int references = list.Peek(output);
        if (!TryAppend(output.Written, references, list.Head, list.Level, expiry, out LeaseRecord record))
        {
            ticket = default;
            return false;
        }

        output.DropFront(references);

        CrashPoint.Reach(CrashStep.LeaseLogged);
        Count(returned: 0, leased: 1);
        CrashPoint.Reach(CrashStep.LeaseCounted);
        list.TryTake(null);
        CrashPoint.Reach(CrashStep.LeaseTaken);
        record.Source = 0;
        CrashPoint.Reach(CrashStep.LeaseCleared);
        Expect(expiry);
        ticket = TicketOf(record);
        return true;
    }

    /// <summary>Leases a message that was given back.</summary>
    /// <param name="record">The message.</param>
    /// <param name="output">Empty; gets its bytes.</param>
    /// <param name="expiry">When the lease runs out; 0 for never.</param>
    public LeaseTicket TakeReturned(LeaseRecord record, MessageBuffer output, long expiry)
    {
        Copy(record, output);
        record.Id = LeaseRecord.IdOf(NextNumber(), record.Level);
        record.Expiry = expiry;
        Count(returned: -1, leased: 1); // First, so that whoever comes after our death looks for it.
        record.State = record.State.HeldBy(_region.Me);
        CrashPoint.Reach(CrashStep.LeaseGivenOn);
        Expect(expiry);
        return TicketOf(record);
    }

    /// <summary>The oldest message that was given back, which is there.</summary>
    /// <param name="byLevel">Whether one of a higher level comes before it.</param>
    /// <exception cref="IpcException"><see cref="IpcError.Corrupt"/> when there is none.</exception>
    public LeaseRecord FindReturned(bool byLevel)
    {
        ulong from = _noneBefore.Value;
        LeaseRecord? best = null;
        foreach (LeaseRecord record in from == 0 ? All() : new LeaseWalk(this, MessageList.ChunkOf(from), _pool.OffsetIn(from)))
        {
            if (!record.State.IsReturned)
            {
                continue;
            }

            if (best is null)
            {
                _noneBefore.Value = record.Position;
            }

            if (!byLevel)
            {
                return record;
            }

            best = best is { } other && other.Level >= record.Level ? other : record;
        }

        return best ?? throw _region.Corrupt("a message that was given back is not there");
    }

    /// <summary>
    /// The message that a lease is about, as long as nobody else has been given it and it is not done.
    /// </summary>
    public bool TryFind(in LeaseTicket ticket, out LeaseRecord record)
    {
        record = default;
        uint chunk = MessageList.ChunkOf(ticket.Position);
        if (chunk >= _pool.Count || Stamp(chunk).Value != ticket.Stamp || (_loans.IsUsed && !IsChained(chunk)))
        {
            return false; // The chunk has been given back since, so the message was done.
        }

        record = RecordAt(ticket.Position);
        return record.Id == ticket.Id && !record.State.IsDone;
    }

    /// <summary>The message is done: confirmed, or received for good.</summary>
    public void Finish(in LeaseRecord record)
    {
        bool returned = record.State.IsReturned;
        record.State = record.State.Done;
        CrashPoint.Reach(CrashStep.LeaseDone);
        Count(returned ? -1 : 0, returned ? 0 : -1);
        Uncount(record);
    }

    /// <summary>The message waits again.</summary>
    public void Return(in LeaseRecord record)
    {
        record.State = record.State.Returned;
        CrashPoint.Reach(CrashStep.LeaseReturned);
        Count(returned: 1, leased: -1);
        _noneBefore.Value = 0;
    }

    /// <summary>Gives back what a participant holds.</summary>
    public void ReturnAllOf(uint participant)
    {
        foreach (LeaseRecord record in All())
        {
            if (record.State.IsHeld && record.State.Holder == participant)
            {
                Return(record);
            }
        }
    }

    /// <summary>Gives back those whose time is up, and finds out when the next one's is.</summary>
    /// <returns>How many there were.</returns>
    public int ReturnExpired()
    {
        long now = Stopwatch.GetTimestamp();
        int count = 0;
        long next = 0;
        foreach (LeaseRecord record in All())
        {
            long expiry = record.Expiry;
            if (!record.State.IsHeld || expiry == 0)
            {
                continue;
            }

            if (expiry <= now)
            {
                Return(record);
                count++;
            }
            else
            {
                next = next == 0 ? expiry : Math.Min(next, expiry);
            }
        }

        _nextExpiry.Value = (ulong)next;
        return count;
    }

    /// <summary>Drops those that were given back. The region must be repaired next: that finds their chunks.</summary>
    public void DropReturned()
    {
        foreach (LeaseRecord record in All())
        {
            if (record.State.IsReturned)
            {
                record.State = record.State.Done;
                CrashPoint.Reach(CrashStep.LeaseDropped);
            }
        }
    }

    /// <summary>Copies a message out, without what it refers to.</summary>
    public void Copy(in LeaseRecord record, System.Buffers.IBufferWriter<byte> output)
    {
        uint chunk = record.Chunk;
        int offset = record.Offset + LeaseRecord.Header;
        int references = ReferencesOf(record);
        _pool.Skip(ref chunk, ref offset, references);
        _pool.Read(chunk, offset, LengthOf(record) - references, output);
    }

    /// <summary>How many bytes a record has, with what the message refers to.</summary>
    public int LengthOf(in LeaseRecord record) => _pool.CheckLength(record.Length);

    /// <summary>How many of them are what it refers to.</summary>
    public int ReferencesOf(in LeaseRecord record) => _pool.CheckReferences(record.References, LengthOf(record));

    // Both halves change in one store, so that nobody outside the mutex sees a message in neither or in both.
    private void Count(int returned, int leased) => _counts.Value =
        (uint)(ReturnedIn(Counts) + returned) | ((ulong)(uint)(LeasedIn(Counts) + leased) << 32);

    private void Expect(long expiry)
    {
        // SYNC POINT lease-time: the time first; the port then wakes all receivers if it is earlier than any before.
        if (expiry != 0 && (NextExpiry == 0 || expiry < NextExpiry))
        {
            _nextExpiry.Value = (ulong)expiry;
        }
    }

    private ulong NextNumber()
    {
        Cell64 last = _lastNumber;
        return last.Value += 1;
    }

    private LeaseTicket TicketOf(in LeaseRecord record) =>
        new(record.Position, Stamp(record.Chunk).Value, record.Id, record.State.Deliveries);
}
