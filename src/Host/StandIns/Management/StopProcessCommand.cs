using System.ComponentModel;
using System.Diagnostics;
using System.Management.Automation;

namespace Ipc.Host.StandIns.Management;

/// <summary>Stand-in for Stop-Process; kills at once.</summary>
[Cmdlet(VerbsLifecycle.Stop, "Process", DefaultParameterSetName = "Id", SupportsShouldProcess = true)]
public sealed class StopProcessCommand : ProcessCommand
{
    /// <summary>Ids.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "Id", ValueFromPipelineByPropertyName = true)]
    public int[] Id { get; set; } = [];

    /// <summary>Names, wildcards allowed.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "Name", ValueFromPipelineByPropertyName = true)]
    [Alias("ProcessName")]
    public string[] Name { get; set; } = [];

    /// <summary>The processes themselves.</summary>
    [Parameter(Position = 0, Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    public Process[] InputObject { get; set; } = [];

    /// <summary>Never asks; it doesn't here anyway.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives the processes.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        IEnumerable<Process> processes = ParameterSetName switch
        {
            "Id" => FindById(Id),
            "Name" => FindByName(Name),
            _ => InputObject,
        };
        foreach (Process process in processes)
        {
            if (ShouldProcess($"{process.ProcessName} ({process.Id})"))
            {
                Stop(process);
            }
        }
    }

    private void Stop(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException)
        {
            if (process.HasExited)
            {
                return;
            }

            WriteError(new ErrorRecord(exception, "CouldNotStopProcess", ErrorCategory.CloseError, process));
        }

        if (PassThru)
        {
            WriteObject(process);
        }
    }
}
