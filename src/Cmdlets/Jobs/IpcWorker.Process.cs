using System.Diagnostics;
using System.Management.Automation;
using Ipc.Platform.Linux;

namespace Ipc.Commands;

/// <summary>The worker's process: how it starts, and how its end is told.</summary>
public sealed partial class IpcWorker
{
    private static readonly string[] s_signals =
    [
        "", "SIGHUP", "SIGINT", "SIGQUIT", "SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGKILL", "SIGUSR1", "SIGSEGV",
        "SIGUSR2", "SIGPIPE", "SIGALRM", "SIGTERM", "SIGSTKFLT", "SIGCHLD", "SIGCONT", "SIGSTOP", "SIGTSTP", "SIGTTIN", "SIGTTOU",
    ];

    private volatile bool _stopRequested;
    private volatile bool _keepsChildren;
    private WorkerEnding? _ending;

    private void StartProcess()
    {
        WorkerHub hub = WorkerHub.Instance;
        (_control, _farEnd) = InternalObjects.Pipe();
        _number = hub.Register(this);
        try
        {
            ProcessStartInfo info = WorkerExecutable.Prepare(
                _executable, _manifest, new WorkerChannel(_control.Id, _number, ProcessIdentity.Current));
            info.WorkingDirectory = _location;
            info.UseShellExecute = false;
            info.RedirectStandardInput = true; // A worker has no terminal to read from.
            _environment.Apply(info, Name);
            _control.TrySendBytes(_start!.Bytes, Timeout.InfiniteTimeSpan); // The pipe is empty, so it has room for any.
            _process = new Process { StartInfo = info, EnableRaisingEvents = true };
            _process.Exited += (_, _) => OnProcessExited();
            SetJobState(JobState.Running); // Before it can end.
            _process.Start();
            _process.StandardInput.Close();
            ProcessId = _process.Id;
            _identity = ProcessIdentity.Of(_process.Id);
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IpcException or OutOfMemoryException)
        {
            // It may run already: without the pipe it ends itself. .NET calls it lack of memory when there is no thread
            // for its end, whatever there was too little of.
            _process = null;
            hub.Forget(_number);
            CloseChannel();
            IpcException error = e as IpcException ?? (e is OutOfMemoryException
                ? new IpcException(
                    IpcError.NoSpace,
                    "The worker's process could not be started: memory, open files or processes are used up. Close objects "
                        + "you don't need, or raise the limit (ulimit -v, -n or -u).",
                    e)
                : new IpcException(IpcError.WorkerFailed, $"The worker's process could not be started: {e.Message}", e));
            Failure = ErrorFactory.Create(error, Name);
            CompleteStreams();
            SetJobState(JobState.Failed, error);
            ReleaseInFlight();
            hub.PulseArrivals();
            throw error;
        }
    }

    // On a thread of the pool. What the worker has sent is in the queue by now; this goes behind it.
    private void OnProcessExited() => WorkerHub.Instance.PostExit(_number, _process!.ExitCode);

    /// <summary>Its process has exited, or its job on a worker of a pool has. Inside the arrival gate.</summary>
    /// <param name="processExitCode">A signal is 128 and its number.</param>
    internal void Finish(int processExitCode)
    {
        // The runtime reports a signal as 128 plus its number; a script that exits with such a number has said so
        // itself.
        if (_ending is null && processExitCode > 128 && processExitCode - 128 < s_signals.Length)
        {
            Signal = s_signals[processExitCode - 128];
        }

        ExitCode = processExitCode;

        if (_ending is null)
        {
            foreach (ProcessIdentity killed in new[] { _wrapper, _identity }.OfType<ProcessIdentity>())
            {
                DiagnosticFiles.Remove(killed);
            }
        }

        if (_ending is null && !_keepsChildren)
        {
            ProcessGroup.KillRest(ProcessId!.Value); // Its script did not get to its end, and nobody else will stop what that has started.
        }

        JobState state = _ending?.State ?? (_stopRequested ? JobState.Stopped : JobState.Failed);
        if (state == JobState.Failed)
        {
            Failure = _ending?.Error ?? ErrorFactory.Create(HowItFailed(), Name);
        }

        CloseChannel();
        WorkerHub.Instance.Forget(_number);
        CompleteStreams();
        _finalState = state;
    }

    private IpcException HowItFailed() =>
        _ending is not null
            ? new IpcException(IpcError.WorkerFailed, $"The worker '{Name}' exited with code {ExitCode}.")
            : (Signal is null && ExitCode is int code && !_hasStarted ? StartFailure.Of(code, this, _manifest) : null)
                ?? new IpcException(IpcError.WorkerFailed, DeathMessage());

    private string DeathMessage()
    {
        string end = Signal is null ? $"ended with exit code {ExitCode}" : $"was killed by {Signal}";
        string when = !_hasStarted ? " before its script began" : Signal is null ? " before its script did" : "";
        string advice = _hasStarted || _executable is null
            ? "" : $" -Executable '{_executable}' must be PowerShell 7.4 or later.";
        return $"The process of worker '{Name}' (pid {ProcessId}) {end}{when}.{advice}";
    }

    private void CloseChannel()
    {
        _farEnd?.Close();
        _control?.Close();
    }
}
