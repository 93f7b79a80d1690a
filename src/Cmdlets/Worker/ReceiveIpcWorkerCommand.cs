using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Writes what workers have written, in the order in which they wrote it.</summary>
/// <remarks>
/// <para>Output, errors, warnings and all other streams come out of the streams they went into. The order is kept
/// within a worker and between workers: what one wrote before it let another go on comes first.</para>
/// <para>What the worker wanted to be shown is shown, whatever preference variables are set here; -Verbose:$false,
/// -WarningAction Ignore and their like hide it.</para>
/// <para>What was received is gone, unless -Keep is given. A worker that failed writes its terminating error last,
/// once.</para>
/// </remarks>
/// <example>
/// <para>Follow workers until they end</para>
/// <code>Start-IpcWorker -Count 3 { "worker $($IpcWorker.Index)" } | Receive-IpcWorker -Wait</code>
/// <para>Writes each line as it comes, and goes on when all three have ended.</para>
/// </example>
[Cmdlet(VerbsCommunications.Receive, "IpcWorker", DefaultParameterSetName = "Worker")]
[OutputType(typeof(object))]
public sealed class ReceiveIpcWorkerCommand : IpcWorkerCommand
{
    private readonly List<IpcWorker> _workers = [];

    /// <summary>Goes on until all the workers have ended, writing what comes as it comes.</summary>
    [Parameter]
    public SwitchParameter Wait { get; set; }

    /// <summary>Leaves what is written, so that it can be received again.</summary>
    [Parameter]
    public SwitchParameter Keep { get; set; }

    /// <summary>Removes each worker when it has ended and everything it wrote was received. With -Wait.</summary>
    [Parameter]
    public SwitchParameter AutoRemove { get; set; }

    private protected override void ProcessRecordCore() => _workers.AddRange(Selected().Except(_workers));

    private protected override void EndProcessingCore()
    {
        if (Wait && Keep)
        {
            WorkerWait.Until(() => _workers.All(static worker => worker.IsFinished), null, StopToken);
        }

        bool finished;
        do
        {
            List<(long Order, StreamRecord Record)> arrived = [];
            lock (WorkerHub.Instance.ArrivalGate)
            {
                finished = _workers.All(static worker => worker.IsFinished);
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

            if (Wait && !finished && arrived.Count == 0)
            {
                WorkerWait.Until(
                    () => _workers.Any(static worker => worker.HasUnread) || _workers.All(static worker => worker.IsFinished), null, StopToken);
            }
        }
        while (Wait && !finished);

        WriteEndings();
    }

    private void WriteEndings()
    {
        foreach (IpcWorker worker in _workers.Where(static worker => worker.IsFinished))
        {
            if (worker.TakeFailure(Keep) is ErrorRecord failure)
            {
                WriteError(ErrorFactory.KeepPosition(failure));
            }

            if (AutoRemove && Wait)
            {
                IpcWorkerSourceAdapter.Forget(worker);
                worker.Dispose();
            }
        }
    }
}
