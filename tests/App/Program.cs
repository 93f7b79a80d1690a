using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Ipc.Tests.App;

/// <summary>
/// Runs a script in PowerShell, as an application does that uses it inside: <c>app MODULE SCRIPT</c>.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.ImportPSModule(arguments[0]);
        using Runspace runspace = RunspaceFactory.CreateRunspace(state);
        runspace.Open();
        using PowerShell shell = PowerShell.Create(runspace);
        foreach (PSObject? line in shell.AddScript(File.ReadAllText(arguments[1])).Invoke())
        {
            Console.WriteLine(line);
        }

        foreach (ErrorRecord error in shell.Streams.Error)
        {
            Console.Error.WriteLine($"{error.FullyQualifiedErrorId}: {error}");
        }

        return shell.Streams.Error.Count > 0 ? 1 : 0;
    }
}
