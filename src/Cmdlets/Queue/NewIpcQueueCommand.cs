using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Makes a queue that any number of processes can send to and receive from.</summary>
/// <remarks>
/// <para>What is sent to a queue is received once, whole and in order, also when processes are killed meanwhile.
/// Objects keep their shape; Ipc objects inside arrive live.</para>
/// <para>Without -Capacity the queue grows as far as the shared memory goes. With it, sending waits while that many
/// messages wait.</para>
/// <para>With -Priority messages have priorities, 9 before 0. What comes back from a lease is the first of its priority.
/// -Capacity counts all of them together.</para>
/// <para>The queue ends when the last process that holds it closes it or ends, unless it is persistent.</para>
/// </remarks>
/// <example>
/// <para>Send from a worker</para>
/// <code>$queue = New-IpcQueue
/// $worker = Start-IpcWorker { param($queue) 'hello' | Send-IpcQueue $queue } -ArgumentList $queue
/// Receive-IpcQueue $queue</code>
/// <para>The worker, another process, sends a string; the caller receives it.</para>
/// </example>
/// <example>
/// <para>A named queue with a limit</para>
/// <code>New-IpcQueue -Name jobs -Capacity 100
/// 1..1000 | Send-IpcQueue jobs</code>
/// <para>Any process of the same user can reach the queue by its name. Sending waits while 100 messages wait.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "IpcQueue", SupportsShouldProcess = true)]
[OutputType(typeof(IpcQueue))]
public sealed class NewIpcQueueCommand : NewIpcObjectCommand
{
    /// <inheritdoc/>
    [Parameter(Position = 0)]
    public override string? Name { get; set; }

    /// <summary>
    /// The most messages that may wait in the queue; sending waits when it is full. Without it the queue grows.
    /// </summary>
    [Parameter(Position = 1)]
    [Alias("MaxLength", "MaximumLength")]
    [ValidateRange(1, int.MaxValue)]
    public int Capacity { get; set; }

    /// <summary>
    /// Gives each message a priority, from 0 to 9 (Send-IpcQueue -Priority; 0 without): those of a higher one are received
    /// first, those of one in order of sending. The queue takes 320 KiB of shared memory instead of 64.
    /// </summary>
    [Parameter]
    public SwitchParameter Priority { get; set; }

    private protected override IpcSpec Spec() => new IpcQueueSpec { Capacity = Capacity, Priority = Priority };
}
