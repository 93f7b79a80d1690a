using System.Runtime.CompilerServices;
using Ipc.Model;
using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>
/// A user's lock in shared memory: the body of <see cref="IpcLock"/>, and of the lock that values, arrays and
/// conditions carry.
/// </summary>
/// <remarks>
/// <para>24 bytes: word (4), wait word (4), owner token (8), depth (4), time (4). The word is 0 when free,
/// <see cref="FreeAbandoned"/> when free after its holder died, else the participant id of the process that holds it.
/// Token, depth and time belong to the holder alone. The token is mixed with the participant id, so that what a dead
/// holder left there is nobody's. The time says since when it is held, in milliseconds of the system's monotonic clock
/// (the low 32 bits; 0 when not noted): reading that clock would cost more than entering, so only hosts that ask for it
/// have it noted (<see cref="IpcHosting.NotesLockTimes"/>). It is written in one store with the depth.</para>
/// <para>Acquire: (1) compare-and-swap the word from 0 to me; (2) write token and depth. Who is about to sleep instead
/// shows that (<see cref="LockWaiters"/>). Release: (1) clear the token; (2)
/// swap in 0; (3) wake one sleeper. SYNC POINT lock: Release 2 pairs with the sleeper's look after preparing.</para>
/// <para>Deaths: a holder that dies is replaced by the first waiter, or marked abandoned when its slot is cleaned up;
/// the next one to enter is told. Dying between two steps changes nothing: token and depth are written anew on
/// entering. The watcher's wake of everyone makes up for a wake-up that died with its sender or receiver.</para>
/// <para>Cost without contention: one compare-and-swap to enter, one swap to leave, no system call.</para>
/// </remarks>
internal readonly struct LockCell
{
    public const int Size = 24;
    public const int WaitAt = 4;
    public const int TokenAt = 8;
    public const int DepthAt = 16;
    public const int TimeAt = 20;
    private const uint FreeAbandoned = 1u << 30;
    private const ulong Mix = 0x9E37_79B9_7F4A_7C15;

    private readonly Region _region;
    private readonly int _index;
    private readonly Cell32 _word;
    private readonly Cell32 _wait;
    private readonly Cell64 _token;
    private readonly Cell64 _entry; // Depth in the low half, time in the high half.

    /// <summary>The lock that stands at a place.</summary>
    /// <param name="region">The object.</param>
    /// <param name="at">Where in it.</param>
    /// <param name="index">Which one it is in a lock set; -1 when it is the only one.</param>
    public LockCell(Region region, int at, int index = -1)
    {
        _region = region;
        _index = index;
        _word = region.Word(at);
        _wait = region.Word(at + WaitAt);
        _token = region.Long(at + TokenAt);
        _entry = region.Long(at + DepthAt);
    }

    /// <summary>
    /// Whether its holder had died when this process entered it last. All handles of the process say the same.
    /// </summary>
    public bool WasAbandoned
    {
        get => _region.AbandonedLocks is { } known && Known(known, null);
        set
        {
            if (value)
            {
                Known(_region.MakeAbandonedLocks(), true);
            }
            else if (_region.AbandonedLocks is { } known)
            {
                Known(known, false);
            }
        }
    }

    // Apart, and none of the collections for several threads: those are in an assembly which there may be no descriptor
    // to load by.
    private bool Known(Dictionary<int, bool> known, bool? value)
    {
        lock (known)
        {
            return value is bool now ? known[_index] = now : known.GetValueOrDefault(_index);
        }
    }

    /// <summary>The word on which those sleep who wait for it.</summary>
    public Cell32 WaitWord => _wait;

    public bool IsHeld => _word.Value is not (0 or FreeAbandoned);

    /// <summary>Who within its process holds a lock that has this token; 0 when that cannot be said.</summary>
    public static long OwnerOf(ulong token, uint participant) =>
        token == 0 ? 0 : LockWaiters.Comparable(unchecked((long)(token - (participant * Mix))));

    /// <summary>When a lock was entered, of which the time was noted; null when it was not.</summary>
    public static DateTime? TimeOf(uint noted)
    {
        if (noted == 0)
        {
            return null;
        }

        // The clock moves in steps, and not in all processors at once: a little ahead of us is now.
        int before = unchecked((int)((uint)Environment.TickCount64 - noted));
        return DateTime.Now.AddMilliseconds(before is < 0 and > -1000 ? 0 : -(double)(uint)before);
    }

    public bool IsHeldBy(long owner) => _word.Value == _region.Me && _token.Value == TokenOf(owner);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public IpcEnterResult Acquire(long owner, bool recursive, Deadline deadline, CancellationToken cancellation)
    {
        return TryAcquire(owner) ? IpcEnterResult.Entered : WaitAndAcquire(owner, recursive, deadline, cancellation);
    }

    /// <summary>Enters if nobody is inside at this moment; everything else is for <see cref="Acquire"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAcquire(long owner)
    {
        if (!_word.TrySet(0, _region.Me))
        {
            return false;
        }

        Take(owner);

        // SYNC POINT leaving: we have swapped ourselves in before we look whether this process has left.
        if (_region.HasEnded)
        {
            WithdrawLate();
        }

        return true;
    }

    /// <exception cref="IpcException"><see cref="IpcError.NotOwner"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release(long owner)
    {
        if (!IsHeldBy(owner))
        {
            ThrowNotOwner();
        }

        if ((uint)_entry.Value > 1)
        {
            _entry.Value--;
            return;
        }

        Free();
    }

    /// <summary>Leaves at once, however often it was entered, and says how often that was.</summary>
    public uint ReleaseFully(long owner)
    {
        if (!IsHeldBy(owner))
        {
            ThrowNotOwner();
        }

        uint depth = (uint)_entry.Value;
        Free();
        return depth;
    }

    /// <summary>How often its holder has entered it. For the holder only.</summary>
    public uint Depth => (uint)_entry.Value;

    public void RestoreDepth(uint depth) => _entry.Value = (_entry.Value & ~(ulong)uint.MaxValue) | depth;

    /// <summary>Gives the lock of a dead or leaving participant free. Inside the region's mutex.</summary>
    public void Recover(uint participant)
    {
        // The word alone: a waiter may take the lock over at this very moment, and write its own token.
        if (_word.TrySet(participant, FreeAbandoned))
        {
            EventCount.WakeAll(_wait);
        }
    }

    public void WakeAll() => EventCount.WakeAll(_wait);

    /// <summary>Whether nobody alive holds it.</summary>
    /// <param name="abandoned">Whether its last holder died in it, and nobody has been told.</param>
    public bool IsFree(out bool abandoned)
    {
        uint seen = _word.Value;
        abandoned = seen != 0 && IsAbandoned(seen);
        return seen == 0 || abandoned;
    }

    /// <summary>Makes one free whose last holder died in it: the caller has been told.</summary>
    public void ClearAbandoned()
    {
        uint seen = _word.Value;
        if (seen != 0 && IsAbandoned(seen))
        {
            _word.TrySet(seen, 0);
        }
    }

    /// <summary>Enters if nobody alive holds it, without asking whether this process has left the object.</summary>
    public bool TryTake(long owner, out bool abandoned)
    {
        Attempt attempt = new(this);
        bool taken = attempt.Try(Deadline.Now, CancellationToken.None);
        abandoned = attempt.Abandoned;
        if (taken)
        {
            Take(owner);
        }

        return taken;
    }

    private bool IsAbandoned(uint seen) => seen == FreeAbandoned
        || (seen != _region.Me && (_region.IsDead(seen) || CrashPoint.Has(PlantedBug.SkipOwnerCheck)));

    private void Take(long owner)
    {
        CrashPoint.Reach(CrashStep.LockSwapped);
        _entry.Value = IpcHosting.NotesLockTimes ? TimedEntry() : 1;
        _token.Value = TokenOf(owner);
        CrashPoint.Reach(CrashStep.LockToken);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong TimedEntry() => ((ulong)Math.Max(1, (uint)Environment.TickCount64) << 32) | 1;

    private ulong TokenOf(long owner) => unchecked((ulong)owner + (_region.Me * Mix));

    // The object is removed, or this process has left it meanwhile, so that the id in the word may be nobody's already.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WithdrawLate()
    {
        if (_word.TrySet(_region.Me, 0))
        {
            EventCount.Wake(_wait);
        }

        _region.ThrowIfEnded();
    }

    private void Free()
    {
        _token.Value = 0;
        CrashPoint.Reach(CrashStep.LockTokenCleared);

        // SYNC POINT lock: free first, then wake who may sleep.
        _word.Exchange(0);
        CrashPoint.Reach(CrashStep.LockFreed);
        EventCount.Wake(_wait);
    }

    /// <summary>Enters when it was not free: again, or by waiting.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public IpcEnterResult WaitAndAcquire(long owner, bool recursive, Deadline deadline, CancellationToken cancellation)
    {
        _region.ThrowIfEnded();

        // Only this owner writes its own token, so if it stands there it will not go away meanwhile.
        if (IsHeldBy(owner))
        {
            if (!recursive)
            {
                throw new IpcException(
                    IpcError.Deadlock,
                    $"The {Describe()} is held by this very caller already, so waiting would never end. "
                        + $"{Advice.For(IpcAdvice.MakeRecursive, _region.Kind)}");
            }

            _entry.Value++;
            return IpcEnterResult.Entered;
        }

        Attempt attempt = new(this);
        if (!Waiter.Look(_region, ref attempt, deadline, cancellation, SpinPolicy.ForMany)
            && !Sleep(owner, ref attempt, deadline, cancellation))
        {
            return IpcEnterResult.TimedOut;
        }

        Take(owner);
        if (_region.IsLeaving)
        {
            WithdrawLate();
        }

        return attempt.Abandoned ? IpcEnterResult.Abandoned : IpcEnterResult.Entered;
    }

    private string Describe() => _index < 0 ? _region.Describe() : LockSetCells.Describe(_region, _index);

    private bool Sleep(long owner, ref Attempt attempt, Deadline deadline, CancellationToken cancellation)
    {
        if (deadline.IsNow)
        {
            return false;
        }

        ulong announced = LockWaiters.Announce(_region, owner, _index, out int place);
        try
        {
            return Waiter.Sleep(_region, _wait, ref attempt, deadline, cancellation);
        }
        finally
        {
            LockWaiters.Withdraw(_region, announced, place);
        }
    }

    private void ThrowNotOwner()
    {
        _region.ThrowIfEnded();
        string holder = _word.Value switch
        {
            0 or FreeAbandoned => "Nobody holds it",
            uint id when id == _region.Me => "Another runspace or thread of this process holds it",
            _ => "Another process holds it",
        };
        throw new IpcException(
            IpcError.NotOwner, $"The {Describe()} cannot be left by a caller that does not hold it. {holder}.");
    }

    private struct Attempt(LockCell cell) : IAttempt
    {
        public bool Abandoned;

        public bool Try(Deadline deadline, CancellationToken cancellation)
        {
            uint seen = cell._word.Value;
            if (seen == 0)
            {
                return cell._word.TrySet(0, cell._region.Me);
            }

            if (cell.IsAbandoned(seen))
            {
                return Abandoned = cell._word.TrySet(seen, cell._region.Me);
            }

            return false;
        }
    }
}
