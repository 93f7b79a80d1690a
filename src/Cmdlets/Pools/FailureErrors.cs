using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>The errors that users get for what the scheduler calls a failure.</summary>
internal static class FailureErrors
{
    /// <summary>Of an item that was not done.</summary>
    public static ErrorRecord OfItem(this Failure failure, ParallelItem item, ParallelCall call) => ErrorFactory.Create(
        failure.Kind switch
        {
            FailureKind.ItemTimedOut => new IpcException(
                IpcError.Timeout,
                $"{item} was not done within {call.Options.ItemTimeout!.Value.TotalSeconds} s; its worker was stopped"
                + " and replaced. Give it a longer -ItemTimeout, or find out what it waits for."),
            FailureKind.WorkerDied => new IpcException(
                IpcError.WorkerFailed,
                $"{item} was not finished: {failure.Death!.How}"
                + (call.Options.Retry > 0 ? $" It was tried {item.Deaths} times." : " With -Retry it is tried again.")),
            FailureKind.NoMemory when failure.Error is IpcException error => error,
            FailureKind.CallEnded => new IpcException(
                IpcError.WorkerFailed, $"{item} was perhaps not finished: the call ended while a worker was doing it."),
            FailureKind.DiedBeforeItems => new IpcException(
                IpcError.WorkerFailed, $"{item} was not done. {failure.Death!.How}"),
            _ => new IpcException(
                IpcError.WorkerFailed,
                $"{item} was not begun: the pool '{call.Pool}' could not start a worker. {Why(failure)}"),
        },
        item.Input);

    /// <summary>Of a call that ended as a whole.</summary>
    public static ErrorRecord OfCall(this Failure failure, IpcPool pool) => failure.Kind switch
    {
        FailureKind.PoolRemoved => ErrorFactory.Create(
            new IpcException(IpcError.Closed, $"The pool '{pool}' was removed during the call."), pool),
        FailureKind.GivenUp => ErrorFactory.Create(new IpcException(IpcError.Closed, "The call was given up."), null),
        FailureKind.DiedBeforeItems => ErrorFactory.Create(
            new IpcException(
                IpcError.WorkerFailed,
                "Three workers in a row died before they could begin an item: look at the -Begin block. "
                + failure.Death!.How),
            failure.Death.Worker),
        FailureKind.DiedInEnd => ErrorFactory.Create(
            new IpcException(IpcError.WorkerFailed, $"A worker died while it ended the call. {failure.Death!.How}"),
            failure.Death.Worker),
        FailureKind.LeftEarly => ErrorFactory.Create(
            new IpcException(
                IpcError.WorkerFailed,
                "The -Begin block ended the script that runs the items, as exit, break and continue do. Let it end with"
                + " return, or with throw."),
            pool),
        _ => failure.Error as ErrorRecord ?? ErrorFactory.Create(
            failure.Error as IpcException
                ?? new IpcException(IpcError.WorkerFailed, "A worker of the pool failed and did not say why."),
            null),
    };

    /// <summary>Of a job that could not be run.</summary>
    public static ErrorRecord OfJob(this Failure failure, IpcPool pool) => failure.Error switch
    {
        ErrorRecord error => error,
        IpcException error => ErrorFactory.Create(error, pool),
        _ => ErrorFactory.Create(
            new IpcException(IpcError.WorkerFailed, $"No worker of the pool '{pool}' could be started."), pool),
    };

    private static string Why(Failure failure) =>
        (failure.Error as ErrorRecord)?.Exception.Message
        ?? (failure.Error as IpcException)?.Message
        ?? failure.Death?.How ?? "";
}
