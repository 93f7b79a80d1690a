using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;

namespace Ipc.Commands;

/// <summary>
/// Lets Ctrl+C end a method such as <c>$queue.Receive()</c>: PowerShell tells cmdlets, not methods, that the pipeline
/// stops, so the wait runs inside a cmdlet.
/// </summary>
internal static class StoppableWait
{
    // For each runspace its own: the engine notes in them what belongs to it.
    private static readonly ConditionalWeakTable<Runspace, Tuple<ScriptBlock, CmdletInfo>> s_commands = [];

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
        (ScriptBlock script, CmdletInfo command) = s_commands.GetValue(Runspace.DefaultRunspace!, _ => Tuple.Create(
            ScriptBlock.Create("& $args[0] -Wait $args[1]"), new CmdletInfo("Invoke-IpcWait", typeof(InvokeIpcWaitCommand))));
        Exception? failure = null;
        script.Invoke(command, (Action<CancellationToken>)(token =>
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
