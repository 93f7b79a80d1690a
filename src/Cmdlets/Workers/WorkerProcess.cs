using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Ipc.Messages;
using Ipc.Native;
using Ipc.Ownership;
using Ipc.Regions;

namespace Ipc.Commands;

/// <summary>
/// The inside of a worker process: receives the script, runs it in a runspace of its own, sends everything it writes, and
/// ends when the script or the parent does.
/// </summary>
public sealed partial class WorkerProcess
{
    private const int ParentGone = 70;

    private readonly WorkerChannel _channel;
    private readonly IpcPipe _control;
    private readonly IpcQueue _results;
    private readonly WorkerScript _script;
    private readonly PowerShellEncoding _encoding;
    private readonly PSDataCollection<object?> _input = [];
    private readonly object _stopGate = new();
    private bool _hasEnded;
    private bool _isStopping;
    private bool _keepsChildren;

    private WorkerProcess(WorkerChannel channel, IpcPipe control, WorkerScript script)
    {
        _channel = channel;
        _control = control;
        _script = script;
        _encoding = new PowerShellEncoding(LiveObjects.Instance, script.Depth, script.AllowSecret);
        _results = IpcQueue.Open(script.Results);
        if (!script.HasInput)
        {
            _input.Complete();
        }
    }

    /// <summary>Runs the worker that a parent has started this process for. Does not return before the process is to end.</summary>
    /// <param name="channel">From the command line.</param>
    /// <param name="sessionState">What a runspace begins with; null for PowerShell's default.</param>
    /// <returns>The exit code of the process.</returns>
    public static int Run(string channel, InitialSessionState? sessionState)
    {
        WorkerChannel parsed = WorkerChannel.Parse(channel);
        FollowParent(parsed.Parent);
        ProcessGroup.Lead(); // Ctrl+C in the parent's terminal is the parent's: it stops its workers itself.
        ModuleState.Initialise();

        int exitCode;
        try
        {
            IpcPipe control = IpcPipe.Open(parsed.Pipe, IpcPipeEnd.Right, ModuleState.Encoding);
            using MessageBuffer buffer = MessageBuffer.Rent();
            if (control.TryReceiveBytes(buffer, Timeout.InfiniteTimeSpan) != IpcReceiveResult.Received)
            {
                return ParentGone;
            }

            WorkerScript script = WorkerScript.FromMessage(ModuleState.Encoding.Decode(buffer.Written));
            exitCode = new WorkerProcess(parsed, control, script).Run(sessionState);
        }
        catch (IpcException e) when (e.Error is IpcError.NotFound or IpcError.Closed)
        {
            return ParentGone;
        }

        // An orderly end, but a quick one: nothing that the script left running delays it.
        RegionRegistry.LeaveAll();
        Console.Out.Flush();
        Libc._exit(exitCode);
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

    // With all that the script has started: nobody is there to stop it.
    private static void EndWithParent()
    {
        ProcessGroup.EndOwn();
        Libc._exit(ParentGone);
    }

    private int Run(InitialSessionState? sessionState)
    {
        RestoreEnvironment();
        Send(WorkerMessage.Started, []);
        WorkerHost host = _spare?.Host ?? new WorkerHost(Show);
        WorkerEnding ending;
        try
        {
            using Runspace runspace = OpenRunspace(sessionState, host);
            using PowerShell shell = PowerShell.Create();
            shell.Runspace = runspace;
            new Thread(() => ObeyParent(shell)) { IsBackground = true, Name = "Ipc worker control" }.Start();
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

        SendValue(WorkerMessage.Ended, ending.ToMessage());
        return ending.ExitCode;
    }

    private void Show(InformationRecord record) => SendValue(WorkerMessage.Information, record);

    private void RestoreEnvironment()
    {
        foreach (DictionaryEntry variable in _script.Environment)
        {
            Environment.SetEnvironmentVariable((string)variable.Key, variable.Value as string);
        }
    }
}
