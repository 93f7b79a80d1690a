using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Waits until workers have ended.</summary>
/// <remarks>
/// <para>A worker has ended when its process has: completed, failed, stopped or killed. Waiting costs no CPU.</para>
/// <para>It writes the workers that have ended, as Wait-Job does. When the time-out passes, that is an error
/// (IpcTimeout), however many workers there are, and comes after those that have ended. With -Quiet it writes $true when
/// they have ended, and $false, instead of the error, when not.</para>
/// </remarks>
/// <example>
/// <para>Wait for all</para>
/// <code>$workers | Wait-IpcWorker -Timeout 60</code>
/// <para>Goes on when every worker has ended, and shows them. If that takes more than a minute, the error is IpcTimeout
/// and the workers run on.</para>
/// </example>
/// <example>
/// <para>The first error ends the others</para>
/// <code>$ended = $workers | Wait-IpcWorker -FirstError
/// if ($ended.State -contains 'Failed') { $workers | Stop-IpcWorker }</code>
/// <para>Does not wait for workers that have time while another has failed.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Wait, "IpcWorker", DefaultParameterSetName = "Worker")]
[OutputType(typeof(IpcWorker), typeof(bool))]
public sealed class WaitIpcWorkerCommand : IpcWorkerCommand
{
    private readonly List<IpcWorker> _workers = [];

    /// <summary>
    /// How long to wait: seconds, fractions allowed, or a TimeSpan. Without it as long as it takes; 0 looks once.
    /// </summary>
    [Parameter]
    [Alias("TimeoutSeconds", "TimeoutSec")]
    [Timeout]
    public TimeSpan? Timeout { get; set; }

    /// <summary>Goes on as soon as one of the workers has ended.</summary>
    [Parameter]
    public SwitchParameter Any { get; set; }

    /// <summary>Goes on as soon as one of the workers has failed or was stopped, or all have ended.</summary>
    [Parameter]
    public SwitchParameter FirstError { get; set; }

    /// <summary>
    /// Writes $true when they have ended and $false when the time-out passed, instead of workers and an error.
    /// </summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override void ProcessRecordCore() => _workers.AddRange(Selected());

    private protected override void EndProcessingCore()
    {
        bool done = WorkerWait.Until(
            IsEnough,
            Timeout,
            StopToken);
        if (Quiet)
        {
            WriteObject(done);
            return;
        }

        WriteObject(_workers.Where(static worker => worker.IsFinished), enumerateCollection: true);
        if (!done)
        {
            string names = string.Join(", ", _workers.Where(static worker => !worker.IsFinished).Select(static worker => worker.Name));
            throw TimedOut($"These workers had not ended within {Timeout!.Value.TotalSeconds} s: {names}. They run on; "
                + "wait again, or stop them with Stop-IpcWorker.");
        }
    }

    private bool IsEnough() => _workers.TrueForAll(static worker => worker.IsFinished)
        || (Any && _workers.Exists(static worker => worker.IsFinished))
        || (FirstError && _workers.Exists(
            static worker => worker.IsFinished && worker.JobStateInfo.State != JobState.Completed));
}
