using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Receives objects that were sent at the far end of a pipe.</summary>
/// <remarks>
/// <para>Waits for one message, or for -Count of them. With -All it takes what is there and does not wait. With -Wait
/// it goes on until no process holds the far end any more and everything that was sent has been received.</para>
/// <para>If the far end is closed and nothing is left, the error is IpcClosed; for -All and -Wait that is simply the
/// end. If nothing comes within -Timeout, the error is IpcTimeout, or nothing at all with -Quiet. Ctrl+C ends the wait
/// at once, with nothing taken.</para>
/// </remarks>
/// <example>
/// <para>Receive one message</para>
/// <code>Receive-IpcPipe $left -Timeout 5</code>
/// <para>Waits up to five seconds for what the far end sends.</para>
/// </example>
/// <example>
/// <para>Receive all that a worker has to say</para>
/// <code>$receive, $send = New-IpcPipe -OneWay
/// $worker = Start-IpcWorker { param($send) 1..10 | Send-IpcPipe $send } -ArgumentList $send
/// Close-IpcPipe $send
/// Receive-IpcPipe $receive -Wait</code>
/// <para>Ends when the worker, the last holder of the sending end, has ended.</para>
/// </example>
[Cmdlet(VerbsCommunications.Receive, "IpcPipe", DefaultParameterSetName = OneSet)]
[OutputType(typeof(object))]
public sealed class ReceiveIpcPipeCommand : ReceiveCommand
{
    /// <summary>The end of the pipe, or the name of the pipe.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [OneObject(typeof(PipeArgument))]
    [NamesOf<PipeArgument>]
    public PipeArgument Pipe { get; set; } = null!;

    /// <summary>
    /// Which end a name means, Left or Right. Right if not given. An end that you pass as an object is the one that it
    /// is.
    /// </summary>
    [Parameter]
    public IpcPipeEnd End { get; set; } = IpcPipeEnd.Right;

    private protected override object? Target => Pipe.Given;

    private protected override IIpcChannel Resolve() => Pipe.Resolve(End);
}
