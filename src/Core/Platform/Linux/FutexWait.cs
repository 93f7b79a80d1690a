using System.Diagnostics;
using System.Runtime.InteropServices;
using Ipc.Platform.Portable;

namespace Ipc.Platform.Linux;

/// <summary>
/// Linux: the kernel's futex, shared between processes since it is keyed by the page and not by the address.
/// </summary>
/// <param name="single">Whether to do without waiting on several words at once, which Linux has since 5.16.</param>
internal sealed unsafe class FutexWait(bool single = false) : IWaitStrategy
{
    // A futex takes a relative time; anything longer is waited for in rounds.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    private volatile bool _single = single;

    public void Wait(uint* word, uint value, TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
        {
            Libc.FutexWait(word, value, null);
            return;
        }

        if (timeout <= TimeSpan.Zero)
        {
            return;
        }

        TimeSpan left = timeout > s_longest ? s_longest : timeout;
        Libc.TimeSpec spec = new()
        {
            Seconds = left.Ticks / TimeSpan.TicksPerSecond,
            Nanoseconds = left.Ticks % TimeSpan.TicksPerSecond * 100,
        };
        Libc.FutexWait(word, value, &spec);
    }

    public void WaitAny(ReadOnlySpan<WaitPlace> places, TimeSpan timeout)
    {
        if (timeout != Timeout.InfiniteTimeSpan && timeout <= TimeSpan.Zero)
        {
            return;
        }

        bool done = !_single && places.Length <= Libc.FUTEX_WAITV_MAX && TryWaitV(places, timeout);
        if (!done)
        {
            new GroupedWait(this, _single ? 1 : Libc.FUTEX_WAITV_MAX - 1).Wait(places, timeout);
        }
    }

    // False where the kernel does not know the call, or a container forbids it.
    private bool TryWaitV(ReadOnlySpan<WaitPlace> places, TimeSpan timeout)
    {
        TimeSpan left = timeout == Timeout.InfiniteTimeSpan || timeout > s_longest ? s_longest : timeout;
        long until = Stopwatch.GetTimestamp() + (left.Ticks * 100); // The same clock, and as fine.
        Libc.TimeSpec spec = new() { Seconds = until / 1_000_000_000, Nanoseconds = until % 1_000_000_000 };
        if (Libc.FutexWaitV(places, &spec) >= 0 || Marshal.GetLastPInvokeError() is not (Errno.ENOSYS or Errno.EPERM))
        {
            return true;
        }

        _single = true;
        return false;
    }

    public int Wake(uint* word, int count) => Libc.FutexWake(word, count);
}
