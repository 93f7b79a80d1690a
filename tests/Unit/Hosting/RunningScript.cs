using System.Management.Automation;

namespace Ipc.Tests.Hosting;

/// <summary>A script that runs in a <see cref="HostedShell"/> on a thread of its own.</summary>
public sealed class RunningScript : IDisposable
{
    private readonly PowerShell _shell;
    private readonly PSDataCollection<PSObject?> _output = new() { EnumeratorNeverBlocks = true };
    private readonly IAsyncResult _run;

    internal RunningScript(PowerShell shell)
    {
        _shell = shell;
        _run = shell.BeginInvoke<PSObject, PSObject?>(null, _output);
    }

    public PSInvocationState State => _shell.InvocationStateInfo.State;

    public bool IsRunning => !_run.IsCompleted;

    /// <summary>What has been written so far.</summary>
    public IReadOnlyList<object?> Output => [.. _output.Select(item => item?.BaseObject)];

    /// <summary>The progress so far.</summary>
    public IReadOnlyList<ProgressRecord> Progress => [.. _shell.Streams.Progress];

    /// <summary>The warnings so far.</summary>
    public IReadOnlyList<string> Warnings => [.. _shell.Streams.Warning.Select(warning => warning.Message)];

    /// <summary>Waits for the end; a script that hangs is stopped and fails the test.</summary>
    public ShellResult Wait() => Wait(HostedShell.Watchdog);

    /// <summary>Does the same for one with more to do.</summary>
    public ShellResult Wait(TimeSpan watchdog)
    {
        if (!_run.AsyncWaitHandle.WaitOne(watchdog))
        {
            _shell.BeginStop(null, null);
            throw new TimeoutException($"The script was still running after {watchdog}.");
        }

        List<ErrorRecord> errors = [];
        try
        {
            _shell.EndInvoke(_run);
        }
        catch (RuntimeException e)
        {
            errors.Add(e.ErrorRecord);
        }

        // The terminating error is in the stream too, for some of them.
        errors.InsertRange(0, _shell.Streams.Error.Where(error => !errors.Contains(error)));
        return new ShellResult(Output, errors);
    }

    /// <summary>Stops it as Ctrl+C does. Fails if that does not end it.</summary>
    public void Stop()
    {
        IAsyncResult stop = _shell.BeginStop(null, null);
        if (!stop.AsyncWaitHandle.WaitOne(HostedShell.Watchdog) || !_run.AsyncWaitHandle.WaitOne(HostedShell.Watchdog))
        {
            throw new TimeoutException($"The script did not stop within {HostedShell.Watchdog}.");
        }

        _shell.EndStop(stop);
    }

    public void Dispose()
    {
        if (_run.IsCompleted)
        {
            _shell.Dispose();
        }
        else
        {
            // A test that failed meanwhile must not hang here.
            _shell.BeginStop(done => _shell.Dispose(), null);
        }
    }
}
