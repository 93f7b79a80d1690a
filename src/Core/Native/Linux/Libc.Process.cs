using System.Runtime.InteropServices;

namespace Ipc.Native;

internal static partial class Libc
{
    /// <summary>Ends the process at once: no handlers, no finalizers.</summary>
    [LibraryImport("libc", EntryPoint = "_exit")]
    internal static partial void _exit(int status);

    [LibraryImport("libc", EntryPoint = "setpgid", SetLastError = true)]
    internal static partial int setpgid(int pid, int group);
}
