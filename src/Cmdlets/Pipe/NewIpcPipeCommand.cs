using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Makes a pipe and gives you its two ends.</summary>
/// <remarks>
/// <para>What is sent at one end is received at the other, whole and in order, in both directions. Keep one end and
/// pass the other to a worker, as an argument or message; each end can be held by several processes.</para>
/// <para>An end is open while any process holds it, this one included, and while it is on its way to a worker. So close
/// the end that you have passed on (Close-IpcPipe), at once if you like: only then does the end of its last holder, even
/// if it is killed, end the receiving at yours with IpcClosed instead of waiting for ever.</para>
/// <para>With -Name other processes open an end with Get-IpcPipe, by default the right one; the maker is usually the
/// left.</para>
/// <para>With -Listen it makes a listener instead, for any number of others: each that connects (Connect-IpcPipe) gets a
/// pipe of its own, whose other end Receive-IpcPipe accepts here. It is there until you close it (Close-IpcPipe), or the
/// last process that listens ends.</para>
/// </remarks>
/// <example>
/// <para>Talk with a worker</para>
/// <code>$left, $right = New-IpcPipe
/// $worker = Start-IpcWorker { param($pipe) 'hello' | Send-IpcPipe $pipe } -ArgumentList $right
/// Close-IpcPipe $right
/// Receive-IpcPipe $left</code>
/// <para>The worker sends through its end; the caller keeps the other.</para>
/// </example>
/// <example>
/// <para>One direction only</para>
/// <code>$receive, $send = New-IpcPipe -OneWay -BufferSize 64KB</code>
/// <para>The first end only receives and the second only sends; sending waits while 64 KB wait to be received.</para>
/// </example>
/// <example>
/// <para>A server</para>
/// <code>$listener = New-IpcPipe calculator -Listen
/// while ($client = Receive-IpcPipe $listener -Timeout 60 -Quiet) {
///     Send-IpcPipe $client ((Receive-IpcPipe $client) * 2)
///     Close-IpcPipe $client
/// }</code>
/// <para>Answers one client after the other, until none comes for a minute. Each has connected with Connect-IpcPipe
/// calculator.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "IpcPipe", DefaultParameterSetName = "Ends", SupportsShouldProcess = true)]
[OutputType(typeof(IpcPipe), ParameterSetName = ["Ends"])]
[OutputType(typeof(IpcListener), ParameterSetName = ["Listen"])]
public sealed class NewIpcPipeCommand : NewIpcObjectCommand
{
    /// <inheritdoc/>
    [Parameter(Position = 0)]
    public override string? Name { get; set; }

    /// <summary>
    /// How many bytes may wait in each direction before sending waits; 1 MB if not given. A larger message goes through
    /// when nothing else waits.
    /// </summary>
    [Parameter]
    [Alias("Size")]
    [ValidateRange(1, int.MaxValue)]
    public int BufferSize { get; set; } = IpcPipe.DefaultBufferSize;

    /// <summary>Makes a pipe of which the first end only receives and the second only sends.</summary>
    [Parameter(ParameterSetName = "Ends")]
    public SwitchParameter OneWay { get; set; }

    /// <summary>
    /// Listens: others connect by the name, each to a pipe of its own. With -Force along with those who listen there
    /// already: each connection is accepted by one of them.
    /// </summary>
    [Parameter(Mandatory = true, ParameterSetName = "Listen")]
    public SwitchParameter Listen { get; set; }

    /// <summary>
    /// How many may wait to be accepted, 64 if not given. Whoever comes then waits for that, until its time-out.
    /// </summary>
    [Parameter(ParameterSetName = "Listen")]
    [Alias("Capacity")]
    [ValidateRange(1, int.MaxValue)]
    public int Backlog { get; set; } = IpcListener.DefaultBacklog;

    private protected override IpcSpec Spec() => Listen
        ? new IpcListenerSpec { BufferSize = BufferSize, Backlog = Backlog }
        : new IpcPipeSpec { BufferSize = BufferSize, OneWay = OneWay };
}
