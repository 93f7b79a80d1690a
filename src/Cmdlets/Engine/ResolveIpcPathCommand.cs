using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Ipc.Commands;

/// <summary>
/// Makes a full path of one that was given to a method, as the session sees it: only a cmdlet knows where that is.
/// Internal: not exported by the module.
/// </summary>
[Cmdlet(VerbsDiagnostic.Resolve, "IpcPath")]
[OutputType(typeof(string))]
public sealed class ResolveIpcPathCommand : IpcCommand
{
    /// <summary>The path.</summary>
    [Parameter(Mandatory = true)]
    public string Path { get; set; } = null!;

    /// <summary>A full path of the file system.</summary>
    public static string FullPath(string path)
    {
        if (Runspace.DefaultRunspace is null)
        {
            return System.IO.Path.GetFullPath(path);
        }

        CmdletInfo command = new("Resolve-IpcPath", typeof(ResolveIpcPathCommand));
        return (string)ScriptBlock.Create("& $args[0] -Path $args[1]").Invoke(command, path)[0].BaseObject;
    }

    private protected override void ProcessRecordCore() => WriteObject(GetUnresolvedProviderPathFromPSPath(Path));
}
