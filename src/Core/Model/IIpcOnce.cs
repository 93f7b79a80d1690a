namespace Ipc;

/// <summary>Something that is done in exactly one process, and the result of it for all.</summary>
public interface IIpcOnce : IIpcObject
{
    /// <summary>Whether it has been done.</summary>
    bool IsDone { get; }

    /// <summary>Begins to do it, unless it has been done; waits while somebody else is at it.</summary>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one attempt.
    /// </param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Whether the caller is to do it, or it has been done.</returns>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.Deadlock"/> when this owner is at it already; <see cref="IpcError.NotFound"/>,
    /// <see cref="IpcError.Closed"/> when the object has ended.
    /// </exception>
    IpcOnceResult TryBegin(TimeSpan timeout, CancellationToken cancellation = default);

    /// <summary>It has been done, by this caller.</summary>
    /// <param name="result">What all others get.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotOwner"/> when this owner is not at it; <see cref="IpcError.NoSpace"/>, and then it is
    /// still at it.
    /// </exception>
    void Complete(ReadOnlySpan<byte> result);

    /// <summary>It has been done, by this caller; live objects in the result are held as long as it is there.</summary>
    /// <param name="result">What all others get.</param>
    /// <param name="encoding">Makes bytes of it.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotOwner"/> when this owner is not at it; <see cref="IpcError.NoSpace"/>, and then it is
    /// still at it.
    /// </exception>
    void Complete(object? result, IMessageEncoding encoding);

    /// <summary>It has not been done: the next one to come does it.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.NotOwner"/> when this owner is not at it.</exception>
    void GiveUp();

    /// <summary>What it was completed with.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.Empty"/> when it has not been done.</exception>
    byte[] GetResult();
}
