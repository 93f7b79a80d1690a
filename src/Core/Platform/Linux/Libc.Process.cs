using System.Runtime.InteropServices;

namespace Ipc.Platform.Linux;

internal static partial class Libc
{
    /// <summary>Ends the process at once: no handlers, no finalizers.</summary>
    [LibraryImport("libc", EntryPoint = "_exit")]
    internal static partial void _exit(int status);

    [LibraryImport("libc", EntryPoint = "setpgid", SetLastError = true)]
    internal static partial int setpgid(int pid, int group);

    [LibraryImport("libc", EntryPoint = "getpgid", SetLastError = true)]
    internal static partial int getpgid(int pid);

    /// <summary>
    /// Sends a signal to a process; with 0 to the caller's group, with a negative number to the group of that number.
    /// </summary>
    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int kill(int pid, int signal);

    /// <summary>Sends a signal to the calling thread, which acts on it before this returns.</summary>
    [LibraryImport("libc", EntryPoint = "raise")]
    internal static partial int raise(int signal);
}
