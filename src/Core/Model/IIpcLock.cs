namespace Ipc;

/// <summary>
/// What can be entered and left: a lock, or an object that carries one. It belongs to a process and, within it, to an
/// owner: the thread, or in PowerShell the runspace.
/// </summary>
public interface IIpcLock : IIpcObject
{
    /// <summary>Whether the last one to enter through this handle found that the holder before had died.</summary>
    bool WasAbandoned { get; }

    /// <summary>Whether this owner holds it.</summary>
    bool IsHeldByMe { get; }

    /// <summary>Waits for the lock.</summary>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one attempt.
    /// </param>
    /// <param name="cancellation">Ends the wait; the lock is not held then.</param>
    /// <returns>Whether the lock is held now, and whether its last holder died in it.</returns>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.Deadlock"/> when this owner holds it already and it is not recursive;
    /// <see cref="IpcError.NotFound"/>, <see cref="IpcError.Closed"/> when the object has ended.
    /// </exception>
    IpcEnterResult TryEnter(TimeSpan timeout, CancellationToken cancellation = default);

    /// <summary>Waits for the lock on behalf of an owner of the caller's choice.</summary>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="owner">Any number but 0 that names the owner within this process.</param>
    /// <param name="cancellation">Ends the wait; the lock is not held then.</param>
    /// <returns>Whether the lock is held now, and whether its last holder died in it.</returns>
    /// <exception cref="IpcException">See <see cref="TryEnter(TimeSpan, CancellationToken)"/>.</exception>
    IpcEnterResult TryEnter(TimeSpan timeout, long owner, CancellationToken cancellation = default);

    /// <summary>Leaves the lock.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.NotOwner"/> when this owner does not hold it.</exception>
    void Exit();
}
