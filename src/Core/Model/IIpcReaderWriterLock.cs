namespace Ipc;

/// <summary>
/// A lock that many may hold together to read, or one alone to write. As an <see cref="IIpcLock"/> it is entered
/// exclusively.
/// </summary>
public interface IIpcReaderWriterLock : IIpcLock
{
    /// <summary>Waits to hold the lock together with others, on behalf of an owner of the caller's choice.</summary>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one attempt.
    /// </param>
    /// <param name="owner">Any number but 0 that names the owner within this process.</param>
    /// <param name="cancellation">Ends the wait; the lock is not held then.</param>
    /// <returns>Whether the lock is held now, and whether the one who held it alone before died in it.</returns>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotFound"/>, <see cref="IpcError.Closed"/> when the object has ended.
    /// </exception>
    IpcEnterResult TryEnterShared(TimeSpan timeout, long owner, CancellationToken cancellation = default);

    /// <summary>Leaves what was entered together with others, also where something was entered since.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.NotOwner"/> when this owner does not hold it so.</exception>
    void ExitShared();
}
