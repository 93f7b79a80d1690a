using System.Management.Automation;

namespace Ipc.Host.StandIns.Utility;

/// <summary>Stand-in for Write-Information.</summary>
[Cmdlet(VerbsCommunications.Write, "Information")]
public sealed class WriteInformationCommand : PSCmdlet
{
    /// <summary>What to tell.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true)]
    [Alias("Msg", "Message")]
    [AllowNull]
    public object? MessageData { get; set; }

    /// <summary>Words to find the record by.</summary>
    [Parameter(Position = 1)]
    public string[] Tags { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteInformation(MessageData, Tags);
}
