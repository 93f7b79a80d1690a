using System.Management.Automation;

namespace Ipc.Host.StandIns.Management;

/// <summary>Stand-in for Get-Item.</summary>
[Cmdlet(VerbsCommon.Get, "Item", DefaultParameterSetName = "Path")]
public sealed class GetItemCommand : PathCommand
{
    /// <summary>Hidden items too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessPath(string path) =>
        WriteObject(InvokeProvider.Item.Get([path], Force, IsLiteral), enumerateCollection: true);
}
