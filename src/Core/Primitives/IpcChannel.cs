using System.Buffers;
using System.Runtime.ExceptionServices;
using Ipc.Messages;
using Ipc.Model;
using Ipc.Platform.CrashPoints;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>
/// What a queue and the end of a pipe have in common: messages go in at one side and come out at the other, whole and
/// in order, each exactly once. Members may be called from any thread and process at once.
/// </summary>
public abstract partial class IpcChannel : IpcObject, IIpcChannel, IPortPolicy
{
    private readonly MessagePort _port;
    private readonly IMessageEncoding? _encoding;
    private readonly UnreadMessages _unread = new();
    private readonly BroadcastReader? _reader; // Receives in place of the port where each receiver gets all messages.

    private protected IpcChannel(Region region, IMessageEncoding? encoding, BroadcastReader? reader = null)
        : base(region)
    {
        _port = new MessagePort(region, this);
        _encoding = encoding;
        _reader = reader;
    }

    /// <summary>How many messages wait to be received here. Only a hint: it may change at once.</summary>
    public int Count => (int)Math.Min(
        int.MaxValue, (_reader is null ? Incoming.Count + _port.ReturnedCount : _reader.Count) + _unread.Count);

    IMessageEncoding? IIpcChannel.GetEncoding() => _encoding;

    bool IPortPolicy.NoMoreComes => NoMoreComes;

    bool IPortPolicy.IsPipeEnd => IsPipeEnd;

    bool IPortPolicy.Trims => Trims;

    private protected virtual bool IsPipeEnd => false;

    private protected virtual bool Trims => false;

    private protected abstract bool NoMoreComes { get; }

    private protected abstract MessageList Incoming { get; }

    private protected abstract MessageList Outgoing { get; }

    private protected MessagePort Port => _port;

    private protected UnreadMessages Unread => _unread;

    private protected IMessageEncoding Encoding => _encoding ?? throw new InvalidOperationException(
        "This object was opened without an encoding of objects. Use the methods that take bytes.");

    /// <summary>Sends one object, waiting for room as long as it takes.</summary>
    /// <param name="value">Encoded before anything is locked; nothing is sent if that fails.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.Closed"/>, <see cref="IpcError.NoSpace"/>, <see cref="IpcError.NotFound"/>.
    /// </exception>
    public void Send(object? value) => TrySend(value, Timeout.InfiniteTimeSpan);

    /// <summary>Sends one object.</summary>
    /// <param name="value">Encoded before anything is locked; nothing is sent if that fails.</param>
    /// <param name="seconds">How long to wait for room.</param>
    /// <exception cref="IpcException"><see cref="IpcError.Timeout"/>; see <see cref="Send(object)"/>.</exception>
    public void Send(object? value, double seconds)
    {
        if (!TrySend(value, Deadline.Seconds(seconds)))
        {
            throw new IpcException(
                seconds == 0 ? IpcError.Full : IpcError.Timeout,
                $"The {Region.Describe()} had no room within {seconds} s. Nothing was sent; receive from it, or wait "
                    + "longer.");
        }
    }

    /// <summary>Sends one object.</summary>
    /// <param name="value">Encoded before anything is locked; nothing is sent if that fails.</param>
    /// <param name="timeout">
    /// How long to wait for room; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one attempt.
    /// </param>
    /// <param name="cancellation">Ends the wait; nothing is sent then.</param>
    /// <returns>Whether it was sent.</returns>
    public bool TrySend(object? value, TimeSpan timeout, CancellationToken cancellation = default) =>
        TrySend(Encoding, value, timeout, cancellation);

    /// <inheritdoc/>
    public bool TrySend(IMessageEncoding encoding, object? value, TimeSpan timeout, CancellationToken cancellation) =>
        TrySendTo(Outgoing, encoding, value, timeout, cancellation);

    /// <summary>Sends one object to a list of this object, which need not be the usual one.</summary>
    private protected bool TrySendTo(
        MessageList to, IMessageEncoding encoding, object? value, TimeSpan timeout, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        IArrayEncoding? arrays = encoding as IArrayEncoding;
        if ((value as IpcLoan ?? arrays?.Plain(value)) is IpcLoan loan)
        {
            return TrySendLoan(loan, timeout, cancellation);
        }

        using MessageBuffer buffer = MessageBuffer.Rent();
        if (arrays?.EncodeHead(value, buffer) is { } array)
        {
            return TrySendArray(to, buffer, array, timeout, cancellation);
        }

        encoding.Encode(value, buffer);
        return TrySendBytesTo(to, buffer.Written, buffer.References, timeout, cancellation);
    }

    // From where it is, if there is room at once; what has to wait must be what it was when it was sent.
    private bool TrySendArray(MessageList to, MessageBuffer buffer, Array array, TimeSpan timeout, CancellationToken cancellation)
    {
        ThrowIfClosed();
        Deadline deadline = Deadline.After(timeout);
        ReadOnlySpan<byte> elements = RawArray.BytesOf(array);
        bool sent = _port.TrySendParts(to, buffer.Written, elements, deadline, cancellation);
        if (!sent && !deadline.HasPassed)
        {
            buffer.Write(elements);
            sent = _port.TrySend(to, buffer.Written, deadline, cancellation);
        }

        GC.KeepAlive(this);
        return sent;
    }

    /// <summary>Sends one message as bytes.</summary>
    /// <param name="message">Copied; may be empty.</param>
    /// <param name="timeout">
    /// How long to wait for room; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one attempt.
    /// </param>
    /// <param name="cancellation">Ends the wait; nothing is sent then.</param>
    /// <returns>Whether it was sent.</returns>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.Closed"/>, <see cref="IpcError.NoSpace"/>, <see cref="IpcError.NotFound"/>.
    /// </exception>
    public bool TrySendBytes(ReadOnlySpan<byte> message, TimeSpan timeout, CancellationToken cancellation = default)
    {
        return TrySendBytes(message, null, timeout, cancellation);
    }

    /// <summary>Sends one message as bytes, with what it refers to.</summary>
    /// <param name="message">Copied; may be empty.</param>
    /// <param name="references">
    /// Live objects that are held until the message has been received; null for none. What is gone already is not.
    /// </param>
    /// <param name="timeout">How long to wait for room.</param>
    /// <param name="cancellation">Ends the wait; nothing is sent then.</param>
    /// <inheritdoc cref="TrySendBytes(ReadOnlySpan{byte}, TimeSpan, CancellationToken)"/>
    internal bool TrySendBytes(
        ReadOnlySpan<byte> message, IReadOnlyCollection<IpcReference>? references, TimeSpan timeout, CancellationToken cancellation) =>
        TrySendBytesTo(Outgoing, message, references, timeout, cancellation);

    /// <summary>Sends one message to a list of this object, which need not be the usual one.</summary>
    private protected bool TrySendBytesTo(
        MessageList to,
        ReadOnlySpan<byte> message,
        IReadOnlyCollection<IpcReference>? references,
        TimeSpan timeout,
        CancellationToken cancellation)
    {
        ThrowIfClosed();
        Deadline deadline = Deadline.After(timeout);
        bool sent = references is null
            ? _port.TrySend(to, message, deadline, cancellation)
            : _port.TrySendReferring(to, references, message, deadline, cancellation);
        GC.KeepAlive(this);
        return sent;
    }

    /// <summary>Receives one object, waiting as long as it takes.</summary>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.Closed"/> when nothing more will come; <see cref="IpcError.NotFound"/>.
    /// </exception>
    public object? Receive()
    {
        IpcReceiveResult result = TryReceive(out object? value, Timeout.InfiniteTimeSpan);
        return result == IpcReceiveResult.Received ? value : throw ClosedError();
    }

    /// <summary>Receives one object.</summary>
    /// <param name="seconds">How long to wait.</param>
    /// <exception cref="IpcException"><see cref="IpcError.Timeout"/>; see <see cref="Receive()"/>.</exception>
    public object? Receive(double seconds) => TryReceive(out object? value, Deadline.Seconds(seconds)) switch
    {
        IpcReceiveResult.Received => value,
        IpcReceiveResult.Closed => throw ClosedError(),
        _ => throw new IpcException(
            seconds == 0 ? IpcError.Empty : IpcError.Timeout,
            seconds == 0 ? $"The {Region.Describe()} is empty." : $"Nothing came from the {Region.Describe()} within "
                + $"{seconds} s. Wait longer."),
    };

    /// <summary>Receives one object.</summary>
    /// <param name="value">What was received.</param>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one attempt.
    /// </param>
    /// <param name="cancellation">Ends the wait; nothing is taken then.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.Timeout"/>: a long message came, and took longer to read. It is received again next.
    /// </exception>
    public IpcReceiveResult TryReceive(out object? value, TimeSpan timeout, CancellationToken cancellation = default)
    {
        IpcReceiveResult result = TryReceive(Encoding, timeout, out value, out IpcException? unreadable, cancellation);
        if (unreadable is not null)
        {
            ExceptionDispatchInfo.Throw(unreadable);
        }

        return result;
    }

    /// <inheritdoc/>
    public IpcReceiveResult TryReceive(
        IMessageEncoding encoding, TimeSpan timeout, out object? value, out IpcException? unreadable, CancellationToken cancellation)
    {
        value = null;
        unreadable = null;
        using MessageBuffer buffer = MessageBuffer.Rent(encoding);
        buffer.TakesLoans = true;
        IpcReceiveResult result = TryReceiveBytes(buffer, timeout, cancellation);
        if (buffer.TakeLoan() is { } loan)
        {
            value = ToLoan(loan);
        }
        else if (result == IpcReceiveResult.Received)
        {
            unreadable = _unread.Read(buffer, encoding, timeout, out value, cancellation);
        }

        return result;
    }

    /// <summary>Receives one object, without a thread that waits for it.</summary>
    /// <param name="cancellation">Ends the wait; nothing is taken then.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.Closed"/> when nothing more will come; <see cref="IpcError.NotFound"/>.
    /// </exception>
    public async Task<object?> ReceiveAsync(CancellationToken cancellation = default)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            switch (TryReceive(out object? value, TimeSpan.Zero, cancellation))
            {
                case IpcReceiveResult.Received:
                    return value;
                case IpcReceiveResult.Closed:
                    throw ClosedError();
            }

            await AsTask(cancellation).ConfigureAwait(false);
            if (Await().IsReady)
            {
                await Task.Delay(1, cancellation).ConfigureAwait(false); // Others are at it, or somebody is paused inside.
            }
        }
    }

    internal override IAwaited Await() =>
        _reader is { } reader
            ? new Awaited(this, Incoming.Items, () => _unread.Count > 0 || reader.IsReady)
            : new Awaited(this, Incoming.Items, () => _unread.Count > 0 || _port.IsReady(Incoming), () => _port.WakeAt);

    internal override bool TryTake(TimeSpan turn, IpcReady taken, CancellationToken cancellation)
    {
        IpcReceiveResult result = TryReceive(out object? value, turn, cancellation);
        taken.Value = value;
        taken.IsClosed = result == IpcReceiveResult.Closed;
        return result != IpcReceiveResult.TimedOut;
    }

    /// <summary>Receives up to a number of objects that are there, waiting for the first one only.</summary>
    /// <param name="most">How many at the most; one or more.</param>
    /// <param name="timeout">How long to wait for the first.</param>
    /// <param name="values">What was received is added here.</param>
    /// <param name="cancellation">Ends the wait; nothing is taken then.</param>
    /// <returns>How it ended.</returns>
    public IpcReceiveResult TryReceiveMany(
        int most, TimeSpan timeout, ICollection<object?> values, CancellationToken cancellation = default)
    {
        List<IpcException> unreadable = [];
        IpcReceiveResult result = TryReceiveMany(Encoding, most, timeout, values, unreadable, cancellation);
        if (unreadable.Count > 0)
        {
            ExceptionDispatchInfo.Throw(unreadable[0]);
        }

        return result;
    }

    /// <summary>Receives one message as bytes.</summary>
    /// <param name="output">Where the bytes go.</param>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one attempt.
    /// </param>
    /// <param name="cancellation">Ends the wait; nothing is taken then.</param>
    /// <returns>How it ended.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.Corrupt"/>.</exception>
    public IpcReceiveResult TryReceiveBytes(
        IBufferWriter<byte> output, TimeSpan timeout, CancellationToken cancellation = default)
    {
        ThrowIfClosed();
        ArgumentNullException.ThrowIfNull(output);
        if (_unread.TryTake(output))
        {
            return IpcReceiveResult.Received;
        }

        IpcReceiveResult result = _reader is null
            ? _port.TryReceive(Incoming, output, null, 1, Deadline.After(timeout), cancellation)
            : _reader.TryReceive(output, null, 1, Deadline.After(timeout), cancellation);
        GC.KeepAlive(this);
        return result;
    }

    /// <summary>Makes what is given to a receiver of what was received as a loan.</summary>
    private protected virtual object ToLoan(HeldLoan held) => throw new NotSupportedException();

    /// <summary>Sends a loan, if it is one of this channel.</summary>
    private protected virtual bool TrySendLoan(IpcLoan loan, TimeSpan timeout, CancellationToken cancellation) =>
        throw new IpcException(
            IpcError.NotSupported,
            $"A {loan.Describe()} cannot be sent through the {Region.Describe()}: its memory is that queue's. Send it there, "
                + "ask this one for a loan if it is a queue, or send a copy of the bytes: loan.ToArray().");

    bool IPortPolicy.HasRoom(MessageList list, int recordSize) => HasRoom(list, recordSize);

    IpcException? IPortPolicy.WhyNotSend() => WhyNotSend();

    IReadOnlyCollection<IpcReference>? IPortPolicy.Trim(MessageList list) => Trim(list);

    private protected virtual IReadOnlyCollection<IpcReference>? Trim(MessageList list) => null;

    /// <summary>Says that no more will be sent to a list.</summary>
    private protected void Complete(MessageList list)
    {
        ThrowIfClosed();
        Region.ThrowIfEnded();
        Region.AcquireMutex(Deadline.Never, CancellationToken.None);
        list.IsCompleted = true;
        CrashPoint.Reach(CrashStep.CompleteMarked);
        Region.Mutex.Release();
        Interlocked.MemoryBarrier();
        list.WakeEveryone();
        GC.KeepAlive(this);
    }

    private protected abstract bool HasRoom(MessageList list, int recordSize);

    private protected abstract IpcException? WhyNotSend();

    /// <summary>Why nothing more can be received here.</summary>
    internal abstract IpcException ClosedError();

    IpcException IIpcChannel.ClosedError() => ClosedError();
}
