using System.Management.Automation;

namespace Ipc.Host.StandIns.Management;

/// <summary>Stand-in for Set-Content, files only.</summary>
[Cmdlet(VerbsCommon.Set, "Content", DefaultParameterSetName = "Path", SupportsShouldProcess = true)]
public sealed class SetContentCommand : ContentWriterCommand
{
    /// <inheritdoc/>
    protected override FileMode Mode => FileMode.Create;
}
