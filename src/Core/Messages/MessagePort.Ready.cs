namespace Ipc.Messages;

/// <summary>What who waits for several things must know of one.</summary>
internal sealed partial class MessagePort
{
    /// <summary>When a lease runs out, so that its message can be received again, on the monotonic clock; 0 never.</summary>
    public long WakeAt => NextExpiry;

    /// <summary>Whether receiving would end at once, by a message or by the end.</summary>
    public bool IsReady(MessageList list)
    {
        bool closed = policy.NoMoreComes; // Read before looking: what was sent before the end is received.
        if (!list.IsEmpty)
        {
            return true;
        }

        ulong leases = Leases;
        return LeaseLog.ReturnedIn(leases) > 0
            || (MayLease && _leases.HasExpired)
            || (closed && LeaseLog.LeasedIn(leases) == 0);
    }
}
