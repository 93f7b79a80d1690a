using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Sends objects to a queue.</summary>
/// <remarks>
/// <para>Each object from the pipeline, or the -InputObject, is one message. An array given as -InputObject is one
/// message, too.</para>
/// <para>When the queue is full, sending waits for room, until -Timeout. Nothing is half sent: an object that cannot be
/// encoded, or finds no room in time, is an error and the queue is as before.</para>
/// <para>With -BatchSize objects are collected and sent so many at a time, which saves time where there are many small
/// ones: each is still a message of its own. What is left is sent at the end. Others see them later, and when the
/// pipeline ends with an error, or is stopped, what was collected by then is not sent.</para>
/// <para>A loan ($loan = $queue.Loan(4MB)) is memory of the queue that you write in place, $loan.AsArray('double')[0..3]
/// = 1, 2, 3, 4, and send without a copy; it can be sent to its own queue only, by itself, and once. Only queues lend.</para>
/// <para>Properties are read when the object is sent. One that throws is left out; one that does not return within ten
/// seconds, or a sequence without an end, is an error that names it.</para>
/// </remarks>
/// <example>
/// <para>Send what a pipeline makes</para>
/// <code>Get-ChildItem *.log | Send-IpcQueue $queue -PassThru</code>
/// <para>Each file is one message. With -PassThru the objects go on down the pipeline.</para>
/// </example>
/// <example>
/// <para>Do not wait for ever</para>
/// <code>Send-IpcQueue jobs @{ Id = 1; Path = '/tmp/a' } -Timeout 0.5</code>
/// <para>Sends a hashtable to the queue named jobs; if it stays full for half a second, the error is IpcTimeout. With
/// -Timeout 0 it is IpcFull.</para>
/// </example>
/// <example>
/// <para>Send many small objects</para>
/// <code>1..1e6 | Send-IpcQueue $queue -BatchSize 500</code>
/// <para>Five hundred at a time, each a message of its own.</para>
/// </example>
/// <example>
/// <para>Send a large block without a copy</para>
/// <code>$loan = $queue.Loan(4MB)
/// $loan.CopyFromFile('./frame.raw')
/// Send-IpcQueue $queue $loan</code>
/// <para>Whoever receives it gets the same memory, as an object with .AsArray(), .AsStream() and .Dispose().</para>
/// </example>
/// <example>
/// <para>Let something pass what waits</para>
/// <code>$jobs = New-IpcQueue -Priority
/// 1..1000 | Send-IpcQueue $jobs
/// Send-IpcQueue $jobs 'at once' -Priority 9</code>
/// <para>The next to receive gets 'at once'.</para>
/// </example>
[Cmdlet(VerbsCommunications.Send, "IpcQueue", SupportsShouldProcess = true)]
[OutputType(typeof(object), typeof(bool))]
public sealed class SendIpcQueueCommand : SendCommand
{
    /// <summary>The queue, or its name.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Name")]
    [OneObject(typeof(QueueArgument))]
    [NamesOf<QueueArgument>]
    public QueueArgument Queue { get; set; } = null!;

    /// <summary>
    /// Collects so many objects from the pipeline and sends them at once, each as a message of its own. With -Quiet and
    /// -PassThru they are answered then.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int BatchSize { get; set; } = 1;

    private protected override int MostAtOnce => BatchSize > 1 && Priority is not null
        ? throw new ArgumentException("Messages with a -Priority are sent one by one. Leave -BatchSize or -Priority out.")
        : BatchSize;

    /// <summary>
    /// How urgent the messages are, from 0 (as without) to 9: those of a higher priority are received first, those of one in
    /// order of sending. For queues made with New-IpcQueue -Priority.
    /// </summary>
    [Parameter]
    [ValidateRange(0, IpcQueue.HighestPriority)]
    public int? Priority { get; set; }

    private protected override object? Target => Queue.Given;

    // Once, and not for each object.
    private protected override IIpcChannel Resolve()
    {
        IIpcQueue queue = Queue.Resolve();
        return Priority is null || queue.HasPriority
            ? queue
            : throw new IpcException(
                IpcError.NotSupported,
                $"The {queue.Describe()} was made without priorities. {CmdletAdvice.Say(IpcAdvice.MakeWithPriority, queue.Kind, null)}");
    }

    private protected override bool Transmit(IIpcChannel channel, IMessageEncoding encoding) => Priority is { } priority
        ? ((IIpcQueue)channel).TrySend(encoding, InputObject, priority, Patience, StopToken)
        : base.Transmit(channel, encoding);
}
