using System.Diagnostics;
using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>When the last turns of a rate limit were taken; see <see cref="IpcRateLimit"/>. All inside the
/// mutex.</summary>
internal readonly struct RateTurns
{
    public const int NextAt = RegionLayout.PayloadAt;
    public const int WaitAt = RegionLayout.PayloadAt + 4;
    public const int TicketAt = RegionLayout.PayloadAt + 8;

    private const uint TicketMask = int.MaxValue;

    private readonly Region _region;
    private readonly Cell32 _next;
    private readonly Cell32 _ticket;
    private readonly int _count;
    private readonly long _per;

    public RateTurns(Region region)
    {
        _region = region;
        _next = region.Word(NextAt);
        _ticket = region.Word(TicketAt);
        ulong count = region.Parameter(0);
        long end = RegionLayout.Data + ((long)Math.Min(count, IpcRateLimit.MaximumCount) * sizeof(ulong));
        if (count is 0 or > IpcRateLimit.MaximumCount || end > region.Limit || !region.Reaches(end))
        {
            throw region.Corrupt($"it should have room for {count:N0} turns and is shorter");
        }

        _count = (int)count;
        double ticks = region.Parameter(1) * ((double)Stopwatch.Frequency / TimeSpan.TicksPerSecond);
        _per = ticks >= long.MaxValue / 4 ? long.MaxValue / 4 : Math.Max(1, (long)ticks);
    }

    // Which of them is the oldest, and the next to be taken again.
    private int Next => (int)(_next.Value % (uint)_count);

    /// <summary>A number that says who came first.</summary>
    public int DrawTicket()
    {
        Cell32 ticket = _ticket;
        uint drawn = (ticket.Value + 1) & TicketMask;
        ticket.Value = drawn;
        CrashPoint.Reach(CrashStep.RateTicketDrawn);
        return (int)drawn;
    }

    /// <summary>How many living ones wait who came before a ticket; all for none.</summary>
    public int Ahead(int? ticket)
    {
        int ahead = 0;
        for (int place = 0; place < LockWaiters.Most; place++)
        {
            ulong word = _region.Long(LockWaiters.At + (place * sizeof(ulong))).Value;
            if (word == 0 || _region.IsDead(LockWaiters.ParticipantOf(word)))
            {
                continue;
            }

            uint other = _region.Word(LockWaiters.IndexesAt + (place * sizeof(uint))).Value;
            ahead += ticket is not { } mine || IsBefore(other, (uint)mine) ? 1 : 0;
        }

        return ahead;
    }

    /// <summary>When the turn is there for who has so many ahead; in the past when it is there now.</summary>
    public long TimeOf(int ahead, long now)
    {
        Cell64 cell = CellAt((Next + Math.Min(ahead, _count - 1)) % _count);
        long taken = (long)cell.Value;
        if (taken == 0)
        {
            return now;
        }

        if (taken > now)
        {
            // By another clock: of a system that has been started since, or of a container. From now on by ours.
            cell.Value = (ulong)now;
            taken = now;
        }

        return taken + _per;
    }

    public void Take(long now)
    {
        Cell64 cell = CellAt(Next);
        cell.Value = (ulong)now;
        CrashPoint.Reach(CrashStep.RateTimed);
        Cell32 next = _next;
        next.Value = (uint)((Next + 1) % _count);
        CrashPoint.Reach(CrashStep.RateTaken);
    }

    /// <summary>Goes on after a turn whose taker died before it did: the oldest is not the newest.</summary>
    public void Repair()
    {
        ulong taken = CellAt(Next).Value;
        ulong before = CellAt((Next + _count - 1) % _count).Value;
        if (_count > 1 && taken > before)
        {
            Cell32 next = _next;
            next.Value = (uint)((Next + 1) % _count);
        }
    }

    // The numbers begin anew when they are used up.
    private static bool IsBefore(uint one, uint other) => ((other - one) & TicketMask) is > 0 and < TicketMask / 2;

    private Cell64 CellAt(int index) => _region.Long(RegionLayout.Data + ((long)index * sizeof(ulong)));
}
