using System.Management.Automation;
using Ipc.Sync;

namespace Ipc.Commands;

/// <summary>Writes what workers have written, in the order in which they wrote it.</summary>
/// <remarks>
/// <para>Output, errors, warnings and all other streams come out of the streams they went into. The order is kept
/// within a worker and between workers: what one wrote before it let another go on comes first.</para>
/// <para>What the worker wanted to be shown is shown, whatever preference variables are set here; -Verbose:$false,
/// -WarningAction Ignore and their like hide it.</para>
/// <para>What was received is gone, unless -Keep is given. A worker that failed writes its terminating error last,
/// once.</para>
/// <para>When the time-out passes, what had come has been written, and an error (IpcTimeout) ends the cmdlet; the
/// workers run on.</para>
/// </remarks>
/// <example>
/// <para>Follow workers until they end</para>
/// <code>Start-IpcWorker -Count 3 { "worker $($IpcWorker.Index)" } | Receive-IpcWorker -Wait</code>
/// <para>Writes each line as it comes, and goes on when all three have ended.</para>
/// </example>
/// <example>
/// <para>A result, or an error after ten seconds</para>
/// <code>$answer = Start-IpcWorker { 6 * 7 } | Receive-IpcWorker -Wait -Timeout 10 -AutoRemoveJob</code>
/// <para>The worker is removed when it has ended in time; otherwise the error is IpcTimeout, and it runs on.</para>
/// </example>
[Cmdlet(VerbsCommunications.Receive, "IpcWorker", DefaultParameterSetName = "Worker")]
[OutputType(typeof(object))]
public sealed class ReceiveIpcWorkerCommand : IpcWorkerCommand
{
    private readonly List<IpcWorker> _workers = [];
    private Deadline _deadline = Deadline.Never;

    /// <summary>Goes on until all the workers have ended, writing what comes as it comes.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Leaves what is written, so that it can be received again.</summary>
    [Parameter]
    public SwitchParameter Keep { get; set; }

    /// <summary>
    /// Removes each worker that has ended, when everything it wrote was received. Those that run on are left. Not with
    /// -Keep.
    /// </summary>
    [Parameter]
    [Alias("AutoRemoveJob")]
    public SwitchParameter AutoRemove { get; set; }

    /// <summary>
    /// How long to wait until all have ended: seconds, fractions allowed, or a TimeSpan. Waits with or without -Wait;
    /// without it and without -Wait what is there is written.
    /// </summary>
    [Parameter]
    [Alias("TimeoutSeconds", "TimeoutSec")]
    [Timeout]
    public TimeSpan? Timeout { get; set; }

    private bool Waits => Wait || Timeout is not null;

    private protected override void BeginProcessingCore()
    {
        if (Keep && AutoRemove)
        {
            throw new IpcException(
                IpcError.NotSupported, "What is kept would be removed with its worker: use -Keep or -AutoRemove.");
        }

        _deadline = Deadline.After(Timeout ?? System.Threading.Timeout.InfiniteTimeSpan);
    }

    private protected override void ProcessRecordCore() => _workers.AddRange(Selected().Except(_workers));

    private protected override void EndProcessingCore()
    {
        if (Waits && Keep)
        {
            WorkerWait.Until(AllFinished, _deadline, StopToken);
        }

        bool finished;
        do
        {
            finished = WriteArrived(out bool isEmpty);
            if (Waits && !finished && isEmpty
                && !WorkerWait.Until(() => _workers.Any(static worker => worker.HasUnread) || AllFinished(), _deadline, StopToken))
            {
                break;
            }
        }
        while (Waits && !finished && !Keep && !_deadline.HasPassed);

        WriteEndings();
        if (Waits && !finished)
        {
            string names = string.Join(", ", _workers.Where(static worker => !worker.IsFinished).Select(static worker => worker.Name));
            throw TimedOut($"These workers had not ended within {Timeout!.Value.TotalSeconds} s: {names}. What they had written was "
                + "received, and they run on; receive again, or stop them with Stop-IpcWorker.");
        }
    }

    // Writes what is there, in order.
    private bool WriteArrived(out bool isEmpty)
    {
        List<(long Order, StreamRecord Record)> arrived = [];
        bool finished;
        lock (WorkerHub.Instance.ArrivalGate)
        {
            finished = AllFinished();
            foreach (IpcWorker worker in _workers)
            {
                if (Keep)
                {
                    worker.Peek(arrived);
                }
                else
                {
                    worker.Drain(arrived);
                }
            }
        }

        foreach ((_, StreamRecord record) in arrived.OrderBy(static record => record.Order))
        {
            record.KeepPosition();
            record.WriteTo(this);
        }

        isEmpty = arrived.Count == 0;
        return finished;
    }

    private bool AllFinished() => _workers.TrueForAll(static worker => worker.IsFinished);

    private void WriteEndings()
    {
        foreach (IpcWorker worker in _workers.Where(static worker => worker.IsFinished))
        {
            if (worker.TakeFailure(Keep) is ErrorRecord failure)
            {
                WriteError(ErrorFactory.KeepPosition(failure));
            }

            if (AutoRemove)
            {
                IpcWorkerSourceAdapter.Forget(worker);
                worker.Dispose();
            }
        }
    }
}
