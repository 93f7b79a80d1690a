using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Says whether there is a message to receive at this end of a pipe.</summary>
/// <remarks>
/// <para>Writes $true if Receive-IpcPipe would get a message at once, else $false. Takes nothing. With -Timeout it
/// waits for one; it does not wait on when the far end is closed, since nothing can come then. Of a listener it says
/// whether somebody waits to be accepted.</para>
/// </remarks>
/// <example>
/// <para>Do something else meanwhile</para>
/// <code>while (-not (Test-IpcPipe $left -Timeout 1)) { 'still waiting' }
/// Receive-IpcPipe $left</code>
/// <para>Looks for a second at a time.</para>
/// </example>
[Cmdlet(VerbsDiagnostic.Test, "IpcPipe")]
[OutputType(typeof(bool))]
public sealed class TestIpcPipeCommand : IpcCommand
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
    /// How long to wait for a message: seconds, fractions allowed, or a TimeSpan. Without it, looks once.
    /// </summary>
    [Parameter]
    [Alias("TimeoutSeconds", "TimeoutSec")]
    [Timeout]
    public TimeSpan? Timeout { get; set; }

    private protected override object? Target => Pipe.Given;

    private protected override void ProcessRecordCore()
    {
        IIpcObject given = Pipe.ResolveAny(End);
        if (given is IIpcListener)
        {
            WriteObject(IpcWait.Any([given], Timeout ?? TimeSpan.Zero, StopToken).Count > 0);
            return;
        }

        IIpcPipe pipe = (IIpcPipe)given;
        if (!pipe.CanReceive)
        {
            throw pipe.ClosedError();
        }

        // Poll also ends when the far end is closed: then there is a message, or there never will be.
        WriteObject(pipe.Poll(Timeout ?? TimeSpan.Zero, StopToken) && (pipe.Count > 0 || pipe.IsFarEndOpen));
    }
}
