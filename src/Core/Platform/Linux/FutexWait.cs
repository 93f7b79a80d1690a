using System.Runtime.InteropServices;

namespace Ipc.Platform.Linux;

/// <summary>
/// Linux: the kernel's futex, shared between processes since it is keyed by the page and not by the address.
/// </summary>
internal sealed unsafe class FutexWait : IWaitStrategy
{
    // A futex takes a relative time; anything longer is waited for in rounds.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

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

    public int Wake(uint* word, int count) => Libc.FutexWake(word, count);
}
