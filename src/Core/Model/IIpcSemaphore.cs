namespace Ipc;

/// <summary>A semaphore: a number of permits that are taken and given back.</summary>
public interface IIpcSemaphore : IIpcObject
{
    /// <summary>Waits for a permit.</summary>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one attempt.
    /// </param>
    /// <param name="cancellation">Ends the wait; no permit is taken then.</param>
    /// <returns>Whether a permit was taken.</returns>
    bool TryEnter(TimeSpan timeout, CancellationToken cancellation = default);

    /// <summary>Gives permits back.</summary>
    /// <param name="count">How many; one or more.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.SemaphoreFull"/>: there would be more than the bound; nothing was given back.
    /// </exception>
    void Exit(int count);
}
