namespace Ipc;

/// <summary>
/// What messages go into at one side and come out of at the other, whole and in order, each exactly once.
/// </summary>
public interface IIpcChannel : IIpcObject
{
    /// <summary>How many messages wait to be received here. Only a hint: it may change at once.</summary>
    int Count { get; }

    /// <summary>How it turns objects into messages unless told otherwise; null for bytes only.</summary>
    IMessageEncoding? GetEncoding();

    /// <summary>Sends one object.</summary>
    /// <param name="encoding">
    /// Turns it into a message, before anything is locked; nothing is sent if that fails.
    /// </param>
    /// <param name="value">The object; may be null.</param>
    /// <param name="timeout">
    /// How long to wait for room; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one attempt.
    /// </param>
    /// <param name="cancellation">Ends the wait; nothing is sent then.</param>
    /// <returns>Whether it was sent.</returns>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.Closed"/>, <see cref="IpcError.NoSpace"/>, <see cref="IpcError.NotFound"/>.
    /// </exception>
    bool TrySend(IMessageEncoding encoding, object? value, TimeSpan timeout, CancellationToken cancellation);

    /// <summary>
    /// Receives one object. One that cannot be decoded is received as well, with the reason in its place.
    /// </summary>
    /// <param name="encoding">Turns the message back into an object.</param>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one attempt.
    /// </param>
    /// <param name="value">What was received.</param>
    /// <param name="unreadable">Why it could not be decoded; null when it was.</param>
    /// <param name="cancellation">Ends the wait; nothing is taken then.</param>
    /// <returns>How it ended.</returns>
    IpcReceiveResult TryReceive(
        IMessageEncoding encoding, TimeSpan timeout, out object? value, out IpcException? unreadable, CancellationToken cancellation);

    /// <summary>Sends several objects, each a message of its own, in order.</summary>
    /// <param name="encoding">Turns each into a message, before anything is locked.</param>
    /// <param name="values">The objects.</param>
    /// <param name="timeout">How long to wait for room, all in all.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>
    /// How many were sent, from the first on. If they are fewer than there are, the time was over, or the next one cannot
    /// be sent: who begins with that one is told why.
    /// </returns>
    /// <exception cref="IpcException">The first one cannot be sent.</exception>
    int TrySendMany(IMessageEncoding encoding, IReadOnlyList<object?> values, TimeSpan timeout, CancellationToken cancellation);

    /// <summary>Receives up to a number of objects that are there, waiting for the first one only.</summary>
    /// <param name="encoding">Turns the messages back into objects.</param>
    /// <param name="most">How many at the most; one or more.</param>
    /// <param name="timeout">How long to wait for the first.</param>
    /// <param name="values">What was received is added here.</param>
    /// <param name="unreadable">Why some of those that were received could not be decoded is added here.</param>
    /// <param name="cancellation">Ends the wait; nothing is taken then.</param>
    /// <returns>How it ended.</returns>
    IpcReceiveResult TryReceiveMany(
        IMessageEncoding encoding,
        int most,
        TimeSpan timeout,
        ICollection<object?> values,
        ICollection<IpcException> unreadable,
        CancellationToken cancellation);

    /// <summary>Why nothing more can be received here, after <see cref="IpcReceiveResult.Closed"/>.</summary>
    IpcException ClosedError();
}
