using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Says that no more will be sent to a queue.</summary>
/// <remarks>
/// <para>What waits in the queue can still be received. When it is empty, Receive-IpcQueue -Wait ends, in every
/// process, and Receive-IpcQueue without it gives the error IpcClosed. Sending is an error at once, IpcClosed
/// too.</para>
/// <para>Completing twice does nothing. A completed queue cannot be opened again for sending: make a new one.</para>
/// </remarks>
/// <example>
/// <para>Let the receivers end</para>
/// <code>1..100 | Send-IpcQueue $queue
/// Complete-IpcQueue $queue</code>
/// <para>Workers that receive with -Wait get what is left and then end by themselves.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Complete, "IpcQueue", SupportsShouldProcess = true)]
[OutputType(typeof(IpcQueue))]
public sealed class CompleteIpcQueueCommand : IpcCommand
{
    /// <summary>The queue or its name, or several.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [Objects(typeof(QueueArgument))]
    [NamesOf<QueueArgument>]
    public QueueArgument[] Queue { get; set; } = [];

    /// <summary>Passes the queue on.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? Target => TargetOf(Queue);

    private protected override void ProcessRecordCore() => ForEach(Queue, one =>
    {
        IIpcQueue queue = one.Resolve();
        if (!ShouldProcess(queue.Describe(), "Complete"))
        {
            return;
        }

        queue.Complete();
        if (PassThru)
        {
            WriteObject(queue, enumerateCollection: false);
        }
    });
}
