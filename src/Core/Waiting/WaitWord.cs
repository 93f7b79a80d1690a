using System.Runtime.CompilerServices;
using Ipc.Regions;

namespace Ipc.Waiting;

/// <summary>
/// The one way of sleeping in this library: an event count in a single shared word.
/// </summary>
/// <remarks>
/// <para>Layout: bit 0 says that somebody may sleep; bits 1 to 31 count the wake-ups.</para>
/// <para>The sleeper: (1) <see cref="Prepare"/> sets bit 0 and remembers the word; (2) looks at its condition;
/// (3) <see cref="Sleep"/> on the remembered value. The waker: (1) changes the condition; (2) a full barrier;
/// (3) <see cref="Wake"/>, which does nothing while bit 0 is clear. SYNC POINT wait-word: the sleeper's step 1 pairs with
/// the waker's step 2; whichever comes second sees the other.</para>
/// <para>Every wake-up changes the word, and so does taking bit 0 back, so a sleeper between its steps 1 and 3 never
/// misses one. There is no count of sleepers that a killed process could leave too high: bit 0 stays set until a
/// wake-up finds nobody, which costs one system call.</para>
/// <para>A process that dies after step 1 of either role is no trouble by itself: its peers are told of its death and
/// wake every word of the object (see <see cref="Ipc.Ownership.PeerWatcher"/>).</para>
/// </remarks>
internal static unsafe class WaitWord
{
    private static readonly IWaitStrategy s_strategy = SelectStrategy(Environment.GetEnvironmentVariable("IPC_WAIT"));

    /// <summary>Name of the form in use: <c>futex</c> or <c>backoff</c>.</summary>
    public static string StrategyName => s_strategy is FutexWait ? "futex" : "backoff";

    internal static IWaitStrategy SelectStrategy(string? name) => name switch
    {
        "backoff" => new BackoffWait(),
        null or "" or "futex" => OperatingSystem.IsLinux() ? new FutexWait() : new BackoffWait(),
        _ => throw new IpcException(
            IpcError.NotSupported, $"IPC_WAIT is '{name}', which is not known. Set it to 'futex' or 'backoff', or remove it."),
    };

    /// <summary>Announces a sleeper and returns the value to sleep on. The caller then looks at its condition.</summary>
    public static uint Prepare(Cell32 word)
    {
        while (true)
        {
            uint value = word.Value;
            if ((value & 1) != 0)
            {
                // Somebody else's bit serves us too: taking it back changes the word, and then Sleep returns at once.
                Interlocked.MemoryBarrier();
                return value;
            }

            if (word.TrySet(value, value | 1))
            {
                return value | 1;
            }
        }
    }

    /// <summary>Sleeps unless the word has changed since <see cref="Prepare"/>. May return for no reason.</summary>
    public static void Sleep(Cell32 word, uint prepared, Deadline deadline) =>
        s_strategy.Wait(word.Address, prepared, deadline);

    /// <summary>Wakes up to <paramref name="count"/> sleepers. The caller's change comes before, with a full barrier.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Wake(Cell32 word, int count = 1)
    {
        if ((word.Value & 1) != 0)
        {
            WakeSome(word, count);
        }
    }

    /// <summary>Wakes every sleeper. The caller's change comes before, with a full barrier.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void WakeAll(Cell32 word)
    {
        if ((word.Value & 1) != 0)
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
            if ((value & 1) == 0)
            {
                return;
            }

            if (!word.TrySet(value, value + 2))
            {
                continue;
            }

            if (s_strategy.Wake(word.Address, count) == 0)
            {
                // Nobody there: take the bit back, with a new count, unless something changed meanwhile.
                word.TrySet(value + 2, value + 3);
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
            if ((value & 1) == 0)
            {
                return;
            }

            if (word.TrySet(value, value + 1))
            {
                s_strategy.Wake(word.Address, int.MaxValue);
                return;
            }
        }
    }
}
