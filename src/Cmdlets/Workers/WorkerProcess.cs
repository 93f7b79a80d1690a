using System.Buffers.Binary;
using System.Collections;
using System.Globalization;
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
public sealed class WorkerProcess
{
    private const int ParentGone = 70;

    private readonly WorkerChannel _channel;
    private readonly IpcPipe _control;
    private readonly IpcQueue _results;
    private readonly WorkerScript _script;
    private readonly PowerShellEncoding _encoding;
    private readonly object _stopGate = new();
    private bool _hasEnded;

    private WorkerProcess(WorkerChannel channel, IpcPipe control, WorkerScript script)
    {
        _channel = channel;
        _control = control;
        _script = script;
        _encoding = new PowerShellEncoding(LiveObjects.Instance, script.Depth);
        _results = IpcQueue.Open(script.Results);
    }

    /// <summary>Runs the worker that a parent has started this process for. Does not return before the process is to end.</summary>
    /// <param name="channel">From the command line.</param>
    /// <param name="sessionState">What a runspace begins with; null for PowerShell's default.</param>
    /// <returns>The exit code of the process.</returns>
    public static int Run(string channel, InitialSessionState? sessionState)
    {
        WorkerChannel parsed = WorkerChannel.Parse(channel);
        FollowParent(parsed.Parent);
        Libc.setpgid(0, 0); // Ctrl+C in the parent's terminal is the parent's: it stops its workers itself.
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
                Libc._exit(ParentGone);
            }
        };
        if (PeerWatcher.Watch(parent) == WatchResult.Dead)
        {
            Libc._exit(ParentGone);
        }
    }

    private int Run(InitialSessionState? sessionState)
    {
        RestoreEnvironment();
        Send(WorkerMessage.Started, []);
        WorkerHost host = new();
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

        SendValue(WorkerMessage.Ended, ending.ToMessage());
        return ending.ExitCode;
    }

    private Runspace OpenRunspace(InitialSessionState? sessionState, WorkerHost host)
    {
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.GetCultureInfo(_script.Culture);
        CultureInfo.CurrentUICulture = CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.GetCultureInfo(_script.UICulture);
        sessionState ??= InitialSessionState.CreateDefault2();
        sessionState.ImportPSModule([_script.Manifest]);
        sessionState.Variables.Add(new SessionStateVariableEntry(
            "IpcWorker",
            new WorkerInformation(_script.Name, _script.Index, _script.Count, _channel.Parent.Pid, Environment.ProcessId),
            "The worker that this script runs in."));
        Runspace runspace = RunspaceFactory.CreateRunspace(host, sessionState);
        runspace.Open();
        Runspace.DefaultRunspace = runspace;
        runspace.SessionStateProxy.Path.SetLocation(_script.Location);
        return runspace;
    }

    private WorkerEnding Invoke(PowerShell shell, WorkerHost host)
    {
        if (_script.Initialization is not null)
        {
            shell.AddScript(_script.Initialization, useLocalScope: false).AddStatement();
        }

        if (_script.FilePath is not null)
        {
            shell.AddCommand(_script.FilePath, useLocalScope: false);
        }
        else
        {
            shell.AddScript(_script.Text!, useLocalScope: false);
        }

        foreach (object? argument in _script.Arguments)
        {
            shell.AddArgument(argument);
        }

        if (_script.Using.Count > 0)
        {
            shell.AddParameter("--%", _script.Using); // How the engine hands over the values of $using:
        }

        using PSDataCollection<PSObject> output = [];
        Forward(output, WorkerMessage.Output);
        Forward(shell.Streams.Error, WorkerMessage.Error);
        Forward(shell.Streams.Warning, WorkerMessage.Warning);
        Forward(shell.Streams.Verbose, WorkerMessage.Verbose);
        Forward(shell.Streams.Debug, WorkerMessage.Debug);
        Forward(shell.Streams.Information, WorkerMessage.Information);
        Forward(shell.Streams.Progress, WorkerMessage.Progress);
        try
        {
            shell.Invoke(_script.Input, output);
        }
        catch (PipelineStoppedException)
        {
            return new WorkerEnding(JobState.Stopped, 1, null);
        }
        catch (RuntimeException e)
        {
            return new WorkerEnding(JobState.Failed, 1, e.ErrorRecord);
        }

        int exitCode = host.ExitCode ?? 0;
        return shell.InvocationStateInfo.State == PSInvocationState.Stopped
            ? new WorkerEnding(JobState.Stopped, 1, null)
            : new WorkerEnding(exitCode == 0 ? JobState.Completed : JobState.Failed, exitCode, null);
    }

    // Each record goes off on the thread that wrote it, so the order between streams is kept.
    private void Forward<T>(PSDataCollection<T> stream, WorkerMessage kind) => stream.DataAdded += (sender, _) =>
    {
        foreach (T record in ((PSDataCollection<T>)sender!).ReadAll())
        {
            SendValue(kind, record);
        }
    };

    private void SendValue(WorkerMessage kind, object? value)
    {
        using MessageBuffer buffer = Begin(kind);
        try
        {
            _encoding.Encode(value, buffer);
        }
        catch (IpcException e) when (kind != WorkerMessage.Error)
        {
            SendValue(WorkerMessage.Error, ErrorFactory.Create(e, value?.ToString()));
            return;
        }

        _results.TrySendBytes(buffer.Written, Timeout.InfiniteTimeSpan);
    }

    private void Send(WorkerMessage kind, ReadOnlySpan<byte> payload)
    {
        using MessageBuffer buffer = Begin(kind);
        payload.CopyTo(buffer.GetSpan(payload.Length));
        buffer.Advance(payload.Length);
        _results.TrySendBytes(buffer.Written, Timeout.InfiniteTimeSpan);
    }

    private MessageBuffer Begin(WorkerMessage kind)
    {
        MessageBuffer buffer = MessageBuffer.Rent();
        Span<byte> header = buffer.GetSpan(5);
        header[0] = (byte)kind;
        BinaryPrimitives.WriteInt32LittleEndian(header[1..], _channel.Number);
        buffer.Advance(5);
        return buffer;
    }

    private void ObeyParent(PowerShell shell)
    {
        using MessageBuffer buffer = MessageBuffer.Rent();
        try
        {
            while (_control.TryReceiveBytes(buffer, Timeout.InfiniteTimeSpan) == IpcReceiveResult.Received)
            {
                Stop(shell);
            }
        }
        catch (IpcException)
        {
            return; // This process is closing its handles: it ends by itself.
        }

        // The far end is closed. With the parent alive, the job was removed: either way nobody waits for us.
        Libc._exit(ParentGone);
    }

    private void Stop(PowerShell shell)
    {
        lock (_stopGate)
        {
            if (_hasEnded)
            {
                return;
            }

            // Not waited for: a script that takes its time in finally must not keep us from hearing of more.
            shell.BeginStop(null, null);
        }
    }

    private void RestoreEnvironment()
    {
        foreach (DictionaryEntry variable in _script.Environment)
        {
            Environment.SetEnvironmentVariable((string)variable.Key, variable.Value as string);
        }
    }
}
