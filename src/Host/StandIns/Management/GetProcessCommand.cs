using System.Diagnostics;
using System.Management.Automation;

namespace Ipc.Host.StandIns.Management;

/// <summary>Stand-in for Get-Process.</summary>
[Cmdlet(VerbsCommon.Get, "Process", DefaultParameterSetName = "Name")]
[OutputType(typeof(Process))]
public sealed class GetProcessCommand : ProcessCommand
{
    /// <summary>Names, wildcards allowed; all processes when nothing is said.</summary>
    [Parameter(Position = 0, ParameterSetName = "Name", ValueFromPipelineByPropertyName = true)]
    [Alias("ProcessName")]
    public string[] Name { get; set; } = ["*"];

    /// <summary>Ids.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Id", ValueFromPipelineByPropertyName = true)]
    [Alias("PID")]
    public int[] Id { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (Process process in ParameterSetName == "Id" ? FindById(Id) : FindByName(Name))
        {
            WriteObject(process);
        }
    }
}
