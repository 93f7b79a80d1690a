using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Says that leased objects of a queue are done.</summary>
/// <remarks>
/// <para>What Receive-IpcQueue -Lease gives comes back to the queue unless it is confirmed before this process ends. A
/// confirmed object is gone for good; when the last one is, Wait-IpcQueue goes on, and the receivers of a completed
/// queue end.</para>
/// <para>If the lease was abandoned, or ran out and somebody else was given the object, the error is IpcNotOwner: then
/// it may be done twice. A lease that has run out can still be confirmed as long as nobody else has the object.
/// So is confirming twice.</para>
/// </remarks>
/// <example>
/// <para>Confirm what is done</para>
/// <code>Receive-IpcQueue jobs -Lease -Wait | ForEach-Object {
///     "working on $($_.Value)"
///     $_ | Confirm-IpcQueue
/// }</code>
/// <para>Each object is confirmed when its work is done. If this process is killed before, another one receives the
/// object.</para>
/// </example>
/// <example>
/// <para>Give back what cannot be done here</para>
/// <code>$lease = Receive-IpcQueue jobs -Lease
/// if ($lease.Value.Platform -eq 'Linux') { Confirm-IpcQueue $lease } else { $lease.Abandon() }</code>
/// <para>What is abandoned is received again, before all others that wait.</para>
/// </example>
[Cmdlet(VerbsLifecycle.Confirm, "IpcQueue", SupportsShouldProcess = true)]
[OutputType(typeof(IpcLease))]
public sealed class ConfirmIpcQueueCommand : IpcCommand
{
    private IIpcLease? _current;

    /// <summary>The leases, as Receive-IpcQueue -Lease gives them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [EachOf(typeof(IIpcLease), "This takes leases, as Receive-IpcQueue -Lease writes them: the lease itself, and not its "
        + ".Value.")]
    public IIpcLease[] Lease { get; set; } = [];

    /// <summary>Passes each lease on that was confirmed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override object? Target => _current;

    // One that is lost must not keep the others from being confirmed.
    private protected override void ProcessRecordCore()
    {
        foreach (IIpcLease lease in Lease)
        {
            _current = lease;
            if (!ShouldProcess("leased object", "Confirm"))
            {
                continue;
            }

            try
            {
                lease.Confirm();
            }
            catch (IpcException e)
            {
                FailOne(e, lease, Lease.Length);
                continue;
            }

            if (PassThru)
            {
                WriteObject(lease);
            }
        }
    }
}
