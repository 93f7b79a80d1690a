using System.Management.Automation;

namespace Ipc.Host.StandIns.Utility;

/// <summary>Stand-in for Write-Progress.</summary>
[Cmdlet(VerbsCommunications.Write, "Progress")]
public sealed class WriteProgressCommand : PSCmdlet
{
    /// <summary>What is being done.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Activity { get; set; }

    /// <summary>How it stands.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Status { get; set; }

    /// <summary>Tells one bar from another.</summary>
    [Parameter(Position = 2)]
    [ValidateRange(0, int.MaxValue)]
    public int Id { get; set; }

    /// <summary>How much is done.</summary>
    [Parameter]
    [ValidateRange(-1, 100)]
    public int PercentComplete { get; set; } = -1;

    /// <summary>How long it will take.</summary>
    [Parameter]
    public int SecondsRemaining { get; set; } = -1;

    /// <summary>What is being worked on.</summary>
    [Parameter]
    public string? CurrentOperation { get; set; }

    /// <summary>The bar that this one is a part of.</summary>
    [Parameter]
    [ValidateRange(-1, int.MaxValue)]
    public int ParentId { get; set; } = -1;

    /// <summary>Ends the bar.</summary>
    [Parameter]
    public SwitchParameter Completed { get; set; }

    /// <summary>Where the records come from.</summary>
    [Parameter]
    public int SourceId { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteProgress(
        new ProgressRecord(Id, Activity ?? "Processing", Status ?? "Processing")
        {
            ParentActivityId = ParentId,
            PercentComplete = PercentComplete,
            SecondsRemaining = SecondsRemaining,
            CurrentOperation = CurrentOperation,
            RecordType = Completed ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        });
}
