using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Receives objects from a queue.</summary>
/// <remarks>
/// <para>Waits for one message, or for -Count of them. With -All it takes what is there and does not wait. With -Wait
/// it goes on until the queue is completed (Complete-IpcQueue) and empty, which makes it the natural source of a
/// pipeline.</para>
/// <para>Each message goes to one receiver. Messages are taken one by one as the pipeline asks for them, so that none
/// is lost when it stops early. An array that was sent as one message comes out as one object.</para>
/// <para>With -BatchSize messages are taken so many at a time and written as arrays, as Get-Content -ReadCount writes
/// lines: an array holds what was there when its first message came, and so may be shorter. Alone it gives one array;
/// with -Wait, -All and -Count as many as it takes.</para>
/// <para>What was sent as a loan ($queue.Loan(4MB)) comes as one: memory that is read in place, $view.AsArray('double')[0],
/// without a copy. It is this process's until $view.Dispose(), until nobody refers to it any more, or until the process
/// ends. It cannot be leased.</para>
/// <para>If the queue is completed and empty, the error is IpcClosed; for -All and -Wait that is simply the end. If
/// nothing comes within -Timeout, the error is IpcTimeout, or nothing at all with -Quiet. Ctrl+C ends the wait at once,
/// with nothing taken.</para>
/// <para>What is received is gone from the queue, also if its receiver is killed before it has done the work. With
/// -Lease it belongs to this process until Confirm-IpcQueue says that it is done: you get a lease with the object as
/// its .Value. If the process ends first, closes the queue or calls .Abandon(), or the -LeaseTimeout passes, the object
/// is received again, before all others that wait, and .DeliveryCount says how often it has been delivered. A process
/// that is only paused keeps its leases, unless there is a -LeaseTimeout.</para>
/// <para>Of a queue made with -Broadcast every receiver gets every message. Who was too slow for one that drops the oldest gets
/// an error (IpcFull) with the number of messages that it lost, once, and then what is left.</para>
/// <para>With -Peek what would be received next stays in the queue, for the same or another receiver: -Count says how many to
/// look at, if they are there, and -All looks at all of them, as they stand at one moment (up to 256 MiB). It waits for the
/// first one only.</para>
/// <para>While anything is leased a completed queue has not ended, since it may come back. So confirm each lease before
/// asking for the next one: in a pipeline with -Wait that is what happens, while $all = Receive-IpcQueue $queue -Lease
/// -Wait would wait for itself.</para>
/// </remarks>
/// <example>
/// <para>Receive one message</para>
/// <code>$job = Receive-IpcQueue jobs -Timeout 5</code>
/// <para>Waits up to five seconds for a message from the queue named jobs.</para>
/// </example>
/// <example>
/// <para>Work until there is no more work</para>
/// <code>Receive-IpcQueue $queue -Wait | ForEach-Object { "working on $_" }</code>
/// <para>Goes on until another process calls Complete-IpcQueue and the queue is empty. Any number of processes can do
/// this with the same queue.</para>
/// </example>
/// <example>
/// <para>Take what is there</para>
/// <code>$results = Get-IpcQueue results | Receive-IpcQueue -All</code>
/// <para>Empties the queue without waiting; if nothing is there, $results is empty.</para>
/// </example>
/// <example>
/// <para>Do all the work, whoever is killed</para>
/// <code>Receive-IpcQueue $queue -Lease -Wait | ForEach-Object {
///     "working on $($_.Value)"
///     $_ | Confirm-IpcQueue
/// }</code>
/// <para>What a killed worker had not confirmed is done by another one. It ends when the queue is completed and
/// everything is confirmed.</para>
/// </example>
/// <example>
/// <para>Put aside what fails each time</para>
/// <code>$lease = Receive-IpcQueue jobs -Lease -LeaseTimeout 60
/// if ($lease.DeliveryCount -gt 3) { Send-IpcQueue failed $lease.Value; $lease | Confirm-IpcQueue }</code>
/// <para>An object that has been delivered more than three times goes to another queue. Whoever hangs loses the lease
/// after a minute.</para>
/// </example>
/// <example>
/// <para>Take many small objects at a time</para>
/// <code>Receive-IpcQueue $queue -Wait -BatchSize 500 | ForEach-Object { "$($_.Count) at once" }</code>
/// <para>Each array holds what was there, up to five hundred.</para>
/// </example>
/// <example>
/// <para>Read a large block in place</para>
/// <code>$view = Receive-IpcQueue frames
/// $view.AsArray('double')[0..3]
/// $view.Dispose()</code>
/// <para>The memory goes back to the queue, to be lent again.</para>
/// </example>
/// <example>
/// <para>Look without taking</para>
/// <code>Receive-IpcQueue jobs -Peek -Timeout 5
/// Receive-IpcQueue jobs -Peek -All | Group-Object Kind</code>
/// <para>Says what comes next, and what of each kind waits. The queue is as before.</para>
/// </example>
[Cmdlet(VerbsCommunications.Receive, "IpcQueue", DefaultParameterSetName = OneSet)]
[OutputType(typeof(object), typeof(IpcLease), typeof(IpcLoan), typeof(object[]))]
public sealed class ReceiveIpcQueueCommand : ReceiveCommand
{
    /// <summary>The queue, or its name.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Name")]
    [OneObject(typeof(QueueArgument))]
    [NamesOf<QueueArgument>]
    public QueueArgument Queue { get; set; } = null!;

    /// <summary>
    /// Gives leases: what is received belongs to this process until it is confirmed with Confirm-IpcQueue, and
    /// otherwise comes back.
    /// </summary>
    [Parameter]
    public SwitchParameter Lease { get; set; }

    /// <summary>
    /// After how long what was not confirmed comes back although this process lives: seconds, fractions allowed, or a
    /// TimeSpan. Means -Lease, too. Without it a lease holds for as long as this process has the queue open.
    /// </summary>
    [Parameter]
    [Timeout]
    public TimeSpan? LeaseTimeout { get; set; }

    /// <summary>
    /// Writes arrays of so many messages at the most: those that are there when the first one comes. Not with -Lease.
    /// </summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int BatchSize { get; set; }

    private protected override int MostAtOnce => BatchSize > 0 && (Lease || LeaseTimeout is not null)
        ? throw new ArgumentException("Leases come one by one, to be confirmed one by one. Leave -BatchSize or -Lease out.")
        : BatchSize;

    /// <summary>Leaves what it writes in the queue. Not with -Wait, -Lease or -LeaseTimeout.</summary>
    [Parameter]
    public SwitchParameter Peek { get; set; }

    private protected override object? Target => Queue.Given;

    private protected override IIpcChannel Resolve() => Queue.Resolve();

    private protected override IpcReceiveResult Take(
        IIpcChannel channel, TimeSpan timeout, out object? value, out IpcException? unreadable)
    {
        if (!Lease && LeaseTimeout is null)
        {
            if (channel is not IpcBroadcast)
            {
                return base.Take(channel, timeout, out value, out unreadable);
            }

            object? received = null;
            IpcException? why = null;
            IpcReceiveResult taken = TellLosses(channel, () => base.Take(channel, timeout, out received, out why));
            (value, unreadable) = (received, why);
            return taken;
        }

        IpcReceiveResult result = ((IIpcQueue)channel).TryLease(
            channel.GetEncoding() ?? LiveObjects.Encoding,
            timeout,
            LeaseTimeout ?? System.Threading.Timeout.InfiniteTimeSpan,
            out IIpcLease? lease,
            out unreadable,
            StopToken);
        value = lease;
        return result;
    }

    private protected override IpcReceiveResult TakeMany(
        IIpcChannel channel, int most, TimeSpan timeout, List<object?> values, List<IpcException> unreadable) =>
        TellLosses(channel, () => base.TakeMany(channel, most, timeout, values, unreadable));

    // What made room before it came to this receiver is told once, and what is left goes on.
    private IpcReceiveResult TellLosses(IIpcChannel channel, Func<IpcReceiveResult> attempt)
    {
        while (true)
        {
            try
            {
                return attempt();
            }
            catch (IpcException e) when (e.Error == IpcError.Full && channel is IpcBroadcast)
            {
                WriteError(ErrorFactory.Create(e, Target));
            }
        }
    }

    private protected override void ProcessRecordCore()
    {
        if (!Peek)
        {
            base.ProcessRecordCore();
            return;
        }

        if (BatchSize > 0)
        {
            throw new ArgumentException("-Peek shows messages one by one: -Count or -All say how many. Leave -BatchSize out.");
        }

        if (Wait || Lease || LeaseTimeout is not null)
        {
            throw new ArgumentOutOfRangeException(nameof(Peek), Wait
                ? "-Peek leaves what it finds in the queue, so with -Wait it would find the same for ever. Use -Peek -All to see "
                    + "all of it, or leave -Peek out to receive."
                : "-Peek takes nothing, so there is nothing to lease. Leave one of them out.");
        }

        Look(Queue.Resolve());
    }

    private void Look(IIpcQueue queue)
    {
        List<IpcPeeked> peeked = [];
        int most = All ? int.MaxValue : Count;
        IpcReceiveResult result = TellLosses(
            queue, () => queue.TryPeek(queue.GetEncoding() ?? LiveObjects.Encoding, most, Patience, peeked, StopToken));
        if (result != IpcReceiveResult.Received && WhyNot(queue, result, 0) is { } reason)
        {
            throw reason;
        }

        foreach (IpcPeeked one in peeked)
        {
            if (one.Unreadable is null)
            {
                Write(one.Value);
            }
            else if (most == 1)
            {
                throw one.Unreadable;
            }
            else
            {
                WriteError(ErrorFactory.Create(one.Unreadable, Target)); // One of several.
            }
        }
    }

    // Who is stopped, or fails, while it works on an object has not done it. Select-Object -First has got it.
    private protected override void Write(object? value)
    {
        try
        {
            base.Write(value);
        }
        catch (Exception e) when (value is IIpcLease && !IsAnswered(e))
        {
            ((IIpcLease)value).Dispose();
            throw;
        }
    }
}
