using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Messages;

/// <summary>
/// Whose the runs of memory are that a queue lends: a process writes one in place, sends it without a copy, and the
/// process that receives it reads it where it is. Everything here happens inside the region's mutex, but for giving
/// back.
/// </summary>
/// <remarks>
/// <para>Layout, the last 64 bytes of the payload: first chunk of the table plus one (4), entries ever used (4), first
/// unused entry plus one (4), loans out (4), last number given at 16 (8), loans given back at 24 (4). The chunks of the
/// table form a chain; each has 32 bytes in front, and then <see cref="LoanEntry"/> after entry. A message that is a
/// loan is a <see cref="LoanTicket"/> with a mark in the header of its record.</para>
/// <para>Lend: (1) take a run; (2) write it and a new number into an entry; (3) the entry names who writes: SYNC POINT
/// loan, the run is lent. Send: (4) the message is published as any; (5) the entry says that it is in the queue.
/// Receive: (6) the entry names who reads; (7) the head of the list is stored as for any message. Give back, outside of
/// the mutex: (8) swap the holder out; (9) count that. Inside: (10) the entry is free; (11) the run goes back to the
/// pool.</para>
/// <para>A process that dies before 3 has borrowed nothing. After it, recovery gives back what it wrote or read. Whether
/// a loan is in the queue is not what its entry says but whether a message there is it: so after 4 it is sent, before 7
/// it is not taken, and <see cref="Repair"/> makes the entries agree. Recovery comes after the repair. A holder that is
/// paused keeps what it has.</para>
/// <para>Cost: lending, sending and receiving a few stores each inside the mutex, whatever the size.</para>
/// </remarks>
internal sealed partial class LoanTable
{
    /// <summary>Where the words stand: at the end of the first page.</summary>
    public const int At = RegionLayout.PageSize - 64;

    // Offsets that are used elsewhere, too.
    public const int OutAt = At + 12;
    public const int NumberAt = At + 16;

    /// <summary>Entries in one chunk.</summary>
    public const int PerChunk = (ChunkPool.ChunkSize - FirstEntry) / LoanEntry.Size;

    private const int FirstEntry = 32;

    private readonly Region _region;
    private readonly ChunkPool _pool;
    private readonly Cell32 _first;
    private readonly Cell32 _count;
    private readonly Cell32 _unused;
    private readonly Cell32 _out;
    private readonly Cell64 _lastNumber;
    private readonly Cell32 _returned;

    public LoanTable(Region region)
    {
        _region = region;
        _pool = new ChunkPool(region);
        _first = region.Word(At);
        _count = region.Word(At + 4);
        _unused = region.Word(At + 8);
        _out = region.Word(OutAt);
        _lastNumber = region.Long(NumberAt);
        _returned = region.Word(At + 24);
    }

    /// <summary>Whether anything was ever lent.</summary>
    public bool IsUsed => _first.Value != 0;

    /// <summary>How many loans processes have, to write or to read them.</summary>
    public uint Out => _out.Value;

    /// <summary>How many chunks it takes to lend so many bytes.</summary>
    public static long ChunksFor(long bytes) => (bytes / ChunkPool.ChunkSize) + (bytes % ChunkPool.ChunkSize == 0 ? 0 : 1);

    /// <summary>Lends so many bytes to this process.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="ticket">The loan.</param>
    /// <param name="at">Where they stand in the region.</param>
    /// <returns>False when this process's mapping ends before; nothing was lent.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing was lent.</exception>
    public bool TryLend(long bytes, out LoanTicket ticket, out long at)
    {
        ticket = default;
        at = 0;
        Sweep();
        uint chunks = (uint)ChunksFor(bytes);
        if (!HasUnused() || !_pool.TryTakeRun(ref chunks, out uint first))
        {
            return false;
        }

        uint index = TakeUnused();
        LoanEntry entry = EntryAt(index);
        entry.SetRun(first, chunks);
        entry.Number = _lastNumber.Value + 1;
        Cell64 last = _lastNumber;
        last.Value++;
        CrashPoint.Reach(CrashStep.LoanWritten);
        entry.State = LoanState.WrittenBy(_region.Me); // SYNC POINT loan: from here on recovery gives it back.
        CrashPoint.Reach(CrashStep.LoanLent);
        Count(1);
        ticket = new LoanTicket(index, entry.Number, bytes);
        at = _pool.Offset(first);
        return true;
    }

    /// <summary>Whether a loan is this process's. Outside of the mutex, too.</summary>
    public bool IsHeld(in LoanTicket ticket)
    {
        LoanEntry entry = EntryAt(ticket.Entry);
        return entry.Number == ticket.Number && entry.State.IsHeldBy(_region.Me);
    }

    /// <summary>Sends a loan of this process.</summary>
    /// <returns>False when there is no room for the message that says so; nothing was sent.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing was sent.</exception>
    public bool TrySend(MessageList list, in LoanTicket ticket)
    {
        LoanEntry entry = Find(ticket);
        if (!entry.State.IsHeldBy(_region.Me))
        {
            throw _region.Corrupt("memory that was lent to this process is somebody else's");
        }

        Span<byte> message = stackalloc byte[LoanTicket.Size];
        ticket.Write(message);
        if (!list.TryAppend(message, lent: true)) // SYNC POINT loan: the message is there before the entry says so.
        {
            return false;
        }

        entry.State = LoanState.Queued;
        CrashPoint.Reach(CrashStep.LoanQueued);
        Count(-1);
        return true;
    }

    /// <summary>Receives the next message, which is there and is a loan: it is this process's from now on.</summary>
    /// <returns>The loan, with a handle to the region of its own.</returns>
    public HeldLoan Take(MessageList list)
    {
        LoanTicket ticket = Peek(list);
        LoanEntry entry = EntryAt(ticket.Entry);
        HeldLoan held = new(_region, this, ticket, _pool.Offset(entry.First));
        entry.State = LoanState.ReadBy(_region.Me);
        CrashPoint.Reach(CrashStep.LoanHeld);
        try
        {
            list.TryTake(null); // SYNC POINT loan: who reads it stands in the entry before the message is gone.
        }
        catch
        {
            entry.State = LoanState.Queued; // The list is damaged; the message is there still.
            held.Forget();
            throw;
        }

        Count(1);
        return held;
    }

    /// <summary>Receives the next message, which is there and is a loan, as bytes.</summary>
    /// <returns>How many there were.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.MessageTooLarge"/>; nothing was taken.</exception>
    public int Copy(MessageList list, System.Buffers.IBufferWriter<byte>? output)
    {
        const int MostAtOnce = 1 << 20;
        LoanTicket ticket = Peek(list);
        if (ticket.Length > Array.MaxLength)
        {
            throw new IpcException(
                IpcError.MessageTooLarge,
                $"{ticket.Length:N0} bytes were lent, more than one buffer can have. Receive them as a loan, and read "
                    + "them in place.");
        }

        LoanEntry entry = EntryAt(ticket.Entry);
        int length = (int)ticket.Length;
        long at = _pool.Offset(entry.First);
        for (int done = 0; output is not null && done < length;)
        {
            int part = Math.Min(MostAtOnce, length - done);
            _region.Bytes(at + done, part).CopyTo(output.GetSpan(part));
            output.Advance(part);
            done += part;
        }

        list.TryTake(null);
        Free(ticket.Entry, entry);
        return length;
    }

    /// <summary>The loan that the next message is, which is there.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.Corrupt"/>: there is no such loan.</exception>
    public LoanTicket Peek(MessageList list)
    {
        LoanTicket ticket = list.PeekLoan();
        return Find(ticket).State.IsQueued
            ? ticket
            : throw _region.Corrupt("a message is memory that is not in the queue");
    }

    /// <summary>Gives back a loan of this process. Outside of the mutex; never waits.</summary>
    /// <returns>False when it was not held any more.</returns>
    public bool TryReturn(in LoanTicket ticket)
    {
        LoanEntry entry = EntryAt(ticket.Entry);
        LoanState state = entry.State;
        if (entry.Number != ticket.Number || !state.IsHeldBy(_region.Me) || !entry.TrySet(state, LoanState.Returned))
        {
            return false;
        }

        CrashPoint.Reach(CrashStep.LoanReturned);
        _returned.Increment(); // SYNC POINT loan-return: given back first, then counted.
        return true;
    }

    /// <summary>Makes free what was given back since the last time.</summary>
    public void Sweep()
    {
        // SYNC POINT loan-return: the count first, then the entries. What is counted later is found the next time.
        if (_returned.Value != 0 && _returned.Exchange(0) != 0)
        {
            FreeAll(static (state, _) => state.IsReturned, 0);
        }
    }

    /// <summary>Gives back what a participant has that has died or is leaving, and what it had given back.</summary>
    public void ReturnAllOf(uint participant)
    {
        if (IsUsed)
        {
            FreeAll(static (state, holder) => state.IsReturned || state.IsHeldBy(holder), participant);
        }
    }

    private void FreeAll(Func<LoanState, uint, bool> isWanted, uint participant)
    {
        foreach ((uint index, LoanEntry entry) in All())
        {
            if (isWanted(entry.State, participant))
            {
                Free(index, entry);
                Count(-1);
            }
        }
    }

    private void Free(uint index, in LoanEntry entry)
    {
        uint first = entry.First;
        uint chunks = entry.Chunks;
        _pool.CheckRun(first, chunks);
        LoanEntry free = entry;
        free.State = LoanState.Free;
        CrashPoint.Reach(CrashStep.LoanFreed);
        _pool.GiveBackRun(first, chunks);
        free.NextUnused = _unused.Value;
        _unused.Value = index + 1;
    }

    private void Count(int change)
    {
        Cell32 count = _out;
        count.Value = (uint)(count.Value + change);
    }
}
