using System.Management.Automation;

namespace Ipc.Host.StandIns.Management;

/// <summary>Stand-in for New-Item.</summary>
[Cmdlet(VerbsCommon.New, "Item", SupportsShouldProcess = true)]
public sealed class NewItemCommand : PSCmdlet
{
    /// <summary>Where.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    public string[] Path { get; set; } = [];

    /// <summary>The name there, when the path doesn't end with it.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Name { get; set; }

    /// <summary>File, Directory, SymbolicLink ...; a file when nothing is said.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Type")]
    public string? ItemType { get; set; }

    /// <summary>What is in it.</summary>
    [Parameter(ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Target")]
    public object? Value { get; set; }

    /// <summary>Also where it exists, with the folders that lead there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        string[] paths = Path.Length == 0 ? ["."] : Path;
        foreach (string path in paths)
        {
            if (!ShouldProcess(Name is null ? path : SessionState.Path.Combine(path, Name)))
            {
                continue;
            }

            try
            {
                WriteObject(InvokeProvider.Item.New([path], Name, ItemType, Value, Force), enumerateCollection: true);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                WriteError(new ErrorRecord(exception, "NewItemIOError", ErrorCategory.WriteError, path));
            }
        }
    }
}
