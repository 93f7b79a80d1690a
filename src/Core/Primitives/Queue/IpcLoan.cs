using System.Dynamic;
using System.Linq.Expressions;
using Ipc.Messages;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>
/// Memory that a queue has lent to this process: written in place, sent without a copy (<see cref="Send()"/>), and read
/// in place by the process that receives it, as a loan of its own. Its bytes are read and written as those of
/// <see cref="IpcMemory"/>.
/// </summary>
/// <remarks>
/// <para>It is this process's until it is sent or disposed of; from then on every member that touches the bytes throws,
/// whoever has the memory now. What was received goes back to the queue when it is disposed of, when nobody refers to
/// it any more, or when its process ends, however. It keeps the queue open meanwhile. What is received can be changed,
/// and sent once more.</para>
/// <para>Its bytes are not cleared: a new loan has whatever stood there.</para>
/// <para>Steps: <see cref="LoanTable"/>. All members may be called from any thread, but for spans: what
/// <see cref="AsSpan(long, int)"/> gave must not be used any more once the loan is sent or disposed of.</para>
/// </remarks>
public sealed class IpcLoan : IBytesOwner, IReadByIndex, IDynamicMetaObjectProvider, IDisposable
{
    // Of the count of uses: set while nobody may begin one.
    private const int Shut = int.MinValue;

    private readonly object _gate = new();
    private readonly HeldLoan _held;
    private readonly SharedBytes _bytes;
    private int _uses;
    private volatile State _state;

    internal IpcLoan(IpcQueue queue, HeldLoan held)
    {
        Queue = queue;
        _held = held;
        _bytes = new SharedBytes(this, held.Ticket.Length);
        held.Touch();
    }

    /// <summary>Gives back what nobody refers to any more.</summary>
    ~IpcLoan()
    {
        if (_held is not null)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static held => held.Return(), _held, preferLocal: false);
        }
    }

    private enum State
    {
        Open,
        Sending,
        SendingAndDisposed,
        Sent,
        Disposed,
    }

    /// <summary>The queue that it belongs to.</summary>
    public IpcQueue Queue { get; }

    /// <summary>How many bytes there are.</summary>
    public long Length => _bytes.Size;

    /// <summary>How many bytes there are.</summary>
    public long Size => _bytes.Size;

    /// <summary>Whether it is this process's, and its bytes can be read and written.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_gate)
            {
                return _state == State.Open && !_held.Region.HasEnded;
            }
        }
    }

    Region IBytesOwner.Region => _held.Region;

    long IBytesOwner.DataAt => _held.At;

    /// <inheritdoc cref="IpcMemory.AsSpan(long, int)"/>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.Closed"/>: it was sent or disposed of; <see cref="IpcError.NotFound"/>: the queue was removed.
    /// </exception>
    public Span<byte> AsSpan(long offset = 0, int length = -1) => _bytes.AsSpan(offset, length);

    /// <inheritdoc cref="IpcMemory.AsArray{T}(long, int)"/>
    public IpcMemoryView<T> AsArray<T>(long offset = 0, int count = -1)
        where T : unmanaged =>
        _bytes.AsArray<T>(offset, count);

    /// <inheritdoc cref="IpcMemory.AsArray(Type, long, int)"/>
    public IpcMemoryView AsArray(Type elementType, long offset = 0, int count = -1) => _bytes.AsArray(elementType, offset, count);

    /// <inheritdoc cref="IpcMemory.AsStream(long, long)"/>
    public Stream AsStream(long offset = 0, long length = -1) => _bytes.AsStream(offset, length);

    /// <summary>Copies bytes into the loan.</summary>
    /// <inheritdoc cref="IpcMemory.CopyFrom(Array, long)"/>
    public void CopyFrom(Array source, long offset = 0) => _bytes.CopyFrom(source, offset);

    /// <inheritdoc cref="IpcMemory.CopyTo(Array, long)"/>
    public void CopyTo(Array destination, long offset = 0) => _bytes.CopyTo(destination, offset);

    /// <inheritdoc cref="IpcMemory.ToArray(long, int)"/>
    public byte[] ToArray(long offset = 0, int length = -1) => _bytes.ToArray(offset, length);

    /// <inheritdoc cref="IpcMemory.Fill(byte, long, long)"/>
    public void Fill(byte value, long offset = 0, long length = -1) => _bytes.Fill(value, offset, length);

    /// <summary>Reads a file into the loan, without a copy in between.</summary>
    /// <inheritdoc cref="IpcMemory.CopyFromFile(string, long)"/>
    public long CopyFromFile(string path, long offset = 0) => _bytes.CopyFromFile(path, offset);

    /// <inheritdoc cref="IpcMemory.CopyToFile(string, long, long)"/>
    public void CopyToFile(string path, long offset = 0, long length = -1) => _bytes.CopyToFile(path, offset, length);

    /// <summary>
    /// Sends it to the queue that it belongs to, waiting for room as long as it takes. It is the receiver's then.
    /// </summary>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.Closed"/>: it was sent before or disposed of, or the queue is completed;
    /// <see cref="IpcError.NotFound"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public void Send() => TrySend(Timeout.InfiniteTimeSpan);

    /// <summary>Sends it to the queue that it belongs to.</summary>
    /// <param name="seconds">How long to wait for room.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.Timeout"/>, <see cref="IpcError.Full"/>: it is still this process's; see <see cref="Send()"/>.
    /// </exception>
    public void Send(double seconds)
    {
        if (!TrySend(Deadline.Seconds(seconds)))
        {
            throw new IpcException(
                seconds == 0 ? IpcError.Full : IpcError.Timeout,
                $"The {_held.Region.Describe()} had no room within {seconds} s. The loan was not sent; receive from the "
                    + "queue, or wait longer.");
        }
    }

    /// <summary>Sends it to the queue that it belongs to.</summary>
    /// <param name="timeout">
    /// How long to wait for room; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one attempt.
    /// </param>
    /// <param name="cancellation">Ends the wait; it is still this process's then.</param>
    /// <returns>Whether it was sent; if not, it is still this process's.</returns>
    /// <inheritdoc cref="Send()"/>
    public bool TrySend(TimeSpan timeout, CancellationToken cancellation = default)
    {
        Deadline deadline = Deadline.After(timeout);
        lock (_gate)
        {
            ThrowIfNotOpen();
            _state = State.Sending;
            Interlocked.Add(ref _uses, Shut); // Nobody writes to it any more once it can be received.
        }

        bool sent = false;
        try
        {
            sent = TryAwaitUses(deadline, cancellation) && Queue.TrySendLoan(_held.Ticket, deadline, cancellation);
        }
        finally
        {
            sent = sent || !_held.IsHeld;
            EndSending(sent);
        }

        return sent;
    }

    /// <summary>
    /// Gives the memory back to its queue; what was written is not sent. Does nothing once it was sent. Never fails.
    /// </summary>
    public void Dispose()
    {
        bool isUnused;
        lock (_gate)
        {
            switch (_state)
            {
                case State.Sending:
                    _state = State.SendingAndDisposed;
                    return;
                case not State.Open:
                    return;
            }

            _state = State.Disposed;
            isUnused = Interlocked.Add(ref _uses, Shut) == Shut;
        }

        GC.SuppressFinalize(this);
        if (isUnused)
        {
            _held.Return(); // Else whoever uses it last does.
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Length:N0} bytes of the {_held.Region.Describe()}";

    DynamicMetaObject IDynamicMetaObjectProvider.GetMetaObject(Expression parameter) => new IndexedReads(parameter, this);

    // What it is stays when it was sent; reading its bytes says so itself.
    void IReadByIndex.ThrowIfEnded(string member)
    {
    }

    object? IReadByIndex.ReadAt(object? index) => Slices.Get(AsArray<byte>(), index);

    void IReadByIndex.WriteAt(object? index, object? value) => Slices.Set(AsArray<byte>(), index, value);

    string IBytesOwner.Describe() => Describe();

    void IBytesOwner.BeginUse()
    {
        if (Interlocked.Increment(ref _uses) < 0)
        {
            EndOwnUse();
            lock (_gate)
            {
                ThrowIfNotOpen();
            }
        }
        else if (!_held.Region.TryEnterRead())
        {
            EndOwnUse();
        }
        else if (_held.Region.IsRemoved)
        {
            EndUse();
        }
        else
        {
            return;
        }

        _held.Region.ThrowIfEnded();
        throw new IpcException(IpcError.Closed, $"The {Describe()} is just being sent, or given back, by another thread.");
    }

    void IBytesOwner.EndUse() => EndUse();

    internal string Describe() => $"loan of the {_held.Region.Describe()}";

    private void EndUse()
    {
        _held.Region.ExitRead();
        EndOwnUse();
    }

    private void EndOwnUse()
    {
        if (Interlocked.Decrement(ref _uses) == Shut && _state == State.Disposed)
        {
            _held.Return();
        }
    }

    // Uses are copies that other threads of this process are at; they end by themselves, and soon.
    private bool TryAwaitUses(Deadline deadline, CancellationToken cancellation)
    {
        SpinWait spin = default;
        while (Volatile.Read(ref _uses) != Shut)
        {
            cancellation.ThrowIfCancellationRequested();
            _held.Region.ThrowIfEnded();
            if (deadline.HasPassed)
            {
                return false;
            }

            spin.SpinOnce();
        }

        return true;
    }

    private void EndSending(bool sent)
    {
        bool disposed;
        lock (_gate)
        {
            disposed = _state == State.SendingAndDisposed;
            _state = sent ? State.Sent : disposed ? State.Disposed : State.Open;
            if (_state == State.Open)
            {
                Interlocked.Add(ref _uses, Shut); // Open again, in the same moment: who disposes of it relies on that.
            }
        }

        if (sent)
        {
            GC.SuppressFinalize(this);
            _held.Forget();
        }
        else if (disposed && Volatile.Read(ref _uses) == Shut)
        {
            GC.SuppressFinalize(this);
            _held.Return();
        }
    }

    private void ThrowIfNotOpen()
    {
        string? what = _state switch
        {
            State.Sent => "was sent: it is its receiver's now",
            State.Disposed or State.SendingAndDisposed => "was given back",
            State.Sending => "is just being sent by another thread",
            _ => null,
        };
        if (what is not null)
        {
            throw new IpcException(
                IpcError.Closed, $"This {Describe()} {what}. Ask the queue for another one: queue.Loan({Length}).");
        }
    }
}
