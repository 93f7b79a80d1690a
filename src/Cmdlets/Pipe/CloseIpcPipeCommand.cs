using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Closes an end of a pipe in this process.</summary>
/// <remarks>
/// <para>When the last process that held this end has closed it or ended, the far end receives what is left and then
/// gets IpcClosed. The pipe itself ends when nobody holds either end. Closing twice does nothing.</para>
/// <para>Close in your own process the end that you have passed to a worker, so that the worker is its only holder. You
/// may do so at once: what is on its way to a worker is held until it has arrived.</para>
/// <para>A listener (New-IpcPipe -Listen) is closed in the same way: who has connected and was not accepted yet is told
/// that it is gone. Connections that were accepted stay.</para>
/// <para>An end that is passed is closed by itself; other handles to the same end, which Get-IpcPipe gave, stay open.
/// With a name, all handles to that end are closed that this process has by the name.</para>
/// </remarks>
/// <example>
/// <para>Say that there is no more</para>
/// <code>1..10 | Send-IpcPipe $right
/// Close-IpcPipe $right</code>
/// <para>At the far end, Receive-IpcPipe -Wait writes the ten numbers and ends.</para>
/// </example>
/// <example>
/// <para>Close by name</para>
/// <code>Close-IpcPipe chat -End Left</code>
/// <para>Closes the left end of the pipe named chat: every handle to it that this process has by its name.</para>
/// </example>
[Cmdlet(VerbsCommon.Close, "IpcPipe", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class CloseIpcPipeCommand : IpcCommand
{
    /// <summary>The end of the pipe, or a listener, or the name of either; or several.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [Objects(typeof(PipeArgument))]
    [NamesOf<PipeArgument>]
    public PipeArgument[] Pipe { get; set; } = [];

    /// <summary>
    /// Which end a name means, Left or Right. Right if not given. An end that you pass as an object is the one that it
    /// is.
    /// </summary>
    [Parameter]
    public IpcPipeEnd End { get; set; } = IpcPipeEnd.Right;

    private protected override object? Target => TargetOf(Pipe);

    private protected override void ProcessRecordCore() => ForEach(Pipe, one =>
    {
        if (!ShouldProcess(one.Given is IIpcObject live ? live.Describe() : $"pipe '{one}'", "Close"))
        {
            return;
        }

        if (one.Name is not { } name || !TryClose(name))
        {
            one.ResolveAny(End).Close();
        }
    });

    private bool TryClose(string name) =>
        NamedObjects.Close(IpcKind.Pipe, name, (byte)End) || NamedObjects.Close(IpcKind.Listener, name, part: 0);
}
