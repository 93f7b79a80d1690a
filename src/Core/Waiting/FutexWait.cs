using System.Runtime.InteropServices;
using Ipc.Native;

namespace Ipc.Waiting;

/// <summary>Linux: the kernel's futex, shared between processes since it is keyed by the page and not by the address.</summary>
internal sealed unsafe class FutexWait : IWaitStrategy
{
    // A futex takes a relative time; anything longer is waited for in rounds.
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    public void Wait(uint* word, uint value, Deadline deadline)
    {
        if (deadline.IsNever)
        {
            Libc.FutexWait(word, value, null);
            return;
        }

        TimeSpan left = deadline.Remaining;
        if (left <= TimeSpan.Zero)
        {
            return;
        }

        left = left > s_longest ? s_longest : left;
        Libc.TimeSpec spec = new()
        {
            Seconds = left.Ticks / TimeSpan.TicksPerSecond,
            Nanoseconds = left.Ticks % TimeSpan.TicksPerSecond * 100,
        };
        Libc.FutexWait(word, value, &spec);
    }

    public int Wake(uint* word, int count) => Libc.FutexWake(word, count);
}
