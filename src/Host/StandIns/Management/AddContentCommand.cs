using System.Management.Automation;

namespace Ipc.Host.StandIns.Management;

/// <summary>Stand-in for Add-Content, files only.</summary>
[Cmdlet(VerbsCommon.Add, "Content", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
public sealed class AddContentCommand : ContentWriterCommand
{
    /// <inheritdoc/>
    protected override FileMode Mode => FileMode.Append;
}
