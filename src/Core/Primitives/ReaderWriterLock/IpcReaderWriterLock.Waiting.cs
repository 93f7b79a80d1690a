using Ipc.Model;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>How it is waited for, and who goes first.</summary>
public sealed partial class IpcReaderWriterLock
{
    // How long a free lock is left to one who has claimed it.
    private static readonly TimeSpan s_courtesy = TimeSpan.FromMilliseconds(50);

    // Who holds it, in either way, is never held back.
    private IpcEnterResult ShareAgain(long owner, Deadline deadline, CancellationToken cancellation)
    {
        if (_holds.Shared(owner) == 0)
        {
            if (!Region.AcquireMutex(deadline, cancellation))
            {
                return IpcEnterResult.TimedOut;
            }

            _state.Share();
            Region.Mutex.Release();
        }

        return IpcEnterResult.Entered;
    }

    private IpcEnterResult WaitShared(long owner, Deadline deadline, CancellationToken cancellation)
    {
        while (true)
        {
            SharedAttempt attempt = new(this);
            if (!WaitFor(owner, ref attempt, deadline, cancellation))
            {
                return IpcEnterResult.TimedOut;
            }

            if (attempt.IsEntered || GoAfterMoment(attempt.Round, deadline, cancellation, out attempt.Abandoned))
            {
                return attempt.Abandoned ? IpcEnterResult.Abandoned : IpcEnterResult.Entered;
            }

            if (deadline.HasPassed)
            {
                return IpcEnterResult.TimedOut;
            }
        }
    }

    // The lock is free, and somebody else should have it. If it does not come for it within a moment, it is passed
    // over, by who only looks in as well.
    private bool GoAfterMoment(uint round, Deadline deadline, CancellationToken cancellation, out bool abandoned)
    {
        CourtesyAttempt courtesy = new(_state, round);
        abandoned = false;
        if (Waiter.Until(Region, _state.Wait, ref courtesy, Deadline.After(s_courtesy), cancellation)
            || !Region.AcquireMutex(deadline.HasPassed ? Deadline.Now : deadline, cancellation))
        {
            return false;
        }

        bool? entered = _state.TryShare(out abandoned);
        if (entered is null && _state.Round == round)
        {
            _state.BeginRound();
            entered = _state.TryShare(out abandoned);
        }

        Region.Mutex.Release();
        _state.Cell.WakeAll(); // Others were held back as well; and who was passed over claims again.
        return entered == true;
    }

    private IpcEnterResult WaitAlone(long owner, Deadline deadline, CancellationToken cancellation)
    {
        Region.ThrowIfEnded();
        bool upgrades = _holds.Shared(owner) > 0;
        if (upgrades && !TryBeginUpgrade(deadline, cancellation))
        {
            return IpcEnterResult.TimedOut;
        }

        ReaderWriterClaim claim = new();
        AloneAttempt attempt = new(this, owner, upgrades, claim);
        bool entered = false;
        try
        {
            entered = WaitFor(owner, ref attempt, deadline, cancellation);
        }
        finally
        {
            if (!entered && !Region.HasEnded)
            {
                GiveUp(upgrades, claim);
            }
        }

        return !entered ? IpcEnterResult.TimedOut
            : attempt.Abandoned ? IpcEnterResult.Abandoned
            : IpcEnterResult.Entered;
    }

    private bool TryBeginUpgrade(Deadline deadline, CancellationToken cancellation)
    {
        if (!Region.AcquireMutex(deadline, cancellation))
        {
            return false;
        }

        bool begun = _state.TryBeginUpgrade();
        Region.Mutex.Release();
        if (!begun && Region.LookAtPeers() == PeerState.FoundDead)
        {
            Region.RecoverDead(deadline, cancellation); // It may have been the one that waited.
            return TryBeginUpgrade(deadline, cancellation);
        }

        return begun ? true : throw new IpcException(
            IpcError.Deadlock,
            $"The {Region.Describe()} is shared by this caller and by another one that waits to hold it alone, so "
                + "waiting for that would never end: each would wait for the other to leave. Leave it first, and enter "
                + "it exclusively from the start where something is to be changed.");
    }

    private void GiveUp(bool upgrades, ReaderWriterClaim claim)
    {
        if (!upgrades && claim.Round is null)
        {
            return;
        }

        Region.AcquireMutexUncancelled();
        if (upgrades)
        {
            _state.EndUpgrade();
        }

        _state.Unclaim(claim);
        Region.Mutex.Release();
        _state.Cell.WakeAll(); // Who was held back by us.
    }

    private bool WaitFor<T>(long owner, ref T attempt, Deadline deadline, CancellationToken cancellation)
        where T : struct, IAttempt
    {
        if (Waiter.Look(Region, ref attempt, deadline, cancellation, SpinPolicy.ForMany))
        {
            return true;
        }

        if (deadline.IsNow)
        {
            return false;
        }

        ulong announced = LockWaiters.Announce(Region, owner, -1, out int place);
        try
        {
            return Waiter.Sleep(Region, _state.Wait, ref attempt, deadline, cancellation);
        }
        finally
        {
            LockWaiters.Withdraw(Region, announced, place);
        }
    }

    private void ThrowIfLate(IpcEnterResult result, double seconds)
    {
        if (result == IpcEnterResult.TimedOut)
        {
            throw new IpcException(IpcError.Timeout, $"The {Region.Describe()} was not free within {seconds} s. Nothing "
                + "was entered; try again, or wait longer.");
        }
    }

    private IpcException NotOwner(long owner) => new(
        IpcError.NotOwner,
        $"The {Region.Describe()} cannot be left by a caller that does not hold it"
            + (_holds.Count(owner) > 0 ? " together with others; it holds it alone." : "."));

    private struct SharedAttempt(IpcReaderWriterLock target) : IAttempt
    {
        public bool Abandoned;
        public bool IsEntered;
        public uint Round;

        public bool Try(Deadline deadline, CancellationToken cancellation)
        {
            Region region = target.Region;
            if (!target._state.Cell.IsFree(out _) || !region.AcquireMutex(deadline, cancellation))
            {
                return false;
            }

            Round = target._state.Round;
            bool? entered = target._state.TryShare(out Abandoned);
            region.Mutex.Release();
            IsEntered = entered == true;
            return entered != false;
        }
    }

    // Whether somebody has done something meanwhile.
    private struct CourtesyAttempt(ReaderWriterState state, uint round) : IAttempt
    {
        public readonly bool Try(Deadline deadline, CancellationToken cancellation) =>
            state.Round != round || state.Readers > 0 || !state.Cell.IsFree(out _) || !state.HasClaims;
    }

    private struct AloneAttempt(IpcReaderWriterLock target, long owner, bool upgrades, ReaderWriterClaim claim)
        : IAttempt
    {
        public bool Abandoned;

        public bool Try(Deadline deadline, CancellationToken cancellation)
        {
            Region region = target.Region;
            if (!region.AcquireMutex(deadline, cancellation))
            {
                return false;
            }

            bool taken = target._state.TryTake(owner, upgrades, claim, out Abandoned);
            if (!taken && !deadline.IsNow)
            {
                target._state.Claim(claim);
            }

            region.Mutex.Release();
            return taken;
        }
    }
}
