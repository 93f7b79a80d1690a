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
    public bool EnterMutex(Deadline deadline, CancellationToken cancellation)
    {
        if (!Mutex.TryEnter())
        {
            return EnterMutexSlowly(deadline, cancellation);
        }

        // SYNC POINT leaving: inside first, then the flag.
        return !_leaving || FinishEntering(MutexResult.Acquired);
    }

    /// <summary>
    /// Leaves the mutex after entering it without asking whether this process has left the object: then it is not ours any more.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void ExitMutexAtOnce()
    {
        if (_leaving)
        {
            Mutex.Withdraw();
        }
        else
        {
            Mutex.Exit();
        }
    }

    /// <summary>Enters the mutex to finish what must be finished, stopped or not.</summary>
    /// <exception cref="IpcException">The object was closed in this process, or is damaged beyond repair.</exception>
    public void EnterMutexForSure() => FinishEntering(Mutex.Enter(Deadline.Never, CancellationToken.None));

    /// <summary>Does the same within a time.</summary>
    /// <returns>False when it passed.</returns>
    public bool TryEnterMutexForSure(TimeSpan patience) => FinishEntering(Mutex.Enter(Deadline.After(patience), CancellationToken.None));

    // Somebody may be paused inside: an operation that was given no token can be stopped then all the same, where the host of
    // this library can do that. Not before a moment has passed, since that takes longer than the usual wait.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool EnterMutexSlowly(Deadline deadline, CancellationToken cancellation)
    {
        if (cancellation.CanBeCanceled || deadline.IsNow || IpcHosting.BlockingRunner is not { } run)
        {
            return FinishEntering(Mutex.EnterSlowly(deadline, cancellation));
        }

        MutexResult result = Mutex.EnterSlowly(deadline.AtMost(s_moment), cancellation);
        if (result == MutexResult.TimedOut && !deadline.HasPassed)
        {
            try
            {
                run(token => result = Mutex.EnterSlowly(deadline, token));
            }
            catch (Exception) when (result != MutexResult.TimedOut)
            {
                // Stopped at the moment of entering: the operation is carried out, and what comes after it is stopped.
            }
        }

        return FinishEntering(result);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool FinishEntering(MutexResult result)
    {
        if (result == MutexResult.TimedOut)
        {
            return false;
        }

        if (result == MutexResult.Abandoned)
        {
            try
            {
                RepairInside();
            }
            catch
            {
                Mutex.ExitDamaged();
                throw;
            }
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

        Descriptor.Repair(this);
        CrashPoint.Reach(CrashStep.RepairDone);
    }
}
