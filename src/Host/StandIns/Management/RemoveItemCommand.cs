using System.Management.Automation;

namespace Ipc.Host.StandIns.Management;

/// <summary>Stand-in for Remove-Item; never asks about what is in a folder.</summary>
[Cmdlet(VerbsCommon.Remove, "Item", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
public sealed class RemoveItemCommand : PathCommand
{
    /// <summary>What is below as well.</summary>
    [Parameter]
    public SwitchParameter Recurse { get; set; }

    /// <summary>Read-only and hidden items too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessPath(string path)
    {
        if (ShouldProcess(path))
        {
            InvokeProvider.Item.Remove([path], Recurse, Force, IsLiteral);
        }
    }
}
