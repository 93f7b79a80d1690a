using System.Management.Automation;

namespace Ipc.Host.StandIns.Management;

/// <summary>Stand-in for Get-ChildItem.</summary>
[Cmdlet(VerbsCommon.Get, "ChildItem", DefaultParameterSetName = "Path")]
public sealed class GetChildItemCommand : PathCommand
{
    private WildcardPattern? _filter;

    /// <summary>Where; here when nothing is said.</summary>
    [Parameter(Position = 0, ParameterSetName = "Path", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    public override string[] Path { get; set; } = ["."];

    /// <summary>Only what has a name like this.</summary>
    [Parameter(Position = 1)]
    public string? Filter { get; set; }

    /// <summary>What is below as well.</summary>
    [Parameter]
    [Alias("s")]
    public SwitchParameter Recurse { get; set; }

    /// <summary>How deep.</summary>
    [Parameter]
    public uint? Depth { get; set; }

    /// <summary>Hidden items too.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Only files.</summary>
    [Parameter]
    public SwitchParameter File { get; set; }

    /// <summary>Only folders.</summary>
    [Parameter]
    public SwitchParameter Directory { get; set; }

    /// <summary>Only the names.</summary>
    [Parameter]
    public SwitchParameter Name { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() =>
        _filter = Filter is null ? null : new WildcardPattern(Filter, WildcardOptions.IgnoreCase);

    /// <inheritdoc/>
    protected override void ProcessPath(string path)
    {
        bool recurse = Recurse || Depth is not null;
        foreach (PSObject item in InvokeProvider.ChildItem.Get([path], recurse, Depth ?? uint.MaxValue, Force, IsLiteral))
        {
            bool isFolder = item.Properties["PSIsContainer"]?.Value is true;
            string name = item.Properties["PSChildName"]?.Value as string ?? string.Empty;
            if ((isFolder ? !File : !Directory) && _filter?.IsMatch(name) != false)
            {
                WriteObject(Name ? name : item);
            }
        }
    }
}
