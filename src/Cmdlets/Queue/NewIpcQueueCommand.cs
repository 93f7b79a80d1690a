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
/// <para>With -Broadcast every receiver gets every message. A receiver is a handle that receives: what New-IpcQueue,
/// Get-IpcQueue, an argument, $using: or a message gave, each for itself; what is used by its name is one handle in each
/// process. It gets everything from the first message on, also when it comes late, or with -FromNow what is sent after it was
/// opened. So all messages are kept as long as the queue is there. With -Capacity that many are: sending waits until all receivers
/// have the oldest one (and for the first receiver to come), or with -DropOldest does not wait, and who was too slow or too
/// late gets an error with the number of messages that it lost (IpcFull), once, and then what is left. A handle that only
/// sends holds nobody back, nor does one whose process has ended.</para>
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
/// <example>
/// <para>Tell all workers</para>
/// <code>$news = New-IpcQueue -Broadcast
/// $workers = Start-IpcWorker -Count 3 { Receive-IpcQueue $using:news -Wait | ForEach-Object { "got $_" } }
/// 1..10 | Send-IpcQueue $news
/// Complete-IpcQueue $news
/// $workers | Receive-IpcWorker -Wait</code>
/// <para>Each of the three receives all ten, whenever it has started.</para>
/// </example>
/// <example>
/// <para>A feed that waits for nobody</para>
/// <code>New-IpcQueue progress -Broadcast -FromNow -Capacity 100 -DropOldest</code>
/// <para>Who does Get-IpcQueue progress sees what comes from then on, at most 100 messages late.</para>
/// </example>
[Cmdlet(VerbsCommon.New, "IpcQueue", SupportsShouldProcess = true, DefaultParameterSetName = NameSet)]
[OutputType(typeof(IpcQueue), typeof(IpcBroadcast))]
public sealed class NewIpcQueueCommand : NewIpcObjectCommand
{
    private const string NameSet = "Name";
    private const string CapacitySet = "Capacity";

    /// <inheritdoc/>
    [Parameter(Position = 0, ParameterSetName = NameSet)]
    [Parameter(Position = 1, ParameterSetName = CapacitySet)]
    public override string? Name { get; set; }

    /// <summary>
    /// The most messages that may wait in the queue; sending waits when it is full. Without it the queue grows. A number
    /// that comes first is this; a name of digits goes in quotes.
    /// </summary>
    [Parameter(Position = 1, ParameterSetName = NameSet)]
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = CapacitySet)]
    [Alias("MaxLength", "MaximumLength")]
    [ValidateRange(1, int.MaxValue)]
    public int Capacity { get; set; }

    /// <summary>
    /// Gives each message a priority, from 0 to 9 (Send-IpcQueue -Priority; 0 without): those of a higher one are received
    /// first, those of one in order of sending. The queue takes 320 KiB of shared memory instead of 64.
    /// </summary>
    [Parameter]
    public SwitchParameter Priority { get; set; }

    /// <summary>
    /// Makes a queue of which every receiver gets every message, not one of them each.
    /// </summary>
    [Parameter]
    public SwitchParameter Broadcast { get; set; }

    /// <summary>
    /// With -Broadcast: each receiver gets what is sent after its handle was opened, and not everything from the first message
    /// on.
    /// </summary>
    [Parameter]
    public SwitchParameter FromNow { get; set; }

    /// <summary>
    /// With -Broadcast and -Capacity: sending never waits, the oldest message makes room. A receiver that had not come to it
    /// is told how many it lost.
    /// </summary>
    [Parameter]
    public SwitchParameter DropOldest { get; set; }

    private protected override IpcSpec Spec()
    {
        if (!Broadcast)
        {
            return FromNow || DropOldest
                ? throw new ArgumentOutOfRangeException(
                    FromNow ? nameof(FromNow) : nameof(DropOldest), "That is for queues of which every receiver gets every message. Add -Broadcast.")
                : new IpcQueueSpec { Capacity = Capacity, Priority = Priority };
        }

        if (Priority)
        {
            throw new ArgumentOutOfRangeException(
                nameof(Priority), "Messages of a broadcast queue have no priorities. Leave -Priority or -Broadcast out.");
        }

        return DropOldest && Capacity == 0
            ? throw new ArgumentOutOfRangeException(
                nameof(DropOldest), "Without -Capacity all messages are kept, and none makes room. Say how many are kept: -Capacity 1000 -DropOldest.")
            : new IpcBroadcastSpec { Capacity = Capacity, DropsOldest = DropOldest, FromNow = FromNow };
    }
}
