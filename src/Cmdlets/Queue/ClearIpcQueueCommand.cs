using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Drops every message that waits in a queue.</summary>
/// <remarks>
/// <para>Whoever waits for room in the queue goes on. A completed queue stays completed.</para>
/// </remarks>
/// <example>
/// <para>Forget what nobody will do any more</para>
/// <code>Clear-IpcQueue jobs</code>
/// <para>Empties the queue named jobs.</para>
/// </example>
/// <example>
/// <para>See what would be dropped</para>
/// <code>Get-IpcQueue | Clear-IpcQueue -WhatIf</code>
/// <para>Says for each queue how many messages it would drop, and drops none.</para>
/// </example>
[Cmdlet(VerbsCommon.Clear, "IpcQueue", SupportsShouldProcess = true)]
[OutputType(typeof(void))]
public sealed class ClearIpcQueueCommand : IpcCommand
{
    /// <summary>The queue or its name, or several.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [Objects(typeof(QueueArgument))]
    [NamesOf<QueueArgument>]
    public QueueArgument[] Queue { get; set; } = [];

    private protected override object? Target => TargetOf(Queue);

    private protected override void ProcessRecordCore() => ForEach(Queue, one =>
    {
        IIpcQueue queue = one.Resolve();
        if (ShouldProcess(queue.Describe(), $"Drop {queue.Count} messages"))
        {
            queue.Clear();
        }
    });
}
