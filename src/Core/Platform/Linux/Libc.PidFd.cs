using System.Runtime.InteropServices;

namespace Ipc.Platform.Linux;

internal static partial class Libc
{
    private const nint SYS_pidfd_open = 434;
    internal const short POLLIN = 1;

    /// <summary>
    /// A descriptor that becomes readable when the process has ended; -1 with errno ESRCH when there is none.
    /// </summary>
    internal static int PidFdOpen(int pid) => (int)Syscall6(SYS_pidfd_open, pid, 0, 0, 0, 0, 0);

    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    internal static partial int close(int descriptor);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    internal static unsafe partial int poll(PollFd* descriptors, nuint count, int timeoutMilliseconds);

    [StructLayout(LayoutKind.Sequential)]
    internal struct PollFd
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
