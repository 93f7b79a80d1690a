using System.Management.Automation;

namespace Ipc.Host.StandIns.Management;

/// <summary>Stand-in for Split-Path.</summary>
[Cmdlet(VerbsCommon.Split, "Path", DefaultParameterSetName = "Parent")]
[OutputType(typeof(string), typeof(bool))]
public sealed class SplitPathCommand : PSCmdlet
{
    /// <summary>The paths.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("LiteralPath", "PSPath", "LP")]
    public string[] Path { get; set; } = [];

    /// <summary>All but the last part (when nothing else is said).</summary>
    [Parameter(ParameterSetName = "Parent")]
    public SwitchParameter Parent { get; set; }

    /// <summary>The last part.</summary>
    [Parameter(ParameterSetName = "Leaf", Mandatory = true)]
    public SwitchParameter Leaf { get; set; }

    /// <summary>The last part without extension.</summary>
    [Parameter(ParameterSetName = "LeafBase", Mandatory = true)]
    public SwitchParameter LeafBase { get; set; }

    /// <summary>The extension.</summary>
    [Parameter(ParameterSetName = "Extension", Mandatory = true)]
    public SwitchParameter Extension { get; set; }

    /// <summary>Whether it is a full path.</summary>
    [Parameter(ParameterSetName = "IsAbsolute", Mandatory = true)]
    public SwitchParameter IsAbsolute { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            if (IsAbsolute)
            {
                WriteObject(SessionState.Path.IsPSAbsolute(path, out _) || System.IO.Path.IsPathRooted(path));
            }
            else
            {
                WriteObject(Split(path));
            }
        }
    }

    private string Split(string path) => ParameterSetName switch
    {
        "Leaf" => SessionState.Path.ParseChildName(path),
        "LeafBase" => System.IO.Path.GetFileNameWithoutExtension(path),
        "Extension" => System.IO.Path.GetExtension(path),
        _ => SessionState.Path.ParseParent(path, root: string.Empty),
    };
}
