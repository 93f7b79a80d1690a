using Ipc.Messages;
using Ipc.Model;
using Ipc.Primitives;
using Ipc.Sync;

namespace Ipc;

/// <summary>Sending with a priority.</summary>
public sealed partial class IpcQueue
{
    /// <summary>The highest priority; the lowest, and that of what is sent without, is 0.</summary>
    public const int HighestPriority = MessageList.LevelCount - 1;

    /// <summary>
    /// Whether each message has a priority: those of a higher one are received first, those of one in order of sending. What
    /// comes back from a lease is the first of its priority.
    /// </summary>
    public bool HasPriority => _list.HasLevels;

    /// <summary>Sends one object with a priority.</summary>
    /// <param name="value">Encoded before anything is locked; nothing is sent if that fails.</param>
    /// <param name="seconds">How long to wait for room; null for as long as it takes.</param>
    /// <param name="priority">0 to <see cref="HighestPriority"/>; the highest is received first.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.Timeout"/>, or <see cref="IpcError.Full"/> for 0; <see cref="IpcError.NotSupported"/> for a queue
    /// without priorities; <see cref="IpcError.Closed"/>, <see cref="IpcError.NoSpace"/>, <see cref="IpcError.NotFound"/>.
    /// </exception>
    public void Send(object? value, double? seconds, int priority)
    {
        TimeSpan patience = seconds is { } some ? Deadline.Seconds(some) : Timeout.InfiniteTimeSpan;
        if (!TrySend(value, priority, patience))
        {
            throw new IpcException(
                seconds == 0 ? IpcError.Full : IpcError.Timeout,
                $"The {Region.Describe()} had no room within {seconds} s. Nothing was sent; receive from it, or wait longer.");
        }
    }

    /// <summary>Sends one object with a priority.</summary>
    /// <param name="value">Encoded before anything is locked; nothing is sent if that fails.</param>
    /// <param name="priority">0 to <see cref="HighestPriority"/>; the highest is received first.</param>
    /// <param name="timeout">
    /// How long to wait for room; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one attempt.
    /// </param>
    /// <param name="cancellation">Ends the wait; nothing is sent then.</param>
    /// <returns>Whether it was sent.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such priority.</exception>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotSupported"/> for a queue without priorities; <see cref="IpcError.Closed"/>,
    /// <see cref="IpcError.NoSpace"/>, <see cref="IpcError.NotFound"/>.
    /// </exception>
    public bool TrySend(object? value, int priority, TimeSpan timeout, CancellationToken cancellation = default) =>
        TrySend(Encoding, value, priority, timeout, cancellation);

    /// <inheritdoc/>
    public bool TrySend(
        IMessageEncoding encoding, object? value, int priority, TimeSpan timeout, CancellationToken cancellation) =>
        TrySendTo(OfPriority(priority), encoding, value, timeout, cancellation);

    /// <summary>Sends one message as bytes, with a priority.</summary>
    /// <param name="message">Copied; may be empty.</param>
    /// <param name="priority">0 to <see cref="HighestPriority"/>; the highest is received first.</param>
    /// <param name="timeout">How long to wait for room.</param>
    /// <param name="cancellation">Ends the wait; nothing is sent then.</param>
    /// <inheritdoc cref="TrySend(object?, int, TimeSpan, CancellationToken)"/>
    public bool TrySendBytes(
        ReadOnlySpan<byte> message, int priority, TimeSpan timeout, CancellationToken cancellation = default) =>
        TrySendBytesTo(OfPriority(priority), message, null, timeout, cancellation);

    private MessageList OfPriority(int priority)
    {
        ThrowIfClosed();
        if (!HasPriority)
        {
            throw new IpcException(
                IpcError.NotSupported,
                $"The {Region.Describe()} was made without priorities. {Advice.For(IpcAdvice.MakeWithPriority, Kind)}");
        }

        return priority is >= 0 and <= HighestPriority
            ? _list.OfPriority((uint)priority)
            : throw new ArgumentOutOfRangeException(
                nameof(priority), priority, $"A priority is 0 to {HighestPriority}, the highest first.");
    }
}
