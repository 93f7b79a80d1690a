using System.Runtime.InteropServices;

namespace Ipc.Tests.Stress;

/// <summary>Ends a process whose parent was killed.</summary>
internal static partial class Parent
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(2);

    public static Timer EndWith(int parent) => new(
        _ =>
        {
            if (getppid() != parent)
            {
                Environment.Exit(1);
            }
        },
        null, s_look, s_look);

    [LibraryImport("libc", EntryPoint = "getppid")]
    private static partial int getppid();
}
