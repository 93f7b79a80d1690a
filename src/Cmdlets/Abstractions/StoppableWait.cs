using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Ipc.Commands;

/// <summary>
/// Lets Ctrl+C end a method such as <c>$queue.Receive()</c>: PowerShell tells cmdlets, not methods, that the pipeline
/// stops, so the wait runs inside a cmdlet.
/// </summary>
internal static class StoppableWait
{
    [ThreadStatic]
    private static bool t_inside;

    public static void Run(Action<CancellationToken> wait)
    {
        if (Runspace.DefaultRunspace is not { RunspaceAvailability: RunspaceAvailability.Busy } || t_inside)
        {
            wait(CancellationToken.None);
            return;
        }

        t_inside = true;
        try
        {
            InvokeCommandFor(wait);
        }
        finally
        {
            t_inside = false;
        }
    }

    private static void InvokeCommandFor(Action<CancellationToken> wait)
    {
        CmdletInfo command = new("Invoke-IpcWait", typeof(InvokeIpcWaitCommand));
        Exception? failure = null;
        ScriptBlock.Create("& $args[0] -Wait $args[1]").Invoke(command, (Action<CancellationToken>)(token =>
        {
            try
            {
                wait(token);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                failure = e; // Passed on as it is, not wrapped by the script that runs the cmdlet.
            }
        }));
        if (failure is not null)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }
}
