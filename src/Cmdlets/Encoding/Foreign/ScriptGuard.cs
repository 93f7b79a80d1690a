using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Runtime.ExceptionServices;

namespace Ipc.Commands;

/// <summary>
/// A pipeline in the caller's session in which an object's scripts (properties, ToString) run, each for a time only:
/// then it is stopped, and not the caller's own. One serves a whole object with all that is in it, since making it
/// costs a hundred times what a script property does.
/// </summary>
internal sealed class ScriptGuard : IDisposable
{
    [ThreadStatic]
    private static ScriptGuard? t_current;

    private readonly Timer? _timer;
    private volatile bool _late;
    private bool _isRunning;

    private ScriptGuard(PowerShell? shell)
    {
        _timer = shell is null ? null : new Timer(
            _ =>
            {
                _late = true;
                shell.BeginStop(null, null);
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
    }

    /// <summary>Whether the calling thread is inside one.</summary>
    public static bool IsHere => t_current is not null;

    /// <summary>Runs one script; in a guard of its own if there is none.</summary>
    /// <param name="script">Calls it. What it throws is thrown here.</param>
    /// <param name="what">What it is of, for the refusal.</param>
    /// <exception cref="RefusedValueException">It did not return.</exception>
    public static void RunScript(Action script, Func<string> what)
    {
        if (t_current is { } guard)
        {
            guard.RunInTime(script, what);
        }
        else
        {
            Run(() => RunScript(script, what));
        }
    }

    /// <summary>Runs something that calls scripts by <see cref="RunScript"/>.</summary>
    /// <param name="action">Calls them. What it throws is thrown here.</param>
    /// <exception cref="RefusedValueException">
    /// There is no way to stop a script here, or one did not return.
    /// </exception>
    public static void Run(Action action)
    {
        if (DeepStack.IsHere)
        {
            throw new RefusedValueException(
                $"has properties that are scripts, more than {MessageLimits.ShallowLevels} levels deep", "Give them their values first, for instance by Select-Object.");
        }

        if (Runspace.DefaultRunspace is null)
        {
            RunInside(null, action);
            return;
        }

        // Whether a pipeline runs there cannot be asked: the availability is "available" again after any nested one.
        bool began = false;
        bool ended = false;
        ExceptionDispatchInfo? failure = null;
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        CmdletInfo command = new("Invoke-IpcWait", typeof(InvokeIpcWaitCommand));
        shell.AddCommand(command).AddParameter(nameof(InvokeIpcWaitCommand.Wait), (Action<CancellationToken>)(_ =>
        {
            began = true;
            try
            {
                RunInside(shell, action);
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }

            ended = true;
        }));
        try
        {
            shell.Invoke();
        }
        catch (PSInvalidOperationException) when (!began)
        {
            RunInside(null, action); // No script is running there, and this one gets the thread as it is.
            return;
        }
        catch (PipelineStoppedException) when (failure is not null)
        {
            // Told below: whether stopping throws here, too, depends on the moment.
        }

        failure?.Throw();
        if (!ended)
        {
            throw new PipelineStoppedException(); // Before it began, by whoever stops the caller.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer?.Dispose();

    private static void RunInside(PowerShell? shell, Action action)
    {
        using ScriptGuard guard = new(shell);
        t_current = guard;
        try
        {
            action();
        }
        finally
        {
            t_current = null;
        }
    }

    private void RunInTime(Action script, Func<string> what)
    {
        if (_isRunning)
        {
            script(); // A script that sends something itself: its own time counts.
            return;
        }

        _isRunning = true;
        _timer?.Change(Bounded.Patience, Timeout.InfiniteTimeSpan);
        try
        {
            script();
        }
        catch (PipelineStoppedException) when (_late)
        {
            // Told below: mostly it looks like a getter that throws.
        }
        finally
        {
            _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _isRunning = false;
        }

        if (_late)
        {
            throw Bounded.TooLate(what());
        }
    }
}
