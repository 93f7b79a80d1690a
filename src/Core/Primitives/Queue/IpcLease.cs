using Ipc.Messages;
using Ipc.Regions;

namespace Ipc;

/// <summary>
/// An object that was received from a queue and belongs to this process until it is confirmed. If the process dies,
/// closes the queue or abandons it first, or the lease's time passes, it is received again, before all others that
/// wait. Members may be called from any thread.
/// </summary>
/// <remarks>
/// The lease belongs to the process that took it and cannot be sent to another one. Dropping it does not give it back:
/// only <see cref="Abandon"/>, <see cref="Dispose"/>, closing the queue in this process, and the end of the process do.
/// </remarks>
public sealed class IpcLease : IIpcLease
{
    private readonly object _gate = new();
    private readonly LeaseTicket _ticket;
    private volatile bool _confirmed;
    private volatile bool _abandoned;

    internal IpcLease(IpcQueue queue, in LeaseTicket ticket, object? value)
    {
        Queue = queue;
        _ticket = ticket;
        Value = value;
    }

    /// <summary>What was received; null for a lease of bytes.</summary>
    public object? Value { get; }

    /// <summary>How often this object has been delivered, this time included: 1 the first time.</summary>
    public int DeliveryCount => _ticket.Deliveries;

    /// <summary>Where it was received.</summary>
    public IpcQueue Queue { get; }

    /// <summary>
    /// Whether it still belongs to this process: not confirmed, abandoned or lost, and its time has not passed.
    /// </summary>
    public bool IsHeld
    {
        get
        {
            try
            {
                return !_confirmed && !_abandoned && Queue.IsHeld(_ticket) != false;
            }
            catch (IpcException)
            {
                return false; // The queue has ended, or is damaged.
            }
        }
    }

    /// <summary>
    /// Says that the object is done: it is gone from the queue for good. When the lease's time has passed this still
    /// works, as long as nobody else was given the object.
    /// </summary>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotOwner"/> when it has been confirmed or given back before, or went back and somebody else was
    /// given it;
    /// <see cref="IpcError.Closed"/>,
    /// <see cref="IpcError.NotFound"/> when this process has closed the queue, or it was removed.
    /// </exception>
    public void Confirm()
    {
        lock (_gate)
        {
            if (_confirmed)
            {
                throw NotHeld("has been confirmed before. Confirm each object once, when its work is done.");
            }

            if (_abandoned)
            {
                throw NotHeld("was given back before, and is received again: whoever has it then confirms it. Confirm an "
                    + "object, or give it back, not both.");
            }

            _confirmed = Queue.TryConfirm(_ticket);
            if (!_confirmed)
            {
                throw NotHeld("is not held any more: its lease ran out, and it went to another receiver, or was dropped. It "
                    + "may be done twice; a longer lease time-out makes that less likely.");
            }
        }
    }

    /// <summary>
    /// Gives the object back: the next receiver gets it, before all others that wait. Does nothing if it is not held
    /// any more.
    /// </summary>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.Closed"/>, <see cref="IpcError.NotFound"/> when the queue has ended.
    /// </exception>
    public void Abandon()
    {
        lock (_gate)
        {
            if (_confirmed || _abandoned)
            {
                return;
            }

            Queue.TryReturn(_ticket);
            _abandoned = true;
        }
    }

    /// <summary>Gives the object back if it is still held. Never fails.</summary>
    public void Dispose()
    {
        try
        {
            Abandon();
        }
        catch (IpcException)
        {
            // The queue has ended: nothing is held any more.
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Value?.ToString() ?? "";

    private IpcException NotHeld(string why) =>
        new(IpcError.NotOwner, $"This object of {Queue.Region.Describe()} {why}");
}
