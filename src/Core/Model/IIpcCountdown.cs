namespace Ipc;

/// <summary>A number that is counted down by steps; whoever waits for it goes on when it gets to zero.</summary>
public interface IIpcCountdown : IIpcObject
{
    /// <summary>With which number it was made.</summary>
    int InitialCount { get; }

    /// <summary>How many steps are left. Only a hint: it may change at once.</summary>
    int CurrentCount { get; }

    /// <summary>Takes steps.</summary>
    /// <param name="count">How many; one or more, and no more than are left.</param>
    /// <returns>How many are left.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.Closed"/> when it is at zero already.</exception>
    /// <exception cref="ArgumentOutOfRangeException">So many are not left; nothing was changed.</exception>
    int Step(int count);

    /// <summary>Makes more steps necessary.</summary>
    /// <param name="count">How many; one or more.</param>
    /// <returns>How many are left.</returns>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.Closed"/> when it is at zero already: whoever waited has gone on.
    /// </exception>
    int Add(int count);

    /// <summary>Begins again; whoever waits goes on waiting.</summary>
    /// <param name="count">With how many steps; zero or more.</param>
    void Reset(int count);

    /// <summary>Waits until it is at zero, or has been there since the wait began.</summary>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero to look once.
    /// </param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>False when the time-out passed.</returns>
    bool TryWait(TimeSpan timeout, CancellationToken cancellation = default);
}
