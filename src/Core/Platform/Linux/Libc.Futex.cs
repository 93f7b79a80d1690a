using System.Runtime.InteropServices;

namespace Ipc.Platform.Linux;

internal static partial class Libc
{
    internal const int FUTEX_WAIT = 0;
    internal const int FUTEX_WAKE = 1;

    private static readonly nint s_futex = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 202 : 98;

    /// <summary>Sleeps while the word still has the value; relative time-out on the monotonic clock.</summary>
    internal static unsafe int FutexWait(uint* word, uint value, TimeSpec* timeout) =>
        (int)Syscall6(s_futex, (nint)word, FUTEX_WAIT, (nint)value, (nint)timeout, 0, 0);

    /// <summary>Wakes up to <paramref name="count"/> sleepers of any process and says how many there were.</summary>
    internal static unsafe int FutexWake(uint* word, int count) =>
        (int)Syscall6(s_futex, (nint)word, FUTEX_WAKE, count, 0, 0, 0);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Syscall6(nint number, nint a, nint b, nint c, nint d, nint e, nint f);

    [StructLayout(LayoutKind.Sequential)]
    internal struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
