using System.Runtime.CompilerServices;
using Ipc.Platform;
using Ipc.Platform.CrashPoints;

namespace Ipc.Sync;

/// <summary>
/// The one way of sleeping in this library: an event count in a single shared word.
/// </summary>
/// <remarks>
/// <para>Layout: bit 0 says that somebody may sleep; bit 1 that somebody has prepared since the last wake-up; bits 2 to
/// 31 count the wake-ups.</para>
/// <para>The sleeper: (1) <see cref="Prepare"/> sets both bits and remembers the word; (2) looks at its condition;
/// (3) <see cref="Sleep"/> on the remembered value. The waker: (1) changes the condition; (2) a full barrier;
/// (3) <see cref="Wake"/>, which does nothing while bit 0 is clear. SYNC POINT event-count: the sleeper's step 1 pairs
/// with the waker's step 2; whichever comes second sees the other.</para>
/// <para>A wake-up first counts and takes bit 1 back, then wakes, then, if it left nobody asleep, takes bit 0 back,
/// unless somebody has prepared meanwhile: bit 1 tells. Every wake-up changes the word, so a sleeper between its steps
/// 1 and 3 never misses one; nobody ever sleeps on a value without bit 1, so bit 0 is never taken from under a sleeper.
/// There is no count of sleepers that a killed process could leave too high: bit 0 stays set until a wake-up finds
/// nobody, which costs one system call.</para>
/// <para>A process that dies at any step of either role leaves bit 0 set if anybody may sleep: its peers are told of
/// its death and wake every word of the object (see <see cref="Ipc.Platform.Linux.PeerWatcher"/>).</para>
/// </remarks>
internal static unsafe class EventCount
{
    private const uint MaySleep = 1;
    private const uint Prepared = 2;
    private const uint Both = MaySleep | Prepared;
    private const uint OneWakeUp = 4;

    private static readonly IWaitStrategy s_strategy = SystemChoice.WaitStrategy;

    /// <summary>
    /// Announces a sleeper and returns the value to sleep on. The caller then looks at its condition.
    /// </summary>
    public static uint Prepare(Cell32 word)
    {
        if (CrashPoint.Has(PlantedBug.SleepWithoutFlag))
        {
            CrashPoint.Reach(CrashStep.WaitPrepared);
            return word.Value;
        }

        // SYNC POINT event-count, the sleeper: the bits are set before the caller looks.
        // SYNC POINT event-count-take-back: both of them, or we would sleep on a value from which bit 0 may be taken.
        while (true)
        {
            uint value = word.Value;
            if ((value & Both) == Both)
            {
                // Somebody else's bits serve us too: taking one back changes the word, and then Sleep returns at once.
                Interlocked.MemoryBarrier();
                CrashPoint.Reach(CrashStep.WaitPrepared);
                return value;
            }

            if (word.TrySet(value, value | Both))
            {
                CrashPoint.Reach(CrashStep.WaitPrepared);
                return value | Both;
            }
        }
    }

    /// <summary>Sleeps unless the word has changed since <see cref="Prepare"/>. May return for no reason.</summary>
    public static void Sleep(Cell32 word, uint prepared, Deadline deadline) =>
        s_strategy.Wait(word.Address, prepared, deadline.IsNever ? Timeout.InfiniteTimeSpan : deadline.Remaining);

    /// <summary>Sleeps unless one of the words has changed. May return for no reason.</summary>
    public static void SleepAny(ReadOnlySpan<WaitPlace> places, Deadline deadline) =>
        s_strategy.WaitAny(places, deadline.IsNever ? Timeout.InfiniteTimeSpan : deadline.Remaining);

    /// <summary>
    /// Wakes up to <paramref name="count"/> sleepers. The caller's change comes before, with a full barrier.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Wake(Cell32 word, int count = 1)
    {
        if ((word.Value & MaySleep) != 0)
        {
            WakeSome(word, count);
        }
    }

    /// <summary>Wakes every sleeper. The caller's change comes before, with a full barrier.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WakeAll(Cell32 word)
    {
        if ((word.Value & MaySleep) != 0)
        {
            WakeEvery(word);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WakeSome(Cell32 word, int count)
    {
        while (true)
        {
            uint value = word.Value;
            if ((value & MaySleep) == 0)
            {
                return;
            }

            uint next = (value & ~Prepared) + OneWakeUp;
            if (!word.TrySet(value, next))
            {
                continue;
            }

            CrashPoint.Reach(CrashStep.WakeCounted);
            if (s_strategy.Wake(word.Address, count) == 0)
            {
                CrashPoint.Reach(CrashStep.WakeDone);
                TakeBack(word, next);
            }

            return;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void WakeEvery(Cell32 word)
    {
        while (true)
        {
            uint value = word.Value;
            if ((value & MaySleep) == 0)
            {
                return;
            }

            uint next = (value & ~Prepared) + OneWakeUp;
            if (word.TrySet(value, next))
            {
                CrashPoint.Reach(CrashStep.WakeCounted);
                s_strategy.Wake(word.Address, int.MaxValue);
                CrashPoint.Reach(CrashStep.WakeDone);
                TakeBack(word, next);
                return;
            }
        }
    }

    // Nobody sleeps: bit 0 goes, with a new count, unless somebody has prepared or been woken meanwhile.
    // SYNC POINT event-count-take-back: the value that is expected lacks bit 1.
    private static void TakeBack(Cell32 word, uint seen) => word.TrySet(seen, seen - MaySleep + OneWakeUp);
}
