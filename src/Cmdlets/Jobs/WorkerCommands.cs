using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Microsoft.PowerShell.Commands;

namespace Ipc.Commands;

/// <summary>
/// The module in a worker. Importing it through its manifest takes about as long as half of all else that a worker does
/// before its script runs. So its cmdlets are simply there, and it is imported, as a whole and once, when something
/// looks for more than a cmdlet: for the module itself, its help or its views.
/// </summary>
internal sealed class WorkerCommands
{
    private static readonly HashSet<string> s_askForModule = new(StringComparer.OrdinalIgnoreCase)
    {
        "Get-Module", "gmo", "Import-Module", "ipmo", "Remove-Module", "rmo", "Get-Command", "gcm", "Get-Help", "help", "man",
        "Out-Default", "Out-Host", "oh", "Out-String", "Out-File", "Out-Printer", "Out-GridView", "Tee-Object", "tee",
        "Format-Table", "ft", "Format-List", "fl", "Format-Wide", "fw", "Format-Custom", "fc", "Get-FormatData", "Update-FormatData",
        "Get-Job", "gjb", "Receive-Job", "rcjb", "Wait-Job", "wjb", "Stop-Job", "spjb", "Remove-Job", "rjb",
    };

    private readonly List<string> _added = [];
    private readonly string _manifest;

    /// <param name="manifest">The full path of the module's manifest.</param>
    public WorkerCommands(string manifest) => _manifest = manifest;

    /// <summary>Puts the module's cmdlets into the session state that a runspace will begin with.</summary>
    public void AddTo(InitialSessionState sessionState)
    {
        foreach (string name in ExportedCmdlets(_manifest))
        {
            if (!NeedsModule(name) && CmdletClasses.Of(name) is Type type)
            {
                if (sessionState.Commands[name].Count == 0) // A session state that another session began with has them.
                {
                    sessionState.Commands.Add(new SessionStateCmdletEntry(name, type, null));
                }

                _added.Add(name);
            }
        }
    }

    /// <summary>Imports the module when something in the open runspace asks for what only the module has.</summary>
    public void Watch(Runspace runspace)
    {
        CommandInvocationIntrinsics commands = runspace.SessionStateProxy.InvokeCommand;
        commands.PreCommandLookupAction = (_, lookup) =>
        {
            if (NeedsModule(lookup.CommandName))
            {
                commands.PreCommandLookupAction = null;
                RemoveAdded(runspace);
                Import();
            }
        };
    }

    /// <summary>The names in the manifest's list of cmdlets.</summary>
    internal static IEnumerable<string> ExportedCmdlets(string manifest)
    {
        // Not by the parser, which would have to be compiled for this one file: every quoted word of that shape is one.
        string[] parts = File.ReadAllText(manifest).Split('\'');
        for (int i = 1; i < parts.Length; i += 2)
        {
            if (parts[i].Contains("-Ipc", StringComparison.Ordinal) && parts[i].All(static c => char.IsAsciiLetter(c) || c == '-'))
            {
                yield return parts[i];
            }
        }
    }

    // The engine shows workers as jobs only where it has seen the module's adapter; and a script file may require the
    // module.
    private static bool NeedsModule(string command) =>
        s_askForModule.Contains(command)
        || command.StartsWith("Ipc\\", StringComparison.OrdinalIgnoreCase)
        || command.EndsWith(".ps1", StringComparison.OrdinalIgnoreCase)
        || command.EndsWith("-IpcWorker", StringComparison.OrdinalIgnoreCase)
        || command.EndsWith("-IpcPool", StringComparison.OrdinalIgnoreCase)
        || command.EndsWith("-IpcParallel", StringComparison.OrdinalIgnoreCase);

    // Or Get-Command would show each of them twice.
    private void RemoveAdded(Runspace runspace)
    {
        foreach (string name in _added)
        {
            CmdletEntries.Remove(runspace, name);
        }
    }

    private void Import()
    {
        using PowerShell shell = PowerShell.Create(RunspaceMode.CurrentRunspace);
        shell.AddCommand(new CmdletInfo("Import-Module", typeof(ImportModuleCommand)))
            .AddParameter("Name", _manifest).AddParameter("Global", true).Invoke();
    }
}
