using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Sends objects through a pipe, to its far end.</summary>
/// <remarks>
/// <para>Each object from the pipeline, or the -InputObject, is one message. An array given as -InputObject is one
/// message, too.</para>
/// <para>While the pipe's buffer is full, sending waits for room, until -Timeout. If no process holds the far end any
/// more, the error is IpcClosed. Nothing is half sent.</para>
/// </remarks>
/// <example>
/// <para>Send and hear the answer</para>
/// <code>Send-IpcPipe $left @{ Question = 'how many?' }
/// Receive-IpcPipe $left</code>
/// <para>Both ends send and receive, unless the pipe was made with -OneWay.</para>
/// </example>
/// <example>
/// <para>Send by name</para>
/// <code>'hello' | Send-IpcPipe chat</code>
/// <para>Sends at the right end of the pipe named chat.</para>
/// </example>
[Cmdlet(VerbsCommunications.Send, "IpcPipe", SupportsShouldProcess = true)]
[OutputType(typeof(object), typeof(bool))]
public sealed class SendIpcPipeCommand : SendCommand
{
    /// <summary>The end of the pipe, or the name of the pipe.</summary>
    [Parameter(Mandatory = true, Position = 0)]
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
