using System.Runtime.CompilerServices;
using Ipc.Sync;

namespace Ipc.Regions;

/// <summary>
/// The one loop in which this library waits: it ends by success, time-out, cancellation, removal or close of the
/// object, and it looks again whenever a participant has died.
/// </summary>
internal static class Waiter
{
    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(250);

    // So long a call without a token cannot be stopped. Nobody notices, and in a script it costs a fraction.
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits until the attempt succeeds.</summary>
    /// <param name="region">The object.</param>
    /// <param name="word">The word that is woken when the attempt may succeed.</param>
    /// <param name="attempt">The attempt; keeps its state between tries.</param>
    /// <param name="deadline">When to give up.</param>
    /// <param name="cancellation">Ends the wait with an <see cref="OperationCanceledException"/>.</param>
    /// <param name="spin">How to look before sleeping.</param>
    /// <returns>False when the deadline passed.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Until<T>(
        Region region, Cell32 word, ref T attempt, Deadline deadline, CancellationToken cancellation, SpinPolicy spin = default)
        where T : struct, IAttempt =>
        Look(region, ref attempt, deadline, cancellation, spin)
        || (!deadline.IsNow && Sleep(region, word, ref attempt, deadline, cancellation));

    /// <summary>
    /// Does all of <see cref="Until"/> but sleep; for who has something to do in between. If it fails, and the deadline
    /// is not now, <see cref="Sleep"/> is next.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Look<T>(
        Region region, ref T attempt, Deadline deadline, CancellationToken cancellation, SpinPolicy spin = default)
        where T : struct, IAttempt
    {
        region.ThrowIfEnded();
        return attempt.Try(deadline, cancellation) || LookOn(region, ref attempt, deadline, spin, cancellation);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool LookOn<T>(
        Region region, ref T attempt, Deadline deadline, SpinPolicy spin, CancellationToken cancellation)
        where T : struct, IAttempt
    {
        if (deadline.IsNow)
        {
            return TryAfterDeaths(region, ref attempt, deadline, cancellation);
        }

        for (int i = 0; spin.Goes(i); i++)
        {
            if (attempt.Try(deadline, cancellation))
            {
                return true;
            }
        }

        return false;
    }

    // Who only looks in now and then must see as well that a holder has died.
    private static bool TryAfterDeaths<T>(Region region, ref T attempt, Deadline deadline, CancellationToken cancellation)
        where T : struct, IAttempt
    {
        if (region.LookAtPeers() != PeerState.FoundDead)
        {
            return false;
        }

        region.RecoverDead(deadline, cancellation);
        return attempt.Try(deadline, cancellation);
    }

    /// <summary>The second half of <see cref="Until"/>: sleeps until the attempt succeeds.</summary>
    /// <returns>False when the deadline passed.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Sleep<T>(
        Region region, Cell32 word, ref T attempt, Deadline deadline, CancellationToken cancellation)
        where T : struct, IAttempt
    {
        if (cancellation.CanBeCanceled || IpcHosting.BlockingRunner is not { } run)
        {
            return SleepUntil(region, word, ref attempt, deadline, cancellation);
        }

        if (SleepUntil(region, word, ref attempt, deadline.AtMost(s_moment), CancellationToken.None))
        {
            return true;
        }

        if (deadline.HasPassed)
        {
            return false;
        }

        bool done = false;
        T copy = attempt;
        try
        {
            run(token => done = SleepUntil(region, word, ref copy, deadline, token));
        }
        catch (Exception) when (done)
        {
            // What was waited for has been taken already: the caller must have it, and is stopped at its next step.
        }

        attempt = copy;
        return done;
    }

    private static bool SleepUntil<T>(
        Region region, Cell32 word, ref T attempt, Deadline deadline, CancellationToken cancellation)
        where T : struct, IAttempt
    {
        // SYNC POINT cancel: the request is visible before the word is woken; the sleeper prepares before it looks.
        using CancellationTokenRegistration registration = cancellation.UnsafeRegister(
            static state => EventCount.WakeAll((Cell32)state!), word);
        bool noted = false;
        int sleeper = -1;
        try
        {
            while (true)
            {
                uint prepared = EventCount.Prepare(word);
                region.ThrowIfEnded();

                // SYNC POINT cancel: we have prepared, so the request is seen here or wakes us.
                cancellation.ThrowIfCancellationRequested();
                if (attempt.Try(deadline, cancellation))
                {
                    return true;
                }

                PeerState peers = region.WatchPeers();
                if (peers == PeerState.FoundDead)
                {
                    region.RecoverDead(deadline, cancellation);
                    if (!deadline.HasPassed)
                    {
                        continue;
                    }
                }

                if (deadline.HasPassed)
                {
                    PassOn(word);
                    return false;
                }

                if (!noted)
                {
                    noted = true;
                    sleeper = region.NoteSleeper(word);
                }

                EventCount.Sleep(word, prepared, peers == PeerState.Unwatched ? deadline.AtMost(s_slice) : deadline);
            }
        }
        catch
        {
            PassOn(word);
            throw;
        }
        finally
        {
            region.ForgetSleeper(sleeper);
        }
    }

    // A wake-up may have been meant for us, who leave without taking: the next sleeper must look.
    private static void PassOn(Cell32 word)
    {
        Interlocked.MemoryBarrier();
        EventCount.Wake(word);
    }
}
