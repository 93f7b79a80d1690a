using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Receives objects from a queue.</summary>
/// <remarks>
/// <para>Waits for one message, or for -Count of them. With -All it takes what is there and does not wait. With -Wait it goes on until
/// the queue is completed (Complete-IpcQueue) and empty, which makes it the natural source of a pipeline.</para>
/// <para>Each message goes to one receiver. Messages are taken one by one as the pipeline asks for them, so that none is lost when it
/// stops early. An array that was sent as one message comes out as one object.</para>
/// <para>If the queue is completed and empty, the error is IpcClosed; for -All and -Wait that is simply the end. If nothing comes within
/// -Timeout, the error is IpcTimeout, or nothing at all with -Quiet. Ctrl+C ends the wait at once, with nothing taken.</para>
/// </remarks>
/// <example>
/// <para>Receive one message</para>
/// <code>$job = Receive-IpcQueue jobs -Timeout 5</code>
/// <para>Waits up to five seconds for a message from the queue named jobs.</para>
/// </example>
/// <example>
/// <para>Work until there is no more work</para>
/// <code>Receive-IpcQueue $queue -Wait | ForEach-Object { "working on $_" }</code>
/// <para>Goes on until another process calls Complete-IpcQueue and the queue is empty. Any number of processes can do this with the same queue.</para>
/// </example>
/// <example>
/// <para>Take what is there</para>
/// <code>$results = Get-IpcQueue results | Receive-IpcQueue -All</code>
/// <para>Empties the queue without waiting; if nothing is there, $results is empty.</para>
/// </example>
[Cmdlet(VerbsCommunications.Receive, "IpcQueue", DefaultParameterSetName = OneSet)]
[OutputType(typeof(object))]
public sealed class ReceiveIpcQueueCommand : ReceiveCommand
{
    /// <summary>The queue, or its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    public QueueArgument Queue { get; set; } = null!;

    private protected override object? Target => Queue.Given;

    private protected override IpcChannel Resolve() => Queue.Resolve();
}
