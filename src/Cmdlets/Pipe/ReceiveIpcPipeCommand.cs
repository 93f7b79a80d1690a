using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Receives objects that were sent at the far end of a pipe.</summary>
/// <remarks>
/// <para>Waits for one message, or for -Count of them. With -All it takes what is there and does not wait. With -Wait
/// it goes on until no process holds the far end any more and everything that was sent has been received.</para>
/// <para>If the far end is closed and nothing is left, the error is IpcClosed; for -All and -Wait that is simply the
/// end. If nothing comes within -Timeout, the error is IpcTimeout, or nothing at all with -Quiet. Ctrl+C ends the wait
/// at once, with nothing taken.</para>
/// <para>From a listener (New-IpcPipe -Listen) you receive connections: it waits until somebody connects
/// (Connect-IpcPipe), accepts, and writes the end of a pipe between the two of you. Its ProcessId is the other process,
/// its WorkerName that worker's name. With -Request you get what was asked for instead, and say yes or no to it:
/// $request.Accept() gives the connection, $request.Refuse('reason') an error to the other side. Who gave up or ended
/// before is passed over.</para>
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
/// <example>
/// <para>Accept whoever connects, one after the other</para>
/// <code>$listener = New-IpcPipe calculator -Listen
/// Receive-IpcPipe $listener -Wait | ForEach-Object { Send-IpcPipe $_ "hello, process $($_.ProcessId)" }</code>
/// <para>Goes on until it is stopped.</para>
/// </example>
/// <example>
/// <para>Refuse some</para>
/// <code>$request = Receive-IpcPipe $listener -Request
/// if ($request.WorkerName) { $client = $request.Accept() } else { $request.Refuse('workers only') }</code>
/// <para>Accepts workers, and nobody else. The error of Connect-IpcPipe has the reason.</para>
/// </example>
[Cmdlet(VerbsCommunications.Receive, "IpcPipe", DefaultParameterSetName = OneSet)]
[OutputType(typeof(object))]
public sealed class ReceiveIpcPipeCommand : ReceiveCommand
{
    /// <summary>The end of the pipe, or a listener, or the name of either.</summary>
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

    /// <summary>
    /// From a listener: writes what was asked for and leaves the answer to you, with Accept() and Refuse('reason').
    /// </summary>
    [Parameter]
    public SwitchParameter Request { get; set; }

    private protected override object? Target => Pipe.Given;

    private protected override IIpcChannel Resolve() => Pipe.ResolveAny(End) switch
    {
        IIpcListener listener => new ListenerChannel(listener, Request),
        _ when Request => throw new InvalidCastException(
            "Only a listener has requests (New-IpcPipe -Listen), and this is an end of a pipe. Leave -Request out."),
        IIpcObject pipe => (IIpcChannel)pipe,
    };

    // Who is thrown out by the writing has no connection: the other side must know.
    private protected override void Write(object? value)
    {
        try
        {
            base.Write(value);
        }
        catch (Exception e) when (value is IDisposable accepted && Resolve() is ListenerChannel && !IsAnswered(e))
        {
            accepted.Dispose();
            throw;
        }
    }
}
