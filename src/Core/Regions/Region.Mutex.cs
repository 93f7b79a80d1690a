using System.Runtime.CompilerServices;
using Ipc.Platform.CrashPoints;
using Ipc.Sync;

namespace Ipc.Regions;

/// <summary>How an operation gets into the region's mutex and out again.</summary>
internal sealed unsafe partial class Region
{
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(100);

    /// <summary>Enters the region's mutex; puts the state right first if its last owner died inside.</summary>
    /// <returns>False when the deadline passed.</returns>
    /// <exception cref="IpcException">The object was closed in this process, or is damaged beyond repair.</exception>
    public bool AcquireMutex(Deadline deadline, CancellationToken cancellation)
    {
        if (!Mutex.TryAcquire())
        {
            return WaitAndAcquireMutex(deadline, cancellation);
        }

        // SYNC POINT leaving: inside first, then the flag.
        return !_leaving || FinishAcquiring(MutexResult.Acquired);
    }

    /// <summary>
    /// Leaves the mutex after entering it without asking whether this process has left the object: then it is not ours
    /// any more.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ReleaseMutexOrWithdraw()
    {
        if (_leaving)
        {
            Mutex.Withdraw();
        }
        else
        {
            Mutex.Release();
        }
    }

    /// <summary>Enters the mutex to finish what must be finished, stopped or not.</summary>
    /// <exception cref="IpcException">The object was closed in this process, or is damaged beyond repair.</exception>
    public void AcquireMutexUncancelled() => FinishAcquiring(Mutex.Acquire(Deadline.Never, CancellationToken.None));

    /// <summary>Does the same within a time.</summary>
    /// <returns>False when it passed.</returns>
    public bool TryAcquireMutexUncancelled(TimeSpan patience) =>
        FinishAcquiring(Mutex.Acquire(Deadline.After(patience), CancellationToken.None));

    // Somebody may be paused inside: an operation that was given no token can be stopped then all the same, where the
    // host of this library can do that. Not before a moment has passed, since that takes longer than the usual wait.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool WaitAndAcquireMutex(Deadline deadline, CancellationToken cancellation)
    {
        if (cancellation.CanBeCanceled || deadline.IsNow || IpcHosting.BlockingRunner is not { } run)
        {
            return FinishAcquiring(Mutex.WaitAndAcquire(deadline, cancellation));
        }

        MutexResult result = Mutex.WaitAndAcquire(deadline.AtMost(s_moment), cancellation);
        if (result == MutexResult.TimedOut && !deadline.HasPassed)
        {
            try
            {
                run(token => result = Mutex.WaitAndAcquire(deadline, token));
            }
            catch (Exception) when (result != MutexResult.TimedOut)
            {
                // Stopped at the moment of entering: the operation is carried out, and what comes after it is stopped.
            }
        }

        return FinishAcquiring(result);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool FinishAcquiring(MutexResult result)
    {
        if (result == MutexResult.TimedOut)
        {
            return false;
        }

        if (result == MutexResult.Abandoned)
        {
            RepairOrRelease();
        }

        if (_leaving)
        {
            Mutex.Withdraw();
            ThrowEnded();
        }

        return true;
    }

    private void RepairInside()
    {
        CrashPoint.Reach(CrashStep.RepairBegun);
        if (_state.Value == (uint)RegionState.Closing)
        {
            // Whoever was leaving died on the way out, and we are here.
            _state.Value = (uint)RegionState.Ready;
        }

        FreeHalfMadeEntries();
        Descriptor.Repair(this);
        CrashPoint.Reach(CrashStep.RepairDone);
    }
}
