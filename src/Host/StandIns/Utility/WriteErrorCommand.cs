using System.Management.Automation;

namespace Ipc.Host.StandIns.Utility;

/// <summary>Stand-in for Write-Error.</summary>
[Cmdlet(VerbsCommunications.Write, "Error", DefaultParameterSetName = "NoException")]
public sealed class WriteErrorCommand : PSCmdlet
{
    private const string DefaultErrorId = "Microsoft.PowerShell.Commands.WriteErrorException";

    /// <summary>The exception to report.</summary>
    [Parameter(Position = 0, ParameterSetName = "WithException", Mandatory = true)]
    public Exception? Exception { get; set; }

    /// <summary>The text of the error.</summary>
    [Parameter(Position = 0, ParameterSetName = "NoException", Mandatory = true, ValueFromPipeline = true)]
    [Parameter(ParameterSetName = "WithException")]
    [AllowNull]
    [AllowEmptyString]
    [Alias("Msg")]
    public string? Message { get; set; }

    /// <summary>The record to report again.</summary>
    [Parameter(Position = 0, ParameterSetName = "ErrorRecord", Mandatory = true)]
    public ErrorRecord? ErrorRecord { get; set; }

    /// <summary>The category of the error.</summary>
    [Parameter(ParameterSetName = "NoException")]
    [Parameter(ParameterSetName = "WithException")]
    public ErrorCategory Category { get; set; } = ErrorCategory.NotSpecified;

    /// <summary>The id of the error.</summary>
    [Parameter(ParameterSetName = "NoException")]
    [Parameter(ParameterSetName = "WithException")]
    public string? ErrorId { get; set; }

    /// <summary>The object that was worked on.</summary>
    [Parameter(ParameterSetName = "NoException")]
    [Parameter(ParameterSetName = "WithException")]
    public object? TargetObject { get; set; }

    /// <summary>What the user can do.</summary>
    [Parameter]
    public string? RecommendedAction { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ErrorRecord record = ErrorRecord is null ? NewRecord() : new ErrorRecord(ErrorRecord, null);
        if (!string.IsNullOrEmpty(RecommendedAction))
        {
            record.ErrorDetails ??= new ErrorDetails(record.ToString());
            record.ErrorDetails.RecommendedAction = RecommendedAction;
        }

        record.CategoryInfo.Activity = "Write-Error";
        WriteError(record);
    }

    private ErrorRecord NewRecord()
    {
        Exception exception = Exception ?? new WriteErrorException(Message ?? string.Empty);
        string id = !string.IsNullOrEmpty(ErrorId) ? ErrorId : Exception?.GetType().FullName ?? DefaultErrorId;
        ErrorRecord record = new(exception, id, Category, TargetObject);
        if (Exception is not null && !string.IsNullOrEmpty(Message))
        {
            record.ErrorDetails = new ErrorDetails(Message);
        }

        return record;
    }
}
