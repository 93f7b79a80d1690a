using System.Runtime.CompilerServices;
using Ipc.Platform.CrashPoints;
using Ipc.Sync;

namespace Ipc.Regions;

/// <summary>
/// The mutex that guards shared state inside this library. Not recursive; held for short moments only, and never while
/// user code runs.
/// </summary>
/// <remarks>
/// <para>One word: 0 when free, else the participant id of the process inside. A second word is slept on.</para>
/// <para>Acquire: (1) compare-and-swap 0 to me; (2) else look a few times, with pauses; (3) else prepare to sleep, look
/// again, make sure that the peers are watched, sleep. Release: (1) swap in 0; (2) wake one sleeper, if any.
/// SYNC POINT mutex: Release 1 pairs with Acquire 3 through the event count.</para>
/// <para>Deaths: inside — the watcher wakes every sleeper, and the first one to swap the dead owner for itself is told
/// that the state needs repair. After Release 1, before Release 2, or as the one that was woken — the same wake of
/// everyone covers it. A paused owner is alive and keeps the mutex.</para>
/// <para>Cost without contention: one compare-and-swap to enter, one swap to leave, no system call.</para>
/// </remarks>
internal sealed class RobustMutex(Region region, int wordAt, int waitAt)
{
    private const uint Damaged = 1u << 12; // A participant that never was, so it counts as dead.

    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(500);

    private readonly Region _region = region;
    private readonly Cell32 _word = region.Word(wordAt);
    private readonly Cell32 _wait = region.Word(waitAt);

    /// <summary>Whether a thread of this process is inside.</summary>
    public bool IsMine => _word.Value == _region.Me;

    public uint Owner => _word.Value;

    /// <summary>
    /// Enters. A deadline that is now means one attempt at the object: that somebody is just inside for a moment is no
    /// reason to fail.
    /// </summary>
    /// <exception cref="OperationCanceledException">Cancelled; not inside.</exception>
    public MutexResult Acquire(Deadline deadline, CancellationToken cancellation) =>
        TryAcquire() ? MutexResult.Acquired : WaitAndAcquire(deadline, cancellation);

    /// <summary>Enters if it is free at this very moment.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryAcquire()
    {
        if (!_word.TrySet(0, _region.Me))
        {
            return false;
        }

        CrashPoint.Reach(CrashStep.MutexEntered);
        return true;
    }

    /// <summary>Enters for the last time, although this process has closed the object.</summary>
    public MutexResult AcquireToLeave(Deadline deadline) => Acquire(deadline, CancellationToken.None);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Release()
    {
        _word.Exchange(0);
        CrashPoint.Reach(CrashStep.MutexLeft);
        EventCount.Wake(_wait);
    }

    /// <summary>
    /// Leaves what could not be repaired: whoever enters next has to repair it, or finds the same damage.
    /// </summary>
    public void ReleaseDamaged()
    {
        _word.Exchange(Damaged);
        EventCount.WakeAll(_wait);
    }

    /// <summary>
    /// Leaves after entering too late, when this process had left the object: its slot may be free, so that somebody
    /// may have taken the mutex over already.
    /// </summary>
    public void Withdraw()
    {
        if (_word.TrySet(_region.Me, 0))
        {
            EventCount.Wake(_wait);
        }
    }

    public void WakeAll() => EventCount.WakeAll(_wait);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public MutexResult WaitAndAcquire(Deadline deadline, CancellationToken cancellation)
    {
        if (SpinAndAcquire())
        {
            return MutexResult.Acquired;
        }

        uint me = _region.Me;
        deadline = deadline.IsNow ? Deadline.After(s_moment) : deadline;
        Cell32 wait = _wait;
        using CancellationTokenRegistration registration = cancellation.UnsafeRegister(
            static state => EventCount.WakeAll((Cell32)state!), wait);
        while (true)
        {
            uint prepared = EventCount.Prepare(_wait);

            // SYNC POINT mutex: we have prepared, so a free word is seen here, or whoever frees it wakes us.
            uint owner = _word.Value;
            if (owner == 0)
            {
                if (TryAcquire())
                {
                    return MutexResult.Acquired;
                }

                continue;
            }

            PeerState peers = _region.WatchPeers();
            if (owner != me && _region.IsDead(owner))
            {
                if (_word.TrySet(owner, me))
                {
                    return MutexResult.Abandoned;
                }

                continue;
            }

            if (cancellation.IsCancellationRequested || deadline.HasPassed)
            {
                PassOn();
                cancellation.ThrowIfCancellationRequested();
                return MutexResult.TimedOut;
            }

            EventCount.Sleep(_wait, prepared, peers == PeerState.Watched ? deadline : deadline.AtMost(s_slice));
            if (SpinAndAcquire())
            {
                return MutexResult.Acquired;
            }
        }
    }

    // Also after each sleep: who was woken must not lose again and again against those who never slept.
    private bool SpinAndAcquire()
    {
        SpinPolicy spin = _region.Descriptor.MutexSpin;
        for (int i = 0; spin.Goes(i); i++)
        {
            if (_word.Value == 0 && TryAcquire())
            {
                return true;
            }
        }

        return false;
    }

    // A wake-up may have been meant for us: give it to the next one.
    private void PassOn()
    {
        Interlocked.MemoryBarrier();
        if (_word.Value == 0)
        {
            EventCount.Wake(_wait);
        }
    }
}
