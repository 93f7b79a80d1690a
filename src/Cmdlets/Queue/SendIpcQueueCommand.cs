using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Sends objects to a queue.</summary>
/// <remarks>
/// <para>Each object from the pipeline, or the -InputObject, is one message. An array given as -InputObject is one
/// message, too.</para>
/// <para>When the queue is full, sending waits for room, until -Timeout. Nothing is half sent: an object that cannot be
/// encoded, or finds no room in time, is an error and the queue is as before.</para>
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
/// <para>Let something pass what waits</para>
/// <code>$jobs = New-IpcQueue -Priority
/// 1..1000 | Send-IpcQueue $jobs
/// Send-IpcQueue $jobs 'at once' -Priority 9</code>
/// <para>The next to receive gets 'at once'.</para>
/// </example>
[Cmdlet(VerbsCommunications.Send, "IpcQueue")]
[OutputType(typeof(object), typeof(bool))]
public sealed class SendIpcQueueCommand : SendCommand
{
    /// <summary>The queue, or its name.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Name")]
    [OneObject(typeof(QueueArgument))]
    public QueueArgument Queue { get; set; } = null!;

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
