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
[Cmdlet(VerbsCommunications.Send, "IpcQueue")]
[OutputType(typeof(object), typeof(bool))]
public sealed class SendIpcQueueCommand : SendCommand
{
    /// <summary>The queue, or its name.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Name")]
    [OneObject(typeof(QueueArgument))]
    [NamesOf<QueueArgument>]
    public QueueArgument Queue { get; set; } = null!;

    private protected override object? Target => Queue.Given;

    private protected override IIpcChannel Resolve() => Queue.Resolve();
}
