using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Reflection;
using Ipc.Regions;

namespace Ipc.Commands;

/// <summary>
/// Tells Core what PowerShell is like, once: a lock belongs to a runspace, and a method that waits runs in a little
/// cmdlet of its own, since only a cmdlet is told when the pipeline stops.
/// </summary>
internal static class ModuleState
{
    private static int s_initialised;

    /// <summary>Whether this process is pwsh itself, and not another program that hosts PowerShell.</summary>
    public static bool IsPwsh { get; } = Assembly.GetEntryAssembly()?.GetName().Name == "pwsh";

    /// <param name="isWorker">Whether this process does nothing but what a worker does.</param>
    public static void Initialise(bool isWorker = false)
    {
        if (Interlocked.Exchange(ref s_initialised, 1) == 0)
        {
            IpcHosting.OwnerToken = CurrentOwner;
            IpcHosting.NotesLockTimes = true;
            IpcHosting.Advise = CmdletAdvice.Say;
            IpcHosting.Convert = ElementConversion.Convert;
            IpcHosting.FullPath = ResolveIpcPathCommand.FullPath;
            IpcHosting.BlockingRunner = StoppableWait.Run;
            IpcHosting.AsFunction = BlockFunction.Of;
            if (isWorker || IsPwsh)
            {
                RegionRegistry.LeaveWhenTerminated(); // Another program that hosts PowerShell may have its own way to end.
            }
        }
    }

    // Thread ids are positive; runspaces get the numbers below zero, so that the two never meet. A runspace's id is
    // used once in a process, and it is the one that Get-Runspace shows.
    private static long CurrentOwner() => Runspace.DefaultRunspace is { } runspace
        ? -(long)runspace.Id
        : Environment.CurrentManagedThreadId;
}
