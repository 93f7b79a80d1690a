namespace Ipc;

/// <summary>Where processes ask for pipes, each for one of its own.</summary>
public interface IIpcListener : IIpcObject
{
    /// <summary>How many may wait to be accepted before the next has to wait for room.</summary>
    int Backlog { get; }

    /// <summary>How many wait to be accepted. Only a hint: it may change at once.</summary>
    int Count { get; }

    /// <summary>Waits until somebody asks for a pipe, and accepts that.</summary>
    /// <param name="connection">The end of the pipe whose far end the other process has.</param>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero to look once.
    /// </param>
    /// <param name="cancellation">Ends the wait; nobody is accepted then.</param>
    /// <returns>False when the time-out passed.</returns>
    bool TryAccept(out IIpcPipe? connection, TimeSpan timeout, CancellationToken cancellation = default);

    /// <summary>Waits until somebody asks for a pipe, and leaves the answer to the caller.</summary>
    /// <param name="request">To be accepted or refused.</param>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero to look once.
    /// </param>
    /// <param name="cancellation">Ends the wait; no request is taken then.</param>
    /// <returns>False when the time-out passed.</returns>
    bool TryReceiveRequest(out IIpcConnectionRequest? request, TimeSpan timeout, CancellationToken cancellation = default);
}
