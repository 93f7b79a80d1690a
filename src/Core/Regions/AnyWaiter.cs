using Ipc.Platform;
using Ipc.Sync;

namespace Ipc.Regions;

/// <summary>
/// The loop that waits for whichever of several things comes first: <see cref="Waiter"/> for many words at once.
/// </summary>
/// <remarks>
/// <para>(1) Each is looked at, for a moment. (2) Each word is prepared. (3) Each is looked at again, and the deaths of each one's
/// participants are watched. (4) Sleep on all words; back to 2. SYNC POINT event-count holds for each word by itself:
/// whoever makes one of them ready after step 2 changes its word.</para>
/// <para>Whoever leaves passes on the wake-up of each word: it may have been meant for somebody who takes.</para>
/// <para>Fair: the look begins at another one each time, so that one that is always ready does not hide the others.
/// </para>
/// </remarks>
internal sealed class AnyWaiter(IReadOnlyList<IAwaited> all, LocalWord local, Func<int, Deadline, CancellationToken, bool> attempt)
{
    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(10);
    private static int s_first;

    private readonly int _first = (int)((uint)Interlocked.Increment(ref s_first) % (uint)all.Count);

    /// <summary>Waits until an attempt succeeds.</summary>
    /// <returns>Which one; -1 when the deadline passed.</returns>
    /// <exception cref="IpcException">One of the objects has ended.</exception>
    public int Wait(Deadline deadline, CancellationToken cancellation)
    {
        int found = Look(deadline, cancellation);
        if (found < 0 && deadline.IsNow && PutRight(look: true, deadline, cancellation) == PeerState.FoundDead)
        {
            found = Look(deadline, cancellation);
        }

        if (found < 0 && !deadline.IsNow)
        {
            found = LookOn(deadline, cancellation);
        }

        if (found >= 0 || deadline.IsNow)
        {
            return found;
        }

        if (cancellation.CanBeCanceled || IpcHosting.BlockingRunner is not { } run)
        {
            return Sleep(deadline, cancellation);
        }

        found = Sleep(deadline.AtMost(s_moment), CancellationToken.None);
        if (found >= 0 || deadline.HasPassed)
        {
            return found;
        }

        bool done = false;
        try
        {
            run(token =>
            {
                found = Sleep(deadline, token);
                done = true;
            });
        }
        catch (Exception) when (done && found >= 0)
        {
            // What was waited for has been taken already: the caller must have it, and is stopped at its next step.
        }

        return found;
    }

    // What answers is on its way, as with one object; so many looks take as long for many as for one.
    private int LookOn(Deadline deadline, CancellationToken cancellation)
    {
        SpinPolicy spin = SpinPolicy.ForAnswer with { Looks = SpinPolicy.ForAnswer.Looks / all.Count };
        int found = -1;
        for (int i = 0; found < 0 && spin.Goes(i); i++)
        {
            found = Look(deadline, cancellation);
        }

        return found;
    }

    private int Sleep(Deadline deadline, CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = cancellation.UnsafeRegister(
            static state => ((LocalWord)state!).WakeAll(), local);
        int[]? sleepers = null;
        try
        {
            WaitPlace[] places = new WaitPlace[all.Count + 1];
            while (true)
            {
                Prepare(places);
                cancellation.ThrowIfCancellationRequested();
                int found = Look(deadline, cancellation);
                if (found >= 0)
                {
                    return found;
                }

                PeerState peers = PutRight(look: false, deadline, cancellation);
                if (peers == PeerState.FoundDead && !deadline.HasPassed)
                {
                    continue;
                }

                if (deadline.HasPassed)
                {
                    return -1;
                }

                sleepers ??= NoteSleepers();
                EventCount.SleepAny(places, NextLook(peers == PeerState.Unwatched ? deadline.AtMost(s_slice) : deadline));
            }
        }
        finally
        {
            PassOn();
            ForgetSleepers(sleepers);
            GC.KeepAlive(local);
        }
    }

    private int[] NoteSleepers()
    {
        int[] sleepers = new int[all.Count];
        for (int i = 0; i < sleepers.Length; i++)
        {
            sleepers[i] = all[i].Region?.NoteSleeper(all[i].Word) ?? -1;
        }

        return sleepers;
    }

    private void ForgetSleepers(int[]? sleepers)
    {
        for (int i = 0; i < sleepers?.Length; i++)
        {
            all[i].Region?.ForgetSleeper(sleepers[i]);
        }
    }

    private unsafe void Prepare(WaitPlace[] places)
    {
        for (int i = 0; i < all.Count; i++)
        {
            Cell32 word = all[i].Word;
            places[i] = new WaitPlace(word.Address, EventCount.Prepare(word));
        }

        Cell32 own = local.Word;
        places[^1] = new WaitPlace(own.Address, EventCount.Prepare(own));
    }

    private int Look(Deadline deadline, CancellationToken cancellation)
    {
        for (int i = 0; i < all.Count; i++)
        {
            int one = (int)(((uint)_first + (uint)i) % (uint)all.Count);
            all[one].Region?.ThrowIfEnded();
            if (attempt(one, deadline, cancellation))
            {
                return one;
            }
        }

        return -1;
    }

    // What a dead participant of any of them has left; for who will sleep, that further deaths are told.
    private PeerState PutRight(bool look, Deadline deadline, CancellationToken cancellation)
    {
        PeerState worst = PeerState.Watched;
        foreach (IAwaited one in all)
        {
            if (one.Region is not { } region)
            {
                continue;
            }

            PeerState peers = look ? region.LookAtPeers() : region.WatchPeers();
            if (peers == PeerState.FoundDead)
            {
                region.RecoverDead(deadline, cancellation);
                worst = peers;
            }
            else if (peers == PeerState.Unwatched && worst == PeerState.Watched)
            {
                worst = peers;
            }
        }

        return worst;
    }

    private Deadline NextLook(Deadline deadline)
    {
        foreach (IAwaited one in all)
        {
            deadline = deadline.OrAt(one.WakeAt);
        }

        return deadline;
    }

    private void PassOn()
    {
        Interlocked.MemoryBarrier();
        foreach (IAwaited one in all)
        {
            EventCount.Wake(one.Word);
        }
    }
}
