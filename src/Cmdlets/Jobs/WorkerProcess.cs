using System.Diagnostics.CodeAnalysis;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Ipc.Messages;
using Ipc.Platform;
using Ipc.Platform.Linux;
using Ipc.Regions;

namespace Ipc.Commands;

/// <summary>
/// The inside of a worker process: receives the script, runs it in a runspace of its own, sends everything it writes,
/// and ends when the script or the parent does.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "It ends with its process.")]
public sealed partial class WorkerProcess
{
    private const int ParentExited = 70;

    private static readonly TimeSpan s_patienceAtEnd = TimeSpan.FromSeconds(5);
    private static readonly object s_endGate = new();
    private static volatile bool s_endsWithParent;
    private static volatile bool s_hasBegun;

    private readonly WorkerChannel _channel;
    private readonly WorkerConnection _connection;
    private readonly CancellationTokenSource _stopped = new();
    private readonly WorkerScript _script;
    private readonly ArrivedHandles _arrived;
    private readonly PowerShellEncoding _encoding;
    private readonly PSDataCollection<object?> _input = [];
    private readonly object _stopGate = new();
    private bool _hasEnded;
    private bool _isStopping;
    private bool _keepsChildren;

    private WorkerProcess(WorkerChannel channel, IpcPipe control, WorkerScript script, ArrivedHandles arrived)
    {
        _arrived = arrived;
        _channel = channel;
        _script = script;
        _encoding = new PowerShellEncoding(LiveObjects.Instance, script.Depth, script.AllowSecret);
        _connection = new WorkerConnection(control, IpcQueue.Open(script.Results), channel.Number);
        if (!script.HasInput)
        {
            _input.Complete();
        }
    }

    /// <summary>
    /// Runs the worker that a parent has started this process for. Does not return before the process is to end.
    /// </summary>
    /// <param name="channel">From the command line.</param>
    /// <returns>The exit code of the process.</returns>
    public static int Run(string channel)
    {
        try
        {
            return RunToEnd(channel);
        }
        catch (Exception e) when (!s_hasBegun)
        {
            return StartFailure.Tell(e);
        }
    }

    private static int RunToEnd(string channel)
    {
        WorkerChannel parsed = WorkerChannel.Parse(channel);
        FollowParent(parsed.Parent);
        ProcessGroup.Lead(); // Ctrl+C in the parent's terminal is the parent's: it stops its workers itself.
        ModuleState.Initialise(isWorker: true);
        bool hasPipe = WorkerEnvironment.AsksForDiagnostics();

        int exitCode;
        try
        {
            IpcPipe control = IpcPipe.Open(parsed.Pipe, IpcPipeEnd.Right, LiveObjects.Encoding);
            using MessageBuffer buffer = MessageBuffer.Rent();
            if (control.TryReceiveBytes(buffer, Timeout.InfiniteTimeSpan) != IpcReceiveResult.Received)
            {
                return ParentExited;
            }

            ArrivedHandles arrived = new(); // Until this process ends.
            WorkerScript script = WorkerScript.FromMessage(WorkerScript.Fields(buffer.Written, arrived));
            exitCode = new WorkerProcess(parsed, control, script, arrived).Run();
        }
        catch (IpcException e) when (e.Error is IpcError.NotFound or IpcError.Closed)
        {
            return ParentExited;
        }

        // An orderly end, but a quick one: nothing that the script left running delays it.
        RegionRegistry.LeaveAll();
        Console.Out.Flush();
        if (hasPipe)
        {
            DiagnosticFiles.RemovePipe();
        }

        DiagnosticFiles.Remove(ProcessIdentity.Current);
        if (s_endsWithParent)
        {
            EndWithParent(); // The script may have failed for want of its objects. What it has started must end all the same.
        }

        ProcessGroup.ExitAtOnce(exitCode);
        return exitCode;
    }

    private static void FollowParent(ProcessIdentity parent)
    {
        if (!parent.IsVisible)
        {
            return; // Another pid namespace, where its pid is somebody else's: the control pipe tells.
        }

        PeerWatcher.Died += dead =>
        {
            if (dead.Pid == parent.Pid)
            {
                EndWithParent();
            }
        };
        if (PeerWatcher.Watch(parent) == WatchResult.Dead)
        {
            EndWithParent();
        }
    }

    // With all that the script has started: nobody is there to stop it. And nobody may ever come to clear away what the
    // parent and its workers had, so this process leaves its objects first; but what hangs there must not keep it.
    private static void EndWithParent()
    {
        s_endsWithParent = true;
        lock (s_endGate) // Whoever else is told of it waits here for the end.
        {
            Thread leaving = new(RegionRegistry.LeaveAll) { IsBackground = true, Name = "Ipc worker end" };
            leaving.Start();
            leaving.Join(s_patienceAtEnd);
            DiagnosticFiles.Remove(ProcessIdentity.Current);
            ProcessGroup.EndOwn();
            ProcessGroup.ExitAtOnce(ParentExited);
        }
    }

    private int Run()
    {
        if (_arrived.TakeProblem(_script.Given) is { } missing)
        {
            SendEnding(new WorkerEnding(JobState.Failed, 1, ErrorFactory.Create(missing, _script.Name)));
            return 1; // Before it began.
        }

        WorkerEnvironment.Set(_script.Environment, engine: false);
        SendReady(); // All that it was given is open here: who gave it need not hold it any more.
        s_hasBegun = true;
        WorkerHost host = _spare?.Host ?? new WorkerHost(Show);
        WorkerEnding ending;
        try
        {
            using Runspace runspace = OpenRunspace(host);
            using PowerShell shell = PowerShell.Create();
            shell.Runspace = runspace;
            WorkerEnvironment.Set(_script.Environment, engine: true); // Which has begun by now.
            BackgroundThread.Start(() => ObeyParent(shell), "Ipc worker control");
            ending = Invoke(shell, host);
            lock (_stopGate)
            {
                _hasEnded = true; // From here on there is nothing to stop.
            }
        }
        catch (Exception e) when (e is RuntimeException or IpcException)
        {
            ending = new WorkerEnding(JobState.Failed, 1, ErrorFactory.Create(e, _script.Name));
        }

        if (ending.State == JobState.Stopped && !_keepsChildren)
        {
            ProcessGroup.KillOthers(Environment.ProcessId);
        }

        SendEnding(ending);
        return ending.ExitCode;
    }

    private void Show(InformationRecord record) => Write(StreamKind.Information, record);
}
