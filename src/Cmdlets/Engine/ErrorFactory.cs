using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// Makes every error record of this module: stable ids, a category that says what kind of trouble it is, the user's own
/// target.
/// </summary>
internal static class ErrorFactory
{
    /// <summary>The record for an exception.</summary>
    /// <param name="exception">Kept as it is.</param>
    /// <param name="target">What the user passed.</param>
    public static ErrorRecord Create(Exception exception, object? target)
    {
        if (exception is IContainsErrorRecord { ErrorRecord: { } inner } && exception is not RuntimeException)
        {
            return inner;
        }

        return exception switch
        {
            IpcException ipc => new ErrorRecord(ipc, ipc.ErrorId, CategoryOf(ipc.Error), target),
            ArgumentException argument => OfArgument(argument, target),
            InvalidCastException => new ErrorRecord(exception, "IpcInvalidArgument", ErrorCategory.InvalidType, target),
            RuntimeException runtime => new ErrorRecord(runtime.ErrorRecord, runtime),
            _ => new ErrorRecord(exception, "IpcNotSupported", ErrorCategory.InvalidOperation, target),
        };
    }

    /// <summary>
    /// Lets a record from a worker keep the position in the worker's script when it is written here, as Receive-Job
    /// does.
    /// </summary>
    public static ErrorRecord KeepPosition(ErrorRecord record)
    {
        ErrorPosition.Keep(record);
        return record;
    }

    /// <summary>
    /// Lets a script's own error say where it happened, in what a user is shown. The exception and its message stay.
    /// </summary>
    /// <param name="record">The error; it is changed.</param>
    /// <param name="where">Such as the item, or the pool.</param>
    public static ErrorRecord In(this ErrorRecord record, string where)
    {
        string shown = record.ErrorDetails?.Message ?? record.Exception.Message;
        string text = $"{where}: {shown}";
        if (shown.StartsWith($"{where}: ", StringComparison.Ordinal))
        {
            return record; // It is told to several, such as the items for which no worker could be started.
        }

        record.ErrorDetails = new ErrorDetails(text) { RecommendedAction = record.ErrorDetails?.RecommendedAction ?? "" };
        return record;
    }

    // Without the name of a parameter of the library, which the caller has not given.
    private static ErrorRecord OfArgument(ArgumentException exception, object? target)
    {
        ErrorRecord record = new(exception, "IpcInvalidArgument", ErrorCategory.InvalidArgument, target);
        string inside = $" (Parameter '{exception.ParamName}')";
        if (exception.Message.Contains(inside, StringComparison.Ordinal))
        {
            record.ErrorDetails = new ErrorDetails(exception.Message.Replace(inside, "", StringComparison.Ordinal).ReplaceLineEndings(" "));
        }

        return record;
    }

    private static ErrorCategory CategoryOf(IpcError error) => error switch
    {
        IpcError.NotFound => ErrorCategory.ObjectNotFound,
        IpcError.AlreadyExists => ErrorCategory.ResourceExists,
        IpcError.Timeout => ErrorCategory.OperationTimeout,
        IpcError.Full or IpcError.SemaphoreFull or IpcError.MessageTooLarge => ErrorCategory.LimitsExceeded,
        IpcError.Empty or IpcError.NoSpace => ErrorCategory.ResourceUnavailable,
        IpcError.FormatMismatch or IpcError.Corrupt => ErrorCategory.InvalidData,
        IpcError.KindMismatch => ErrorCategory.InvalidType,
        IpcError.InvalidName => ErrorCategory.InvalidArgument,
        IpcError.AccessDenied => ErrorCategory.PermissionDenied,
        IpcError.NotOwner => ErrorCategory.InvalidOperation,
        IpcError.Abandoned => ErrorCategory.InvalidResult,
        IpcError.Deadlock => ErrorCategory.DeadlockDetected,
        IpcError.BarrierBroken => ErrorCategory.OperationStopped,
        IpcError.Closed => ErrorCategory.CloseError,
        IpcError.WorkerFailed => ErrorCategory.OperationStopped,
        _ => ErrorCategory.NotImplemented,
    };
}
