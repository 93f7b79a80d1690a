using System.Buffers;
using System.Runtime.ExceptionServices;
using Ipc.Messages;
using Ipc.Sync;

namespace Ipc;

/// <summary>Looking at what would be received next.</summary>
public sealed partial class IpcQueue
{
    /// <summary>The object that would be received next, which stays where it is; waits for one as long as it takes.</summary>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.Closed"/> when nothing more will come; <see cref="IpcError.NotFound"/>.
    /// </exception>
    public object? Peek() =>
        TryPeek(out object? value, Timeout.InfiniteTimeSpan) == IpcReceiveResult.Received ? value : throw ClosedError();

    /// <summary>The object that would be received next, which stays where it is.</summary>
    /// <param name="seconds">How long to wait for one.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.Timeout"/>, or <see cref="IpcError.Empty"/> for 0; see <see cref="Peek()"/>.
    /// </exception>
    public object? Peek(double seconds) => TryPeek(out object? value, Deadline.Seconds(seconds)) switch
    {
        IpcReceiveResult.Received => value,
        IpcReceiveResult.Closed => throw ClosedError(),
        _ => throw new IpcException(
            seconds == 0 ? IpcError.Empty : IpcError.Timeout,
            seconds == 0 ? $"The {Region.Describe()} is empty." : $"Nothing came to the {Region.Describe()} within "
                + $"{seconds} s. Wait longer."),
    };

    /// <summary>Looks at the object that would be received next, which stays where it is.</summary>
    /// <param name="value">That object. What it refers to is live, as long as the message is there or the value is held.</param>
    /// <param name="timeout">
    /// How long to wait for one; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one look.
    /// </param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>How it ended: <see cref="IpcReceiveResult.Received"/> when there is one.</returns>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotFound"/>, <see cref="IpcError.Corrupt"/>; <see cref="IpcError.Timeout"/>: there is a long one,
    /// and to read it takes longer.
    /// </exception>
    public IpcReceiveResult TryPeek(out object? value, TimeSpan timeout, CancellationToken cancellation = default)
    {
        List<object?> values = [];
        IpcReceiveResult result = TryPeekMany(1, timeout, values, cancellation);
        value = values.FirstOrDefault();
        return result;
    }

    /// <summary>
    /// Looks at the objects that would be received next, as they stand at one moment; waits for the first one only. They
    /// stay where they are. Not more than 256 MiB of messages are looked at.
    /// </summary>
    /// <param name="most">How many at the most; one or more.</param>
    /// <param name="timeout">How long to wait for the first.</param>
    /// <param name="values">They are added here.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>How it ended: <see cref="IpcReceiveResult.Received"/> when there is one.</returns>
    /// <exception cref="IpcException">
    /// One of them cannot be read; the others have been added. <see cref="IpcError.NotFound"/>, <see cref="IpcError.Corrupt"/>.
    /// </exception>
    public IpcReceiveResult TryPeekMany(
        int most, TimeSpan timeout, ICollection<object?> values, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(values);
        List<IpcPeeked> peeked = [];
        IpcReceiveResult result = TryPeek(Encoding, most, timeout, peeked, cancellation);
        foreach (IpcPeeked one in peeked.Where(one => one.Unreadable is null))
        {
            values.Add(one.Value);
        }

        if (peeked.Find(one => one.Unreadable is not null) is { Unreadable: { } failure })
        {
            ExceptionDispatchInfo.Throw(failure);
        }

        return result;
    }

    /// <summary>Looks at the message that would be received next, as bytes; it stays where it is.</summary>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="timeout">How long to wait for one.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <inheritdoc cref="TryPeek(out object?, TimeSpan, CancellationToken)"/>
    public IpcReceiveResult TryPeekBytes(
        IBufferWriter<byte> output, TimeSpan timeout, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(output);
        using PeekedMessages copies = new();
        IpcReceiveResult result = TryPeek(copies, 1, timeout, cancellation);
        if (result == IpcReceiveResult.Received)
        {
            output.Write(copies[0]);
        }

        return result;
    }

    /// <inheritdoc/>
    public IpcReceiveResult TryPeek(
        IMessageEncoding encoding, int most, TimeSpan timeout, ICollection<IpcPeeked> peeked, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        ArgumentNullException.ThrowIfNull(peeked);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        using PeekedMessages copies = new();
        IpcReceiveResult result = TryPeek(copies, most, timeout, cancellation);
        copies.Read(encoding, timeout, peeked, cancellation);
        return result;
    }

    // What this handle has received and not read yet comes first, as it does when receiving.
    private IpcReceiveResult TryPeek(PeekedMessages copies, int most, TimeSpan timeout, CancellationToken cancellation)
    {
        ThrowIfClosed();
        if (Unread.Count > 0)
        {
            Unread.Peek(copies, most);
        }

        IpcReceiveResult result = copies.Count > 0
            ? IpcReceiveResult.Received
            : Port.TryPeek(_list, copies, most, Deadline.After(timeout), cancellation);
        GC.KeepAlive(this);
        return result;
    }
}
