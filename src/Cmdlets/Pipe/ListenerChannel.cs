namespace Ipc.Commands;

/// <summary>A listener, as what one receives connections from.</summary>
/// <param name="listener">The listener.</param>
/// <param name="asks">Whether to leave the answer to who receives.</param>
internal sealed class ListenerChannel(IIpcListener listener, bool asks) : IIpcChannel
{
    public string? Name => listener.Name;

    public string Id => listener.Id;

    public IpcKind Kind => listener.Kind;

    public bool IsRemoved => listener.IsRemoved;

    public bool IsClosed => listener.IsClosed;

    public IpcReference GetReference() => listener.GetReference();

    public int Count => listener.Count;

    public IMessageEncoding? GetEncoding() => null;

    public bool TrySend(IMessageEncoding encoding, object? value, TimeSpan timeout, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public int TrySendMany(IMessageEncoding encoding, IReadOnlyList<object?> values, TimeSpan timeout, CancellationToken cancellation) =>
        throw new NotSupportedException();

    public IpcReceiveResult TryReceiveMany(
        IMessageEncoding encoding,
        int most,
        TimeSpan timeout,
        ICollection<object?> values,
        ICollection<IpcException> unreadable,
        CancellationToken cancellation) => throw new NotSupportedException();

    public IpcReceiveResult TryReceive(
        IMessageEncoding encoding, TimeSpan timeout, out object? value, out IpcException? unreadable, CancellationToken cancellation)
    {
        unreadable = null;
        bool came;
        if (asks)
        {
            came = listener.TryReceiveRequest(out IIpcConnectionRequest? request, timeout, cancellation);
            value = request;
        }
        else
        {
            came = listener.TryAccept(out IIpcPipe? connection, timeout, cancellation);
            value = connection;
        }

        return came ? IpcReceiveResult.Received : IpcReceiveResult.TimedOut;
    }

    public IpcException ClosedError() => new(IpcError.Closed, $"The {Describe()} is closed.");

    public string Describe() => listener.Describe();

    public void Close() => listener.Close();

    public void Remove() => listener.Remove();

    public void Remove(CancellationToken cancellation) => listener.Remove(cancellation);

    public void Dispose() => listener.Dispose();
}
