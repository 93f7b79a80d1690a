using System.Management.Automation;

namespace Ipc.Tests.Hosting;

/// <summary>What a script wrote, and every error of it, the terminating one last.</summary>
public sealed record ShellResult(IReadOnlyList<object?> Output, IReadOnlyList<ErrorRecord> Errors)
{
    /// <summary>The full error ids up to the comma: without the class of the cmdlet.</summary>
    public IEnumerable<string> ErrorIds => Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]);
}
