using Ipc.Messages;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>What a broadcast queue has in common with a queue, and what it does not have.</summary>
public sealed partial class IpcBroadcast
{
    /// <summary>The object that this handle would receive next, which stays; waits for one as long as it takes.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.Closed"/>, <see cref="IpcError.NotFound"/>.</exception>
    public object? Peek()
    {
        List<IpcPeeked> peeked = [];
        IpcReceiveResult result = TryPeek(Encoding, 1, Timeout.InfiniteTimeSpan, peeked, CancellationToken.None);
        return result != IpcReceiveResult.Received ? throw ClosedError() : peeked[0].Unreadable is { } reason ? throw reason : peeked[0].Value;
    }

    /// <inheritdoc/>
    public IpcReceiveResult TryPeek(
        IMessageEncoding encoding, int most, TimeSpan timeout, ICollection<IpcPeeked> peeked, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        ArgumentNullException.ThrowIfNull(peeked);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ThrowIfClosed();
        using PeekedMessages copies = new();
        if (Unread.Count > 0)
        {
            Unread.Peek(copies, most);
        }

        IpcReceiveResult result = copies.Count > 0
            ? IpcReceiveResult.Received
            : _reader.TryPeek(copies, most, Deadline.After(timeout), cancellation);
        copies.Read(encoding, timeout, peeked, cancellation);
        GC.KeepAlive(this);
        return result;
    }

    /// <summary>Waits until every receiver has received all that was sent, and there is one.</summary>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero to look once.
    /// </param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Whether it is so; false when the time-out passed. A queue to which nothing was sent is done, too.</returns>
    public bool TryWaitUntilDone(TimeSpan timeout, CancellationToken cancellation = default)
    {
        ThrowIfClosed();
        DoneAttempt attempt = new(Region, _list, _cursors);
        bool done = Waiter.Until(Region, _list.Done, ref attempt, Deadline.After(timeout), cancellation);
        GC.KeepAlive(this);
        return done;
    }

    /// <summary>A broadcast queue has no leases.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.NotSupported"/>.</exception>
    public IpcReceiveResult TryLease(
        IMessageEncoding encoding,
        TimeSpan timeout,
        TimeSpan leaseTimeout,
        out IIpcLease? lease,
        out IpcException? unreadable,
        CancellationToken cancellation) => throw new IpcException(
            IpcError.NotSupported,
            $"The {Region.Describe()} has no leases: each receiver gets every message, so none would go to another. Receive "
                + "without a lease.");

    bool IIpcQueue.TrySend(
        IMessageEncoding encoding, object? value, int priority, TimeSpan timeout, CancellationToken cancellation) =>
        throw new IpcException(
            IpcError.NotSupported, $"The {Region.Describe()} has no priorities. Send without one.");

    private struct DoneAttempt(Region region, MessageList list, BroadcastCursors cursors) : IAttempt
    {
        private readonly bool IsDone =>
            list.Count == 0 || cursors.Cleared >= list.Sent || (cursors.Look() is { Receivers: > 0 } all && all.Slowest >= list.Sent);

        // What was seen from outside may be of two moments.
        public readonly bool Try(Deadline deadline, CancellationToken cancellation)
        {
            if (!IsDone || !region.AcquireMutex(deadline, cancellation))
            {
                return false;
            }

            try
            {
                return IsDone;
            }
            finally
            {
                region.Mutex.Release();
            }
        }
    }
}
