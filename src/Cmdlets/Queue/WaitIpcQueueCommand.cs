using System.Diagnostics;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Waits until everything that was sent to a queue is done.</summary>
/// <remarks>
/// <para>It is done when nothing waits in the queue and nothing is leased: what was received with -Lease is done when
/// it is confirmed, what was received without is done at once. If a process is killed while it holds leases, its
/// objects wait again, and so does this cmdlet, until somebody else has done them.</para>
/// <para>The queue need not be completed, and more may be sent later. An empty queue to which nothing was sent yet is
/// done, too.</para>
/// <para>A queue made with -Broadcast is done when every receiver has received everything, and there is one.</para>
/// <para>When the time-out passes, that is an error (IpcTimeout). With -Timeout it writes $true when everything is
/// done; with -Quiet $false, instead of the error, when it is not. Without -Timeout it writes nothing.</para>
/// </remarks>
/// <example>
/// <para>Hand out work and wait until it is done</para>
/// <code>$queue = New-IpcQueue
/// $workers = Start-IpcWorker -Count 4 -ArgumentList $queue {
///     param($queue)
///     Receive-IpcQueue $queue -Lease -Wait | ForEach-Object { $_ | Confirm-IpcQueue }
/// }
/// 1..100 | Send-IpcQueue $queue
/// Wait-IpcQueue $queue
/// Complete-IpcQueue $queue</code>
/// <para>Goes on when all hundred are confirmed, whichever worker did them. Then the workers end.</para>
/// </example>
/// <example>
/// <para>Do something meanwhile</para>
/// <code>while (-not (Wait-IpcQueue jobs -Timeout 1 -Quiet)) { "$((Get-IpcQueue jobs).Count) are left" }</code>
/// <para>Says every second how many wait.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Wait, "IpcQueue")]
[OutputType(typeof(bool))]
public sealed class WaitIpcQueueCommand : TimedAttemptCommand
{
    /// <summary>The queue or its name, or several, of which all must be done.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [Objects(typeof(QueueArgument))]
    [NamesOf<QueueArgument>]
    public QueueArgument[] Queue { get; set; } = [];

    private protected override object? Target => TargetOf(Queue);

    private protected override void ProcessRecordCore()
    {
        IIpcQueue[] queues = Array.ConvertAll(Queue, static one => one.Resolve());
        Stopwatch waited = Stopwatch.StartNew();
        IIpcQueue? late = Array.Find(queues, queue => !queue.TryWaitUntilDone(PatienceAfter(waited.Elapsed), StopToken));
        Report(
            late is null,
            () => $"The {late!.Describe()} was not done within {PatienceText}: {late.Count} wait and "
                + $"{late.LeasedCount} are leased. "
                + "Receive and confirm them, or wait longer.");
    }
}
