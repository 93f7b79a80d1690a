using System.Management.Automation;

namespace Ipc.Host.StandIns.Utility;

/// <summary>Stand-in for Write-Verbose.</summary>
[Cmdlet(VerbsCommunications.Write, "Verbose")]
public sealed class WriteVerboseCommand : MessageCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteVerbose(Message);
}
