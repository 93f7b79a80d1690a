using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Messages;

/// <summary>
/// How far each receiver of a broadcast queue has come, for who sends: what none of them needs any more may go. Changes inside
/// the mutex, but for taking back one's own.
/// </summary>
/// <remarks>
/// <para>Layout: one chunk of its own, number <see cref="Chunk"/>, with 16 bytes for each receiver: participant id (4, 0 for a
/// free place), 0 (4), the number of the message that it gets next (8). In the list's words, where a queue counts leases: how
/// many places were ever used at 56 (4), and at 64 (8) the number of the first message that was sent after the last
/// clearing.</para>
/// <para>Claim: (1) write the number of the next message; (2) count the place as used; (3) write the participant. Receive: one
/// store of the number. Take back: one store of 0 for the participant, by its owner alone or by who recovers its death, and
/// wakes the senders. A process that dies before claim 3 has none, after it has one that recovery takes back.</para>
/// </remarks>
internal sealed class BroadcastCursors(Region region)
{
    /// <summary>Which chunk it is.</summary>
    public const uint Chunk = 1;

    /// <summary>The most receivers at a time.</summary>
    public const int Most = ChunkPool.ChunkRoom / EntrySize;

    public const int UsedAt = MessageList.ReturnedAt;
    public const int ClearedAt = MessageList.NextExpiryAt;

    private const int EntrySize = 16;

    private readonly ChunkPool _pool = new(region);
    private readonly Cell32 _used = region.Word(MessageList.At(0) + UsedAt);
    private readonly Cell64 _cleared = region.Long(MessageList.At(0) + ClearedAt);

    /// <summary>What was sent before the message of this number has been dropped by somebody, for all.</summary>
    public ulong Cleared
    {
        get => _cleared.Value;
        set => _cleared.Value = value;
    }

    private int Used => _used.Value <= Most ? (int)_used.Value : throw region.Corrupt($"{_used.Value} receivers");

    /// <summary>
    /// How many receivers there are, and the number of the message that the slowest gets next. Inside the mutex or not; in a
    /// process that is leaving there seems to be one that has had nothing.
    /// </summary>
    public (int Receivers, ulong Slowest) Look()
    {
        if (!region.TryEnterRead())
        {
            return (1, 0);
        }

        try
        {
            return LookAtAll();
        }
        finally
        {
            region.ExitRead();
        }
    }

    /// <summary>Takes a place.</summary>
    /// <param name="next">The number of the message that its receiver gets next.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>.</exception>
    public int Claim(ulong next)
    {
        int used = Used;
        int place = 0;
        while (place < used && Holder(place).Value != 0)
        {
            place++;
        }

        if (place == Most)
        {
            throw new IpcException(
                IpcError.NoSpace,
                $"The {region.Describe()} has {Most:N0} receivers, the most that there can be at a time. Close some of their "
                    + "handles.");
        }

        Cell64 number = Next(place);
        number.Value = next;
        if (place == used)
        {
            _used.Value = (uint)used + 1;
        }

        CrashPoint.Reach(CrashStep.CursorPlaced);
        Cell32 holder = Holder(place);
        holder.Value = region.Me;
        CrashPoint.Reach(CrashStep.CursorClaimed);
        return place;
    }

    /// <summary>A receiver has come so far.</summary>
    public void Move(int place, ulong next)
    {
        // SYNC POINT broadcast-read: the messages have been copied out before who sends may drop them.
        Cell64 number = Next(place);
        number.Value = next;
        CrashPoint.Reach(CrashStep.CursorMoved);
    }

    /// <summary>Takes one's own back, outside of the mutex. A process that is leaving takes back all that it has.</summary>
    /// <returns>Whether it was done here.</returns>
    public bool TryRelease(int place)
    {
        if (!region.TryEnterRead())
        {
            return false;
        }

        try
        {
            Release(place);
            return true;
        }
        finally
        {
            region.ExitRead();
        }
    }

    /// <summary>Takes one back, inside the mutex.</summary>
    public void Release(int place)
    {
        Cell32 holder = Holder(place);
        holder.Value = 0;
        CrashPoint.Reach(CrashStep.CursorReleased);
    }

    /// <summary>Takes back what a participant has.</summary>
    public void ReleaseAllOf(uint participant)
    {
        for (int place = Used - 1; place >= 0; place--)
        {
            if (Holder(place).Value == participant)
            {
                Release(place);
            }
        }
    }

    private (int Receivers, ulong Slowest) LookAtAll()
    {
        int receivers = 0;
        ulong slowest = ulong.MaxValue;
        for (int place = Used - 1; place >= 0; place--)
        {
            if (Holder(place).Value != 0)
            {
                receivers++;
                slowest = Math.Min(slowest, Next(place).Value);
            }
        }

        return (receivers, slowest);
    }

    private Cell32 Holder(int place) => region.Word(At(place));

    private Cell64 Next(int place) => region.Long(At(place) + 8);

    private long At(int place) => _pool.Offset(Chunk) + ChunkPool.ChunkHeader + ((long)place * EntrySize);
}
