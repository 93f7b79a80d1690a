using System.Management.Automation;

namespace Ipc.Host.StandIns.Utility;

/// <summary>Stand-in for Write-Debug.</summary>
[Cmdlet(VerbsCommunications.Write, "Debug")]
public sealed class WriteDebugCommand : MessageCommand
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteDebug(Message);
}
