using System.Management.Automation;
using System.Management.Automation.Runspaces;
using Ipc.Host.StandIns.Management;
using Ipc.Host.StandIns.Utility;

namespace Ipc.Host.StandIns;

/// <summary>
/// The everyday commands that the engine lacks when it stands alone. They follow the real ones for the common
/// parameters and are there for scripts that run in pwsh and here; where the real module is installed beside the
/// engine its commands are used.
/// </summary>
internal static class StandInCommands
{
    private const string UtilityModule = "Microsoft.PowerShell.Utility";
    private const string ManagementModule = "Microsoft.PowerShell.Management";

    /// <summary>Adds what is missing.</summary>
    public static void AddTo(InitialSessionState state)
    {
        if (!IsInstalled(UtilityModule))
        {
            Add<GetDateCommand>(state, "Get-Date");
            Add<GetRandomCommand>(state, "Get-Random");
            Add<MeasureObjectCommand>(state, "Measure-Object");
            Add<NewObjectCommand>(state, "New-Object");
            Add<SelectObjectCommand>(state, "Select-Object");
            Add<SortObjectCommand>(state, "Sort-Object");
            Add<StartSleepCommand>(state, "Start-Sleep");
            Add<WriteDebugCommand>(state, "Write-Debug");
            Add<WriteErrorCommand>(state, "Write-Error");
            Add<WriteHostCommand>(state, "Write-Host");
            Add<WriteInformationCommand>(state, "Write-Information");
            Add<WriteOutputCommand>(state, "Write-Output");
            Add<WriteProgressCommand>(state, "Write-Progress");
            Add<WriteVerboseCommand>(state, "Write-Verbose");
            Add<WriteWarningCommand>(state, "Write-Warning");
        }

        if (!IsInstalled(ManagementModule))
        {
            Add<AddContentCommand>(state, "Add-Content");
            Add<GetChildItemCommand>(state, "Get-ChildItem");
            Add<GetContentCommand>(state, "Get-Content");
            Add<GetItemCommand>(state, "Get-Item");
            Add<GetLocationCommand>(state, "Get-Location");
            Add<GetProcessCommand>(state, "Get-Process");
            Add<JoinPathCommand>(state, "Join-Path");
            Add<NewItemCommand>(state, "New-Item");
            Add<RemoveItemCommand>(state, "Remove-Item");
            Add<SetContentCommand>(state, "Set-Content");
            Add<SetLocationCommand>(state, "Set-Location");
            Add<SplitPathCommand>(state, "Split-Path");
            Add<StopProcessCommand>(state, "Stop-Process");
            Add<TestPathCommand>(state, "Test-Path");
        }
    }

    /// <summary>Where an application brings whole PowerShell, its modules stand beside the engine.</summary>
    private static bool IsInstalled(string module)
    {
        string? home = Path.GetDirectoryName(typeof(PSObject).Assembly.Location);
        return home is not null && Directory.Exists(Path.Combine(home, "Modules", module));
    }

    private static void Add<T>(InitialSessionState state, string name)
        where T : Cmdlet => state.Commands.Add(new SessionStateCmdletEntry(name, typeof(T), helpFileName: null));
}
