namespace Ipc;

/// <summary>A queue between any number of senders and receivers.</summary>
public interface IIpcQueue : IIpcChannel
{
    /// <summary>How many messages are leased and not confirmed yet. Only a hint: it may change at once.</summary>
    int LeasedCount { get; }

    /// <summary>Whether each message has a priority.</summary>
    bool HasPriority { get; }

    /// <summary>Sends one object with a priority.</summary>
    /// <param name="encoding">
    /// Turns it into a message, before anything is locked; nothing is sent if that fails.
    /// </param>
    /// <param name="value">The object; may be null.</param>
    /// <param name="priority">0 to 9; the highest is received first.</param>
    /// <param name="timeout">
    /// How long to wait for room; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one attempt.
    /// </param>
    /// <param name="cancellation">Ends the wait; nothing is sent then.</param>
    /// <returns>Whether it was sent.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NotSupported"/> for a queue without priorities.</exception>
    bool TrySend(IMessageEncoding encoding, object? value, int priority, TimeSpan timeout, CancellationToken cancellation);

    /// <summary>Says that no more will be sent: receivers get what is left, and then the end.</summary>
    void Complete();

    /// <summary>Drops every message that waits. What is leased stays with its holder.</summary>
    /// <returns>How many there were.</returns>
    int Clear();

    /// <summary>
    /// Leases one object: it belongs to this process until it is confirmed, and comes back, first in line, if it is
    /// not. One that cannot be decoded is confirmed, and the reason given in place of a lease.
    /// </summary>
    /// <param name="encoding">Turns the message back into an object.</param>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one attempt.
    /// </param>
    /// <param name="leaseTimeout">After how long it comes back although this process lives; infinite for never.</param>
    /// <param name="lease">What was leased.</param>
    /// <param name="unreadable">Why it could not be decoded; null when it was.</param>
    /// <param name="cancellation">Ends the wait; nothing is taken then.</param>
    /// <returns>How it ended.</returns>
    IpcReceiveResult TryLease(
        IMessageEncoding encoding,
        TimeSpan timeout,
        TimeSpan leaseTimeout,
        out IIpcLease? lease,
        out IpcException? unreadable,
        CancellationToken cancellation);

    /// <summary>
    /// Looks at the objects that would be received next, as they stand at one moment; waits for the first one only. They
    /// stay where they are.
    /// </summary>
    /// <param name="encoding">Turns messages back into objects.</param>
    /// <param name="most">How many at the most; one or more.</param>
    /// <param name="timeout">
    /// How long to wait for the first; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one look.
    /// </param>
    /// <param name="peeked">They are added here, each with the reason if it cannot be read.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>How it ended: <see cref="IpcReceiveResult.Received"/> when there is one.</returns>
    IpcReceiveResult TryPeek(
        IMessageEncoding encoding, int most, TimeSpan timeout, ICollection<IpcPeeked> peeked, CancellationToken cancellation);

    /// <summary>Waits until everything that was sent is done: nothing waits, and nothing is leased.</summary>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero to look once.
    /// </param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Whether it is done; false when the time-out passed.</returns>
    bool TryWaitUntilDone(TimeSpan timeout, CancellationToken cancellation = default);
}
