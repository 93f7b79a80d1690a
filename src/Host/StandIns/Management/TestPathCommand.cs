using System.Management.Automation;
using Microsoft.PowerShell.Commands;

namespace Ipc.Host.StandIns.Management;

/// <summary>Stand-in for Test-Path.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Path", DefaultParameterSetName = "Path")]
[OutputType(typeof(bool))]
public sealed class TestPathCommand : PathCommand
{
    /// <summary>What must be there.</summary>
    [Parameter]
    [Alias("Type")]
    public PathKind PathType { get; set; }

    /// <inheritdoc/>
    protected override void ProcessPath(string path) => WriteObject(IsThere(path));

    private bool IsThere(string path)
    {
        try
        {
            return InvokeProvider.Item.Exists(path, force: false, literalPath: IsLiteral)
                && (PathType == PathKind.Any || IsContainer(path) == (PathType == PathKind.Container));
        }
        catch (SessionStateException)
        {
            // No such drive or provider: there can be nothing.
            return false;
        }
    }

    private bool IsContainer(string path) =>
        InvokeProvider.Item.IsContainer(IsLiteral ? WildcardPattern.Escape(path) : path);
}
