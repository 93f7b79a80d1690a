namespace Ipc;

/// <summary>
/// What keeps shared objects: the shared memory of this machine is one, and a server would be another. All methods may
/// be called from any thread.
/// </summary>
public interface IIpcStore
{
    /// <summary>Makes an object.</summary>
    /// <param name="spec">What it is made of.</param>
    /// <param name="encoding">How queues and pipes turn objects into messages; null for bytes only.</param>
    /// <returns>It; for a pipe both ends, the left one first.</returns>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AlreadyExists"/>, <see cref="IpcError.InvalidName"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    IReadOnlyList<IIpcObject> Create(IpcSpec spec, IMessageEncoding? encoding);

    /// <summary>Makes an object, or opens the one of that name if its parameters agree.</summary>
    /// <param name="spec">What it is made of; with a name.</param>
    /// <param name="encoding">How queues and pipes turn objects into messages; null for bytes only.</param>
    /// <returns>It; for a pipe both ends, the left one first.</returns>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.FormatMismatch"/> when it exists with other parameters.
    /// </exception>
    IReadOnlyList<IIpcObject> CreateOrOpen(IpcSpec spec, IMessageEncoding? encoding);

    /// <summary>Opens an object.</summary>
    /// <param name="reference">Its kind and its name or id; an instance of 0 stands for whichever there is.</param>
    /// <param name="encoding">How queues and pipes turn objects into messages; null for bytes only.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>.</exception>
    IIpcObject Open(IpcReference reference, IMessageEncoding? encoding);

    /// <summary>Asks for a pipe at a listener, and waits until it is accepted.</summary>
    /// <param name="name">The listener's name or id.</param>
    /// <param name="encoding">How the pipe turns objects into messages; null for bytes only.</param>
    /// <param name="timeout">
    /// How long to wait, first for somebody to listen under that name; null to fail at once if nobody does, and else to
    /// wait as long as it takes.
    /// </param>
    /// <param name="cancellation">Ends the wait; nothing is connected then.</param>
    /// <returns>One end of the pipe, whose far end the listener has; null when the time-out passed.</returns>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotFound"/>: nobody listens there; <see cref="IpcError.AccessDenied"/>: refused, with the
    /// reason; <see cref="IpcError.Closed"/>: the listener has closed or died.
    /// </exception>
    IIpcPipe? Connect(string name, IMessageEncoding? encoding, TimeSpan? timeout, CancellationToken cancellation = default);

    /// <summary>What there is, by name. Nothing is opened, and nobody is disturbed.</summary>
    IReadOnlyList<IpcObjectInfo> List();

    /// <summary>Ends an object that was found, or deletes what is damaged.</summary>
    /// <param name="found">The object.</param>
    /// <param name="cancellation">Ends the wait for processes that are paused inside.</param>
    /// <returns>False when it was gone already.</returns>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotFound"/> when another object has its name by now.
    /// </exception>
    bool Remove(IpcObjectInfo found, CancellationToken cancellation = default);
}
