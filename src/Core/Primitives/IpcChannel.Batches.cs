using System.Collections;
using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Ipc.Messages;
using Ipc.Model;
using Ipc.Sync;

namespace Ipc;

/// <summary>Several messages at a time, for who counts microseconds: the mutex is entered once for many.</summary>
public abstract partial class IpcChannel
{
    // What is encoded at the most before it is sent.
    private const int MostEncoded = 1 << 20;

    // Why a message could not be read that was received along with others: the next who asks for many is told.
    private ConcurrentQueue<IpcException>? _untold;

    /// <summary>
    /// Sends several objects, each a message of its own, in order, waiting for room as long as it takes. Others may send
    /// in between.
    /// </summary>
    /// <param name="values">The objects; a text is one object.</param>
    /// <exception cref="IpcException">
    /// One could not be sent: the message says how many were. See <see cref="Send(object)"/>.
    /// </exception>
    public void SendMany(IEnumerable values) => SendMany(values, Timeout.InfiniteTimeSpan);

    /// <summary>Sends several objects, each a message of its own, in order.</summary>
    /// <param name="values">The objects; a text is one object.</param>
    /// <param name="seconds">How long to wait for room, all in all.</param>
    /// <exception cref="IpcException"><see cref="IpcError.Timeout"/>; see <see cref="SendMany(IEnumerable)"/>.</exception>
    public void SendMany(IEnumerable values, double seconds) => SendMany(values, Deadline.Seconds(seconds));

    /// <summary>Sends several objects, each a message of its own, in order.</summary>
    /// <param name="values">The objects.</param>
    /// <param name="timeout">
    /// How long to wait for room, all in all; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one attempt.
    /// </param>
    /// <param name="cancellation">Ends the wait; what was sent by then is sent.</param>
    /// <returns>
    /// How many were sent, from the first on. If they are fewer than there are, the time was over, or the next one cannot
    /// be sent: who begins with that one is told why.
    /// </returns>
    /// <exception cref="IpcException">The first one cannot be sent. See <see cref="Send(object)"/>.</exception>
    public int TrySendMany(IReadOnlyList<object?> values, TimeSpan timeout, CancellationToken cancellation = default) =>
        TrySendMany(Encoding, values, timeout, cancellation);

    /// <inheritdoc/>
    public int TrySendMany(
        IMessageEncoding encoding, IReadOnlyList<object?> values, TimeSpan timeout, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        ArgumentNullException.ThrowIfNull(values);
        ThrowIfClosed();
        Deadline deadline = Deadline.After(timeout);
        int sent = 0;
        bool goesOn = true;
        while (goesOn && sent < values.Count)
        {
            try
            {
                sent += TrySendPart(encoding, values, sent, deadline, cancellation, out goesOn);
            }
            catch (Exception e) when (sent > 0 && e is IpcException or OperationCanceledException)
            {
                goesOn = false; // Those before it are sent. Who tries this one first is told.
            }
        }

        GC.KeepAlive(this);
        return sent;
    }

    /// <summary>Receives those that are there, up to a number, waiting for the first one as long as it takes.</summary>
    /// <param name="most">How many at the most; one or more.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.Closed"/> when nothing more will come; <see cref="IpcError.NotFound"/>. One that cannot be read, and
    /// stood beside others, is an error of the next call.
    /// </exception>
    public object?[] ReceiveMany(int most) => ReceiveMany(most, Timeout.InfiniteTimeSpan, "");

    /// <summary>Receives those that are there, up to a number.</summary>
    /// <param name="most">How many at the most; one or more.</param>
    /// <param name="seconds">How long to wait for the first.</param>
    /// <exception cref="IpcException"><see cref="IpcError.Timeout"/>; see <see cref="ReceiveMany(int)"/>.</exception>
    public object?[] ReceiveMany(int most, double seconds) => ReceiveMany(most, Deadline.Seconds(seconds), $" within {seconds} s");

    /// <inheritdoc/>
    public IpcReceiveResult TryReceiveMany(
        IMessageEncoding encoding,
        int most,
        TimeSpan timeout,
        ICollection<object?> values,
        ICollection<IpcException> unreadable,
        CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(unreadable);
        ThrowIfClosed();
        using MessageBuffer buffer = MessageBuffer.Rent();
        buffer.TakesLoans = true;
        List<int> lengths = [];
        IpcReceiveResult result = IpcReceiveResult.Received;
        if (_unread.TryTake(buffer))
        {
            lengths.Add(buffer.Length);
        }
        else
        {
            result = _reader is null
                ? _port.TryReceive(Incoming, buffer, lengths, most, Deadline.After(timeout), cancellation)
                : _reader.TryReceive(buffer, lengths, most, Deadline.After(timeout), cancellation);
        }

        if (buffer.TakeLoan() is { } loan)
        {
            values.Add(ToLoan(loan));
        }

        int at = 0;
        foreach (int length in lengths)
        {
            try
            {
                // To their end: the others have been received already, and would have to wait for this one.
                values.Add(encoding.Decode(buffer.Written.Slice(at, length), CancellationToken.None));
            }
            catch (IpcException e)
            {
                unreadable.Add(e); // The others have been received and must not be lost.
            }

            at += length;
        }

        GC.KeepAlive(this);
        return result;
    }

    private void SendMany(IEnumerable values, TimeSpan timeout)
    {
        ArgumentNullException.ThrowIfNull(values);
        object?[] all = values is string text ? [text] : [.. values.Cast<object?>()];
        Deadline deadline = Deadline.After(timeout);
        int sent = 0;
        try
        {
            for (int more = 1; sent < all.Length && more > 0; sent += more)
            {
                more = TrySendMany(new ArraySegment<object?>(all, sent, all.Length - sent), deadline.Remaining);
            }
        }
        catch (IpcException e)
        {
            throw new IpcException(e.Error, $"{sent} of {all.Length} were sent. {e.Message}", e);
        }

        if (sent < all.Length)
        {
            throw new IpcException(
                timeout == TimeSpan.Zero ? IpcError.Full : IpcError.Timeout,
                $"The {Region.Describe()} had no room within {timeout.TotalSeconds} s: {sent} of {all.Length} were sent. Receive "
                    + "from it, or wait longer.");
        }
    }

    private object?[] ReceiveMany(int most, TimeSpan timeout, string within)
    {
        if (_untold is { } others && others.TryDequeue(out IpcException? before))
        {
            throw before; // It stood beside others, which were received.
        }

        List<object?> values = [];
        List<IpcException> unreadable = [];
        IpcReceiveResult result = TryReceiveMany(Encoding, most, timeout, values, unreadable, CancellationToken.None);
        while (result == IpcReceiveResult.Received && values.Count + unreadable.Count < most && TryReceiveMore(most, values, unreadable))
        {
        }

        ConcurrentQueue<IpcException>? untold = _untold;
        if (unreadable.Count > 0)
        {
            unreadable.ForEach((untold = LazyInitializer.EnsureInitialized(ref _untold, static () => new())).Enqueue);
        }

        return result switch
        {
            IpcReceiveResult.Received when values.Count == 0 && untold?.TryDequeue(out IpcException? why) == true => throw why,
            IpcReceiveResult.Received => [.. values],
            IpcReceiveResult.Closed => throw ClosedError(),
            _ => throw new IpcException(
                timeout == TimeSpan.Zero ? IpcError.Empty : IpcError.Timeout,
                $"Nothing came from the {Region.Describe()}{within}. Wait longer."),
        };
    }

    // A loan comes by itself, and what refers to something may, although others are there. What goes wrong here must not
    // take along what was received before.
    private bool TryReceiveMore(int most, List<object?> values, List<IpcException> unreadable)
    {
        try
        {
            int more = most - values.Count - unreadable.Count;
            return TryReceiveMany(Encoding, more, TimeSpan.Zero, values, unreadable, CancellationToken.None) == IpcReceiveResult.Received;
        }
        catch (IpcException e)
        {
            unreadable.Add(e);
            return false;
        }
    }

    // As many as are encoded before they are sent: to a number of bytes, or to one that goes its own way, since it is
    // lent, refers to something, is sent from where it is, or has many receivers.
    private int TrySendPart(
        IMessageEncoding encoding, IReadOnlyList<object?> values, int first, Deadline deadline, CancellationToken cancellation, out bool isAll)
    {
        using MessageBuffer buffer = MessageBuffer.Rent();
        List<int> lengths = [];
        bool isSingle = false;
        for (int i = first; i < values.Count && buffer.Length < MostEncoded && !isSingle; i++)
        {
            int before = buffer.Length;
            isSingle = _reader is not null || IsSingle(encoding, values[i]) || !TryEncode(encoding, values[i], buffer, isFirst: i == first);
            if (!isSingle && buffer.References is null)
            {
                lengths.Add(buffer.Length - before);
            }
            else
            {
                buffer.Truncate(before);
                isSingle = true;
            }
        }

        if (lengths.Count > 0)
        {
            int sent = _port.TrySendMany(
                Outgoing, buffer.Written, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(lengths), deadline, cancellation);
            isAll = sent == lengths.Count;
            return sent;
        }

        isAll = TrySend(encoding, values[first], deadline.Remaining, cancellation);
        return isAll ? 1 : 0;
    }

    // Encoded by the way it goes, which says then what is wrong with it.
    private static bool IsSingle(IMessageEncoding encoding, object? value) =>
        value is IpcLoan || (encoding is IArrayEncoding arrays && (arrays.Plain(value) is IpcLoan or Array { Length: >= IArrayEncoding.LeastBytes / 8 }));

    private static bool TryEncode(IMessageEncoding encoding, object? value, MessageBuffer buffer, bool isFirst)
    {
        try
        {
            encoding.Encode(value, buffer);
            return true;
        }
        catch (IpcException) when (!isFirst)
        {
            return false; // It is the first one of the next part.
        }
    }
}
