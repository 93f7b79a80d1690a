using System.Runtime.CompilerServices;
using Ipc.CrashPoints;
using Ipc.Regions;
using Ipc.Waiting;

namespace Ipc;

/// <summary>
/// A user's lock in shared memory: the body of <see cref="IpcLock"/>, and of the lock that values, arrays and conditions carry.
/// </summary>
/// <remarks>
/// <para>24 bytes: word (4), wait word (4), owner token (8), depth (4), unused (4). The word is 0 when free,
/// <see cref="FreeAbandoned"/> when free after its holder died, else the participant id of the process that holds it. Token and
/// depth belong to the holder alone. The token is mixed with the participant id, so that what a dead holder left there is
/// nobody's.</para>
/// <para>Enter: (1) compare-and-swap the word from 0 to me; (2) write token and depth. Exit: (1) clear the token; (2) swap
/// in 0; (3) wake one sleeper. SYNC POINT lock: Exit 2 pairs with the sleeper's look after preparing.</para>
/// <para>Deaths: a holder that dies is replaced by the first waiter, or marked abandoned when its slot is cleaned up; the
/// next one to enter is told. Dying between two steps changes nothing: token and depth are written anew on entering. The
/// watcher's wake of everyone makes up for a wake-up that died with its sender or receiver.</para>
/// <para>Cost without contention: one compare-and-swap to enter, one swap to leave, no system call.</para>
/// </remarks>
internal readonly struct LockCell
{
    public const int Size = 24;
    private const uint FreeAbandoned = 1u << 30;

    private static readonly int s_spins = Environment.ProcessorCount > 1 ? 40 : 0;

    private readonly Region _region;
    private readonly Cell32 _word;
    private readonly Cell32 _wait;
    private readonly Cell64 _token;
    private readonly Cell32 _depth;

    public LockCell(Region region, int at)
    {
        _region = region;
        _word = region.Word(at);
        _wait = region.Word(at + 4);
        _token = region.Long(at + 8);
        _depth = region.Word(at + 16);
    }

    public bool IsHeld => _word.Value is not (0 or FreeAbandoned);

    public bool IsHeldBy(long owner) => _word.Value == _region.Me && _token.Value == TokenOf(owner);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public IpcEnterResult Enter(long owner, bool recursive, Deadline deadline, CancellationToken cancellation)
    {
        _region.ThrowIfEnded();
        if (_word.TrySet(0, _region.Me))
        {
            Take(owner);
            if (_region.IsLeaving)
            {
                WithdrawLate();
            }

            return IpcEnterResult.Entered;
        }

        return EnterSlowly(owner, recursive, deadline, cancellation);
    }

    /// <exception cref="IpcException"><see cref="IpcError.NotOwner"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Exit(long owner)
    {
        if (!IsHeldBy(owner))
        {
            ThrowNotOwner();
        }

        if (_depth.Value > 1)
        {
            _depth.Value--;
            return;
        }

        Free();
    }

    /// <summary>Leaves at once, however often it was entered, and says how often that was.</summary>
    public uint ExitFully(long owner)
    {
        if (!IsHeldBy(owner))
        {
            ThrowNotOwner();
        }

        uint depth = _depth.Value;
        Free();
        return depth;
    }

    public void RestoreDepth(uint depth) => _depth.Value = depth;

    /// <summary>Gives the lock of a dead or leaving participant free. Inside the region's mutex.</summary>
    public void Recover(uint participant)
    {
        // The word alone: a waiter may take the lock over at this very moment, and write its own token.
        if (_word.TrySet(participant, FreeAbandoned))
        {
            WaitWord.WakeAll(_wait);
        }
    }

    public void WakeAll() => WaitWord.WakeAll(_wait);

    private void Take(long owner)
    {
        CrashPoint.Reach(CrashStep.LockSwapped);
        _depth.Value = 1;
        _token.Value = TokenOf(owner);
        CrashPoint.Reach(CrashStep.LockToken);
    }

    private ulong TokenOf(long owner) => unchecked((ulong)owner + (_region.Me * 0x9E37_79B9_7F4A_7C15ul));

    // This process has left the object meanwhile, so the id in the word may be nobody's already.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WithdrawLate()
    {
        if (_word.TrySet(_region.Me, 0))
        {
            WaitWord.Wake(_wait);
        }

        _region.ThrowIfEnded();
    }

    private void Free()
    {
        _token.Value = 0;
        CrashPoint.Reach(CrashStep.LockTokenCleared);
        _word.Exchange(0);
        CrashPoint.Reach(CrashStep.LockFreed);
        WaitWord.Wake(_wait);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private IpcEnterResult EnterSlowly(long owner, bool recursive, Deadline deadline, CancellationToken cancellation)
    {
        // Only this owner writes its own token, so if it stands there it will not go away meanwhile.
        if (IsHeldBy(owner))
        {
            if (!recursive)
            {
                throw new IpcException(
                    IpcError.Deadlock,
                    $"The {_region.Describe()} is held by this very caller already, so waiting would never end. Leave it first, or make the lock with -Recursive.");
            }

            _depth.Value++;
            return IpcEnterResult.Entered;
        }

        Attempt attempt = new(this);
        if (!Waiter.Until(_region, _wait, ref attempt, deadline, cancellation, s_spins))
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
            IpcError.NotOwner, $"The {_region.Describe()} cannot be left by a caller that does not hold it. {holder}.");
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

            if (seen == FreeAbandoned || (seen != cell._region.Me && (cell._region.IsDead(seen) || CrashPoint.Has(PlantedBug.SkipOwnerCheck))))
            {
                return Abandoned = cell._word.TrySet(seen, cell._region.Me);
            }

            return false;
        }
    }
}
