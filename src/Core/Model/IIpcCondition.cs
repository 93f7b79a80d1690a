namespace Ipc;

/// <summary>A condition variable with its lock.</summary>
public interface IIpcCondition : IIpcLock
{
    /// <summary>Leaves the lock, waits to be notified, and enters the lock again.</summary>
    /// <param name="timeout">How long to wait; entering the lock again comes on top.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Whether it was notified. The lock is held again in any case.</returns>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotOwner"/> when this owner does not hold the lock.
    /// </exception>
    bool TryWait(TimeSpan timeout, CancellationToken cancellation = default);

    /// <summary>Lets some who wait go on.</summary>
    /// <param name="count">How many at the most; one or more.</param>
    void Notify(int count);

    /// <summary>Lets all who wait go on.</summary>
    void NotifyAll();
}
