using System.Management.Automation;

namespace Ipc.Host.StandIns.Utility;

/// <summary>Stand-in for Write-Warning.</summary>
[Cmdlet(VerbsCommunications.Write, "Warning")]
public sealed class WriteWarningCommand : MessageCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteWarning(Message);
}
