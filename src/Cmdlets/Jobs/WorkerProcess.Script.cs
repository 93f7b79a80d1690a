using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace Ipc.Commands;

/// <content>The runspace of the worker, and the script in it.</content>
public sealed partial class WorkerProcess
{
    private Runspace OpenRunspace(WorkerHost host)
    {
        WorkerCulture.Set(_script.Culture, _script.UICulture);
        Runspace runspace = _spare?.Runspace ?? OpenNewRunspace(host);
        runspace.SessionStateProxy.SetVariable("IpcWorker", new WorkerInformation
        {
            Name = _script.Name,
            Index = _script.Index,
            Count = _script.Count,
            ParentId = _channel.Parent.Pid,
            Id = Environment.ProcessId,
        });
        IpcHosting.WorkerName = _script.Name;
        Runspace.DefaultRunspace = runspace;
        new CallerLocation(_script.Location, _script.Drive).Enter(runspace.SessionStateProxy.Path);
        foreach (DictionaryEntry preference in _script.Preferences)
        {
            runspace.SessionStateProxy.SetVariable((string)preference.Key, preference.Value);
        }

        // Before any script or function is made of text: each keeps the mode in which it was made.
        runspace.SessionStateProxy.LanguageMode = _script.Language;
        return runspace;
    }

    private Runspace OpenNewRunspace(WorkerHost host)
    {
        InitialSessionState sessionState = InitialSessionState.CreateDefault2();
        WorkerCommands commands = new(_script.Manifest);
        commands.AddTo(sessionState);
        Runspace runspace = RunspaceFactory.CreateRunspace(host, sessionState);
        runspace.Open();
        commands.Watch(runspace);
        return runspace;
    }

    private WorkerEnding Invoke(PowerShell shell, WorkerHost host)
    {
        using PSDataCollection<PSObject> output = [];
        ShellStreams.Forward(output, StreamKind.Output, Write);
        ShellStreams.Forward(shell.Streams, Write);
        try
        {
            if (_script.Initialization is not null)
            {
                shell.AddScript(_script.Initialization, useLocalScope: false);
                if (_script.Using.Count > 0)
                {
                    shell.AddParameter("--%", _script.Using);
                }

                using PSDataCollection<object?> nothing = [];
                nothing.Complete();
                Invoke(shell, nothing, output);
                shell.Commands.Clear();
            }

            if (host.ExitCode is null)
            {
                AddScript(shell);
                Invoke(shell, _input, output);
            }
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

    private void Invoke(PowerShell shell, PSDataCollection<object?> input, PSDataCollection<PSObject> output)
    {
        IAsyncResult running;
        lock (_stopGate)
        {
            if (_isStopping)
            {
                throw new PipelineStoppedException(); // Between two scripts there is nothing that could be told to stop.
            }

            running = shell.BeginInvoke(input, output);
        }

        shell.EndInvoke(running);
    }

    private void AddScript(PowerShell shell)
    {
        if (_script.FilePath is null)
        {
            shell.AddScript(_script.Text!, useLocalScope: false);
        }
        else
        {
            shell.Commands.AddCommand(DefineFile(shell.Runspace, _script.FilePath));
        }

        foreach (object? argument in _script.Arguments)
        {
            shell.AddArgument(argument);
        }

        if (_script.Using.Count > 0)
        {
            shell.AddParameter("--%", _script.Using); // How the engine hands over the values of $using:
        }
    }

    // A function, since the exit of a script that is called as a command only sets $LASTEXITCODE, where it cannot be
    // told from the exit code of some program that it ran; and since only text that the engine is given has values for
    // $using:.
    private static Command DefineFile(Runspace runspace, string path)
    {
        ScriptBlockAst ast = Parser.ParseFile(path, out _, out ParseError[] errors);
        if (errors.Length > 0)
        {
            throw new ParseException(errors);
        }

        string name = Path.GetFileName(path).Replace(':', '_').Replace('\\', '_');
        runspace.SessionStateProxy.InvokeProvider.Item.Set(["Function:" + name], ast.GetScriptBlock(), force: true, literalPath: true);
        return new Command(name, isScript: false, useLocalScope: false);
    }
}
