namespace Ipc;

/// <summary>So many turns in any span of a given length, whichever process takes them.</summary>
public interface IIpcRateLimit : IIpcObject
{
    /// <summary>How many turns there are in any span of that length.</summary>
    int Count { get; }

    /// <summary>How long the span is.</summary>
    TimeSpan Per { get; }

    /// <summary>Waits for a turn.</summary>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one attempt.
    /// </param>
    /// <param name="cancellation">Ends the wait; no turn is taken then.</param>
    /// <returns>Whether a turn was taken.</returns>
    bool TryEnter(TimeSpan timeout, CancellationToken cancellation = default);
}
