using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Ipc.Tests.Hosting;

/// <summary>
/// PowerShell inside the test process, with all its modules, and ours imported through its manifest as a user would.
/// For one thread at a time; what may hang is stopped by a watchdog.
/// </summary>
public sealed class HostedShell : IDisposable
{
    private readonly Runspace _runspace;

    // The engine keeps the first session that loads an assembly of cmdlets for as long as the process lives, and with it what that
    // session's variables hold: so that is one without any.
    static HostedShell()
    {
        using HostedShell first = new();
        first.Run("Get-Module -ListAvailable Microsoft.PowerShell.*, ThreadJob | Import-Module -ErrorAction Ignore");
    }

    public HostedShell()
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule(Repository.Manifest);
        state.ThrowOnRunspaceOpenError = true;
        _runspace = RunspaceFactory.CreateRunspace(state);
        _runspace.Open();
    }

    /// <summary>How long any script may take before the test fails. Generous: it is for what hangs.</summary>
    public static TimeSpan Watchdog { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Runs a script and gives what it wrote; any error is thrown.</summary>
    /// <param name="script">The text; its arguments are in $args.</param>
    /// <param name="arguments">Passed as they are.</param>
    public IReadOnlyList<object?> Run(string script, params object?[] arguments)
    {
        ShellResult result = Try(script, arguments);
        return result.Errors.Count == 0
            ? result.Output
            : throw new RuntimeException(
                $"The script wrote {result.Errors[0].FullyQualifiedErrorId}: {result.Errors[0]}", result.Errors[0].Exception, result.Errors[0]);
    }

    /// <summary>Runs a script that writes one object, and gives it.</summary>
    public object? Get(string script, params object?[] arguments) => Assert.Single(Run(script, arguments));

    /// <summary>Runs a script that may fail, and gives what it wrote with all errors.</summary>
    public ShellResult Try(string script, params object?[] arguments)
    {
        using RunningScript running = Begin(script, arguments);
        return running.Wait();
    }

    /// <summary>Runs a script that must leave exactly one error, and gives that.</summary>
    public ErrorRecord Error(string script, params object?[] arguments) => Assert.Single(Try(script, arguments).Errors);

    /// <summary>Runs a script that must leave one error of that id and category.</summary>
    public ErrorRecord Fails(string id, ErrorCategory category, string script, params object?[] arguments)
    {
        ErrorRecord error = Error(script, arguments);
        Assert.Equal((id, category), (error.FullyQualifiedErrorId.Split(',')[0], error.CategoryInfo.Category));
        return error;
    }

    /// <summary>Starts a script and does not wait for it.</summary>
    public RunningScript Begin(string script, params object?[] arguments)
    {
        PowerShell shell = PowerShell.Create(_runspace);
        shell.AddScript(script);
        foreach (object? argument in arguments)
        {
            shell.AddArgument(argument);
        }

        return new RunningScript(shell);
    }

    public void Dispose() => _runspace.Dispose();
}
