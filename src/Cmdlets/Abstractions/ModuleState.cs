using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace Ipc.Commands;

/// <summary>
/// Tells Core what PowerShell is like, once: a lock belongs to a runspace, and a method that waits runs in a little cmdlet of
/// its own, since only a cmdlet is told when the pipeline stops.
/// </summary>
internal static class ModuleState
{
    private static readonly ConditionalWeakTable<Runspace, object> s_owners = [];
    private static long s_lastOwner;
    private static int s_initialised;

    /// <summary>How objects become messages here, live Ipc objects included.</summary>
    public static IMessageEncoding Encoding { get; } = new PowerShellEncoding(LiveObjects.Instance);

    public static void Initialise()
    {
        if (Interlocked.Exchange(ref s_initialised, 1) == 0)
        {
            IpcHosting.OwnerToken = CurrentOwner;
            IpcHosting.BlockingRunner = StoppableWait.Run;
        }
    }

    // Thread ids are positive; runspaces get the numbers below zero, so that the two never meet.
    private static long CurrentOwner() => Runspace.DefaultRunspace is { } runspace
        ? (long)s_owners.GetValue(runspace, static _ => Interlocked.Decrement(ref s_lastOwner))
        : Environment.CurrentManagedThreadId;
}
