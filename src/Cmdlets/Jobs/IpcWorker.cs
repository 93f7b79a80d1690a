using System.ComponentModel;
using System.Diagnostics;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace Ipc.Commands;

/// <summary>
/// A worker process, as a PowerShell job: Get-Job, Wait-Job, Receive-Job, Stop-Job and Remove-Job work on it, and so do
/// the cmdlets of this module, which keep the order of what several workers write.
/// </summary>
public sealed partial class IpcWorker : Job2, IJobDebugger
{
    /// <summary>The job type that Get-Job shows.</summary>
    public const string JobType = "IpcWorker";

    private static readonly TimeSpan s_stopGrace = TimeSpan.FromSeconds(5);

    private readonly object _gate = new();
    private readonly string _manifest;
    private readonly string _location;
    private StartMessage? _start;
    private readonly string? _executable;
    private readonly WorkerEnvironment _environment;
    private int _number;
    private IpcPipe? _control;
    private IpcPipe? _farEnd;
    private Process? _process;

    /// <summary>Makes a worker that is not started yet.</summary>
    /// <param name="command">The script as Get-Job shows it.</param>
    /// <param name="name">Its name; null to be named by its number.</param>
    /// <param name="script">Makes what is to run, when the name is known.</param>
    /// <param name="executable">The pwsh to run it with; null for the usual choice.</param>
    /// <param name="environment">The environment variables of its process.</param>
    /// <param name="streamingHost">Where it shows at once what it shows; null for nowhere.</param>
    /// <exception cref="IpcException">Something that it is given cannot be sent.</exception>
    internal IpcWorker(
        string command,
        string? name,
        Func<string, WorkerScript> script,
        string? executable,
        WorkerEnvironment environment,
        PSHost? streamingHost)
        : base(command, name)
    {
        PSJobTypeName = JobType;
        Name = name ?? $"Worker{Id}";
        Child = new IpcWorkerChildJob(this, command);
        ChildJobs.Add(Child);
        WorkerScript given = script(Name); // Not kept: that would keep what the caller throws away.
        _start = new StartMessage(given);
        (_manifest, _location, Index) = (given.Manifest, given.Location, given.Index);
        _executable = executable;
        _environment = environment;
        _streamingHost = streamingHost;
    }

    /// <summary>
    /// The worker's process id; null before it starts. That of a wrapper around pwsh first, until the worker tells its
    /// own.
    /// </summary>
    public int? ProcessId { get; private set; }

    /// <summary>
    /// What the process exited with; null while it runs. When a signal killed it 128 and its number, as in a shell: 137
    /// for SIGKILL.
    /// </summary>
    public int? ExitCode { get; private set; }

    /// <summary>The signal that killed the process, such as SIGKILL; null otherwise.</summary>
    public string? Signal { get; private set; }

    /// <summary>Its number among those started together, from 0.</summary>
    public int Index { get; }

    /// <summary>The error that ended the script or the process; null while there is none.</summary>
    public ErrorRecord? Failure { get; private set; }

    /// <summary>Its name, so that "$worker" says which it is.</summary>
    public override string ToString() => Name;

    /// <inheritdoc/>
    public override bool HasMoreData => HasUnread || !IsFinished;

    /// <inheritdoc/>
    public override string Location => "localhost";

    /// <inheritdoc/>
    public override string StatusMessage => Signal ?? (ExitCode is int code ? $"exit code {code}" : "");

    /// <summary>The jobs of the session that it belongs to; null before it is one of them.</summary>
    internal IpcWorkerSourceAdapter? Source { get; set; }

    /// <summary>Whether something waits in any stream.</summary>
    internal bool HasUnread => Output.Count > 0 || Error.Count > 0 || Warning.Count > 0 || Verbose.Count > 0
        || Debug.Count > 0 || Information.Count > 0 || Progress.Count > 0;

    // Who waits for it goes on when who wants to be told has been.
    internal bool IsFinished => (Ended is null || _hasTold) && base.JobStateInfo.State is JobState.Completed or JobState.Failed or JobState.Stopped;

    /// <inheritdoc/>
    public override void StartJob()
    {
        if (Pool is not null)
        {
            Pool.Enqueue(_job = new ScheduledJob(this));
            return;
        }

        lock (_gate)
        {
            if (_process is not null || IsFinished)
            {
                throw new InvalidJobStateException(JobStateInfo.State, "A worker can be started once only. Start a "
                    + "new one with Start-IpcWorker.");
            }

            StartProcess();
        }

        SendGatheredInput();
    }

    /// <summary>Starts it when there is room, if nobody has started or stopped it by then.</summary>
    internal void StartFromQueue()
    {
        try
        {
            lock (_gate)
            {
                if (_process is null && !IsFinished)
                {
                    StartProcess();
                }
            }

            SendGatheredInput();
        }
        catch (Exception e) when (e is IpcException or ObjectDisposedException)
        {
            // The job says so itself, or was removed.
        }

        if (IsFinished)
        {
            WorkerThrottle.Leave(this); // Before it had its place; nothing else will give that back.
        }
    }

    /// <inheritdoc/>
    public override void StartJobAsync()
    {
        try
        {
            StartJob();
            OnStartJobCompleted(new AsyncCompletedEventArgs(null, false, null));
        }
        catch (IpcException e)
        {
            OnStartJobCompleted(new AsyncCompletedEventArgs(e, false, null));
        }
    }

    /// <inheritdoc/>
    public override void StopJob() => StopJob(false, "");

    /// <inheritdoc/>
    public override void StopJob(bool force, string reason)
    {
        RequestStop();
        if (force || !Finished.WaitOne(s_stopGrace))
        {
            Kill();
        }

        Finished.WaitOne();
    }

    /// <inheritdoc/>
    public override void StopJobAsync() => StopJobAsync(false, "");

    /// <inheritdoc/>
    public override void StopJobAsync(bool force, string reason) => ThreadPool.QueueUserWorkItem(_ =>
    {
        StopJob(force, reason);
        OnStopJobCompleted(new AsyncCompletedEventArgs(null, false, null));
    });

    /// <inheritdoc/>
    public override void SuspendJob() => throw NoSuspend();

    /// <inheritdoc/>
    public override void SuspendJob(bool force, string reason) => throw NoSuspend();

    /// <inheritdoc/>
    public override void SuspendJobAsync() => throw NoSuspend();

    /// <inheritdoc/>
    public override void SuspendJobAsync(bool force, string reason) => throw NoSuspend();

    /// <inheritdoc/>
    public override void ResumeJob() => throw NoSuspend();

    /// <inheritdoc/>
    public override void ResumeJobAsync() => throw NoSuspend();

    /// <inheritdoc/>
    public override void UnblockJob() => throw NoUnblock();

    /// <inheritdoc/>
    public override void UnblockJobAsync() => throw NoUnblock();

    /// <summary>Asks the script to stop: its finally blocks run.</summary>
    /// <param name="keepChildren">Whether the processes that the script has started are to go on.</param>
    internal void RequestStop(bool keepChildren = false)
    {
        if (StopUnstarted() || IsFinished)
        {
            return;
        }

        _stopRequested = true;
        _keepsChildren = keepChildren;
        try
        {
            using FrameWriter message = FrameWriter.Rent();
            message.Add(new FrameHeader(FrameKind.Stop, Flags: keepChildren ? FrameFlags.KeepsChildren : FrameFlags.None));
            _control?.TrySendBytes(message.Written, TimeSpan.FromSeconds(1));
        }
        catch (IpcException)
        {
            // The worker has exited already.
        }
    }

    // What waits for its turn has nothing to stop.
    private bool StopUnstarted()
    {
        lock (_gate)
        {
            if (_process is not null || _slot is not null || IsFinished)
            {
                return false;
            }

            CompleteStreams();
            SetJobState(JobState.Stopped);
        }

        if (_job is { } waiting)
        {
            Pool!.Cancel(waiting); // Outside of the gate, which is taken inside that of the pool.
        }

        ReleaseInFlight();
        WorkerHub.Instance.PulseArrivals();
        return true;
    }

    /// <summary>Kills the process and what it has started.</summary>
    internal void Kill(bool keepChildren = false)
    {
        if (StopUnstarted())
        {
            return;
        }

        _keepsChildren = keepChildren;
        try
        {
            KillOnSlot();
            if (_process is { HasExited: false } process)
            {
                KillProcess(process, keepChildren);
            }
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself.
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            Kill();
            WorkerThrottle.Leave(this);
            WorkerHub.Instance.Forget(_number);
            CloseChannel();
            ReleaseInFlight();
            Child.Dispose();
        }

        base.Dispose(disposing);
    }

    private static PSNotSupportedException NoSuspend() =>
        new("A worker cannot be suspended or resumed. Stop it with Stop-IpcWorker, or let it wait for an event "
            + "(New-IpcEvent).");

    // Debug-Job asks for it, and shows what is thrown.
    System.Management.Automation.Debugger IJobDebugger.Debugger => throw new PSNotSupportedException(
        "A worker runs in another process, which Debug-Job cannot enter. Run its script block here to debug it, or "
            + "let it tell what it does with Write-Debug or Write-Host.");

    bool IJobDebugger.IsAsync { get; set; }

    private static PSNotSupportedException NoUnblock() =>
        new("A worker never waits for the user, so it cannot be unblocked.");
}
