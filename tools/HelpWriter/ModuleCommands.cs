using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Ipc.HelpWriter;

/// <summary>The cmdlets of a module as the engine itself sees them.</summary>
internal static class ModuleCommands
{
    /// <summary>Imports the module in an engine of its own and gives its cmdlets in order of name.</summary>
    public static IReadOnlyList<CmdletInfo> Read(string manifest)
    {
        using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
        runspace.Open();

        using PowerShell import = PowerShell.Create(runspace);
        PSModuleInfo module = import.AddCommand("Import-Module")
            .AddParameter("Name", manifest)
            .AddParameter("PassThru")
            .AddParameter("ErrorAction", ActionPreference.Stop)
            .Invoke<PSModuleInfo>()
            .Single();

        List<CmdletInfo> cmdlets = [.. module.ExportedCmdlets.Values.OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal)];

        // Read while the engine is there: what they take is worked out on first use.
        cmdlets.ForEach(cmdlet => _ = cmdlet.ParameterSets);
        return cmdlets;
    }
}
