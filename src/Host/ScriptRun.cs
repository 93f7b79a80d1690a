using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;

namespace Ipc.Host;

/// <summary>Runs one script file the way <c>pwsh -NoProfile -File</c> does.</summary>
internal sealed class ScriptRun
{
    private readonly string _path;
    private readonly HostShell _shell = new();
    private bool _stopped;

    /// <summary>Prepares a run of the script with this full path.</summary>
    public ScriptRun(string path) => _path = path;

    /// <summary>Runs the script to its end and returns the exit code of the process.</summary>
    public int Run(ReadOnlySpan<string> args)
    {
        using Runspace runspace = RunspaceFactory.CreateRunspace(_shell, HostSessionState.Create());
        runspace.ThreadOptions = PSThreadOptions.UseCurrentThread;
        runspace.Open();
        Runspace.DefaultRunspace = runspace;

        try
        {
            Command script = Define(runspace);
            ScriptArguments.AddTo(script, args);
            Invoke(runspace, script);
        }
        catch (PipelineStoppedException) when (_stopped)
        {
            return ExitCodes.Interrupted;
        }
        catch (RuntimeException exception)
        {
            Report(runspace, exception);
            return _shell.ExitCode ?? ExitCodes.Failed;
        }

        return _stopped ? ExitCodes.Interrupted : _shell.ExitCode ?? ExitCodes.Success;
    }

    /// <summary>
    /// Makes the script a function. The <c>exit</c> of a function ends the host, while a script that is called as a
    /// command only sets <c>$LASTEXITCODE</c>, where it can't be told from the exit code of some program it ran.
    /// </summary>
    private Command Define(Runspace runspace)
    {
        ScriptBlockAst ast = Parser.ParseFile(_path, out _, out ParseError[] errors);
        if (errors.Length > 0)
        {
            throw new ParseException(errors);
        }

        string name = Path.GetFileName(_path).Replace(':', '_').Replace('\\', '_');
        runspace.SessionStateProxy.InvokeProvider.Item.Set(["Function:" + name], ast.GetScriptBlock(), force: true, literalPath: true);

        // No scope of its own: its variables and functions are the session's, as they are under pwsh -File.
        Command command = new(name, isScript: false, useLocalScope: false);

        // Errors go the way of the output, in order with it, and are told from it where they are shown.
        command.MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        return command;
    }

    private void Invoke(Runspace runspace, Command script)
    {
        using PowerShell shell = PowerShell.Create(runspace);
        shell.Commands.AddCommand(script).AddCommand("Out-Default");

        void Stop(object? sender, ConsoleCancelEventArgs e)
        {
            // The second Ctrl+C ends the process, should the script not be stoppable.
            e.Cancel = !_stopped;
            _stopped = true;
            shell.BeginStop(null, null);
        }

        Console.CancelKeyPress += Stop;
        try
        {
            shell.Invoke();
        }
        finally
        {
            Console.CancelKeyPress -= Stop;
        }
    }

    /// <summary>Shows the error that ended the script as the engine shows any other.</summary>
    private void Report(Runspace runspace, RuntimeException exception)
    {
        using PowerShell shell = PowerShell.Create(runspace);
        shell.AddCommand("Out-Default").AddParameter("InputObject", exception.ErrorRecord);
        try
        {
            _shell.Console.WritesErrors = true;
            shell.Invoke();
        }
        catch (RuntimeException)
        {
            Console.Error.WriteLine(exception.Message);
            Console.Error.WriteLine(exception.ErrorRecord.InvocationInfo?.PositionMessage);
        }
    }
}
