using System.Management.Automation;

namespace Ipc.Host.StandIns.Management;

/// <summary>Stand-in for Join-Path.</summary>
[Cmdlet(VerbsCommon.Join, "Path")]
[OutputType(typeof(string))]
public sealed class JoinPathCommand : PSCmdlet
{
    /// <summary>What it begins with.</summary>
    [Parameter(Position = 0, Mandatory = true, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    public string[] Path { get; set; } = [];

    /// <summary>What follows.</summary>
    [Parameter(Position = 1, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [AllowNull]
    [AllowEmptyString]
    public string? ChildPath { get; set; }

    /// <summary>And what follows that.</summary>
    [Parameter(Position = 2, ValueFromRemainingArguments = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public string[] AdditionalChildPath { get; set; } = [];

    /// <summary>Gives the items that the path stands for.</summary>
    [Parameter]
    public SwitchParameter Resolve { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in Path)
        {
            string joined = SessionState.Path.Combine(path, ChildPath ?? string.Empty);
            foreach (string child in AdditionalChildPath ?? [])
            {
                joined = SessionState.Path.Combine(joined, child);
            }

            if (!Resolve)
            {
                WriteObject(joined);
                continue;
            }

            try
            {
                WriteObject(SessionState.Path.GetResolvedPSPathFromPSPath(joined).Select(found => found.Path), enumerateCollection: true);
            }
            catch (SessionStateException exception)
            {
                WriteError(new ErrorRecord(exception.ErrorRecord, exception));
            }
        }
    }
}
