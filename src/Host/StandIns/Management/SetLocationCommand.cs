using System.Management.Automation;

namespace Ipc.Host.StandIns.Management;

/// <summary>Stand-in for Set-Location.</summary>
[Cmdlet(VerbsCommon.Set, "Location", DefaultParameterSetName = "Path")]
public sealed class SetLocationCommand : PSCmdlet
{
    /// <summary>Where to go, wildcards allowed; home when nothing is said.</summary>
    [Parameter(Position = 0, ParameterSetName = "Path", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public string Path { get; set; } = "~";

    /// <summary>Where to go, as it stands.</summary>
    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    public string LiteralPath { get; set; } = string.Empty;

    /// <summary>Gives the new location.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        bool isLiteral = ParameterSetName == "LiteralPath";
        try
        {
            PathInfo location = SessionState.Path.SetLocation(isLiteral ? WildcardPattern.Escape(LiteralPath) : Path);
            if (PassThru)
            {
                WriteObject(location);
            }
        }
        catch (SessionStateException exception)
        {
            WriteError(new ErrorRecord(exception.ErrorRecord, exception));
        }
    }
}
