using System.Buffers;
using System.Runtime.ExceptionServices;
using Ipc.Messages;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>Receiving with a lease, and waiting until everything is done.</summary>
public sealed partial class IpcQueue
{
    /// <summary>
    /// How many messages are leased and not confirmed yet, by whatever process. Only a hint: it may change at once.
    /// </summary>
    public int LeasedCount => (int)Math.Min(int.MaxValue, Port.LeasedCount);

    /// <summary>
    /// Leases one object for as long as this process has the queue open, waiting for it as long as it takes.
    /// </summary>
    /// <exception cref="IpcException"><see cref="IpcError.Closed"/> when nothing more will come;
    /// <see cref="IpcError.NotFound"/>, <see cref="IpcError.NoSpace"/>.</exception>
    public IpcLease Lease() =>
        TryLease(out IpcLease? lease, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan) == IpcReceiveResult.Received ? lease! : throw ClosedError();

    /// <summary>Leases one object for as long as this process has the queue open.</summary>
    /// <param name="seconds">How long to wait for it.</param>
    /// <exception cref="IpcException"><see cref="IpcError.Timeout"/>; see <see cref="Lease()"/>.</exception>
    public IpcLease Lease(double seconds) => TryLease(out IpcLease? lease, Deadline.Seconds(seconds), Timeout.InfiniteTimeSpan) switch
    {
        IpcReceiveResult.Received => lease!,
        IpcReceiveResult.Closed => throw ClosedError(),
        _ => throw new IpcException(IpcError.Timeout, $"Nothing came from the {Region.Describe()} within {seconds} s."),
    };

    /// <summary>
    /// Leases one object: it belongs to this process until it is confirmed (<see cref="IpcLease.Confirm"/>), and comes
    /// back, first in line, if it is not. An object that cannot be decoded is confirmed, and the error thrown.
    /// </summary>
    /// <param name="lease">What was leased.</param>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one attempt.
    /// </param>
    /// <param name="leaseTimeout">
    /// After how long it comes back although this process lives; <see cref="Timeout.InfiniteTimeSpan"/> for never. More
    /// than zero.
    /// </param>
    /// <param name="cancellation">Ends the wait; nothing is taken then.</param>
    /// <returns>
    /// How it ended. A completed queue is closed only when nothing is leased, since that might come back.
    /// </returns>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotFound"/>, <see cref="IpcError.NoSpace"/>, <see cref="IpcError.Corrupt"/>.
    /// </exception>
    public IpcReceiveResult TryLease(
        out IpcLease? lease, TimeSpan timeout, TimeSpan leaseTimeout, CancellationToken cancellation = default)
    {
        IpcReceiveResult result = TryLease(Encoding, out lease, out IpcException? unreadable, timeout, leaseTimeout, cancellation);
        if (unreadable is not null)
        {
            ExceptionDispatchInfo.Throw(unreadable);
        }

        return result;
    }

    /// <summary>Leases one message as bytes; the lease has no <see cref="IpcLease.Value"/>.</summary>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="lease">What was leased.</param>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one attempt.
    /// </param>
    /// <param name="leaseTimeout">
    /// After how long it comes back although this process lives; <see cref="Timeout.InfiniteTimeSpan"/> for never.
    /// </param>
    /// <param name="cancellation">Ends the wait; nothing is taken then.</param>
    /// <inheritdoc cref="TryLease(out IpcLease?, TimeSpan, TimeSpan, CancellationToken)"/>
    public IpcReceiveResult TryLeaseBytes(
        IBufferWriter<byte> output, out IpcLease? lease, TimeSpan timeout, TimeSpan leaseTimeout, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        lease = null;
        using MessageBuffer buffer = MessageBuffer.Rent();
        IpcReceiveResult result = TryLease(buffer, out LeaseTicket ticket, timeout, leaseTimeout, cancellation);
        if (result == IpcReceiveResult.Received)
        {
            lease = new IpcLease(this, ticket, null);
            try
            {
                output.Write(buffer.Written);
            }
            catch
            {
                lease.Dispose(); // Nobody has it.
                throw;
            }
        }

        return result;
    }

    /// <summary>
    /// Waits until nothing waits in the queue and nothing is leased: everything that was sent is done.
    /// </summary>
    /// <remarks>
    /// What is received without a lease counts as done at that moment. What a killed process had leased waits again,
    /// and so is waited for until another one has done it. More may be sent at any time; a queue need not be completed
    /// to be done.
    /// </remarks>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotFound"/>, <see cref="IpcError.Closed"/> when the object has ended.
    /// </exception>
    public void WaitUntilDone() => TryWaitUntilDone(Timeout.InfiniteTimeSpan);

    /// <summary>Waits until everything that was sent is done.</summary>
    /// <param name="seconds">How long to wait.</param>
    /// <exception cref="IpcException"><see cref="IpcError.Timeout"/>; see <see cref="WaitUntilDone()"/>.</exception>
    public void WaitUntilDone(double seconds)
    {
        if (!TryWaitUntilDone(Deadline.Seconds(seconds)))
        {
            throw new IpcException(IpcError.Timeout, NotDone($"{seconds} s"));
        }
    }

    /// <summary>Waits until everything that was sent is done.</summary>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero to look once.
    /// </param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Whether it is done; false when the time-out passed.</returns>
    /// <inheritdoc cref="WaitUntilDone()"/>
    public bool TryWaitUntilDone(TimeSpan timeout, CancellationToken cancellation = default)
    {
        ThrowIfClosed();
        bool done = Port.TryWaitUntilDone(_list, Deadline.After(timeout), cancellation);
        GC.KeepAlive(this);
        return done;
    }

    private string NotDone(string after) =>
        $"The {Region.Describe()} was not done within {after}: {Count} wait and {LeasedCount} are leased. Receive "
            + "and confirm them, or wait longer.";

    IpcReceiveResult IIpcQueue.TryLease(
        IMessageEncoding encoding,
        TimeSpan timeout,
        TimeSpan leaseTimeout,
        out IIpcLease? lease,
        out IpcException? unreadable,
        CancellationToken cancellation)
    {
        IpcReceiveResult result = TryLease(encoding, out IpcLease? own, out unreadable, timeout, leaseTimeout, cancellation);
        lease = own;
        return result;
    }

    private IpcReceiveResult TryLease(
        IMessageEncoding encoding,
        out IpcLease? lease,
        out IpcException? unreadable,
        TimeSpan timeout,
        TimeSpan leaseTimeout,
        CancellationToken cancellation)
    {
        lease = null;
        unreadable = null;
        using MessageBuffer buffer = MessageBuffer.Rent();
        IpcReceiveResult result = TryLease(buffer, out LeaseTicket ticket, timeout, leaseTimeout, cancellation);
        if (result != IpcReceiveResult.Received)
        {
            return result;
        }

        bool isReadable = true;
        try
        {
            unreadable = UnreadMessages.TryRead(buffer, encoding, timeout, out object? value, cancellation);
            isReadable = unreadable is null;
            lease = isReadable ? new IpcLease(this, ticket, value) : null;
        }
        finally
        {
            if (!isReadable)
            {
                TryConfirm(ticket); // What cannot be read now cannot be read by the next one either.
            }
            else if (lease is null)
            {
                TryReturn(ticket); // Whoever reads it was stopped, or has no memory: the next one may.
            }
        }

        return result;
    }

    // The lease belongs to the process and not to this handle: it ends when the last handle here is closed.
    internal bool TryConfirm(in LeaseTicket ticket) => Port.TryConfirm(_list, ticket);

    internal bool TryReturn(in LeaseTicket ticket) => Port.TryReturn(_list, ticket);

    internal bool? IsHeld(in LeaseTicket ticket) => Port.IsHeld(ticket);

    private IpcReceiveResult TryLease(
        MessageBuffer buffer, out LeaseTicket ticket, TimeSpan timeout, TimeSpan leaseTimeout, CancellationToken cancellation)
    {
        if (leaseTimeout != Timeout.InfiniteTimeSpan && leaseTimeout <= TimeSpan.Zero)
        {
            throw new ArgumentOutOfRangeException(nameof(leaseTimeout), leaseTimeout, "A lease must hold for some "
                + "time: give it more than 0 seconds.");
        }

        ThrowIfClosed();
        IpcReceiveResult result = Port.TryLease(_list, buffer, leaseTimeout, Deadline.After(timeout), cancellation, out ticket);
        GC.KeepAlive(this);
        return result;
    }
}
