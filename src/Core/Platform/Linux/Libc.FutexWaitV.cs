using System.Runtime.InteropServices;

namespace Ipc.Platform.Linux;

internal static partial class Libc
{
    /// <summary>The most words that one call waits for.</summary>
    internal const int FUTEX_WAITV_MAX = 128;

    private const nint SysFutexWaitV = 449; // The same number everywhere.
    private const uint FUTEX_32 = 2;
    private const nint CLOCK_MONOTONIC = 1;

    /// <summary>Sleeps while each word still has its value; the time is one of the monotonic clock.</summary>
    internal static unsafe int FutexWaitV(ReadOnlySpan<WaitPlace> places, TimeSpec* until)
    {
        FutexWaiter* waiters = stackalloc FutexWaiter[places.Length];
        for (int i = 0; i < places.Length; i++)
        {
            waiters[i] = new FutexWaiter { Value = places[i].Value, Address = (ulong)places[i].Word, Flags = FUTEX_32 };
        }

        return (int)Syscall6(SysFutexWaitV, (nint)waiters, places.Length, 0, (nint)until, CLOCK_MONOTONIC, 0);
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct FutexWaiter
    {
        public ulong Value;
        public ulong Address;
        public uint Flags;
        public uint Reserved;
    }
}
