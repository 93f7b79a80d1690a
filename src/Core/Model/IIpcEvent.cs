namespace Ipc;

/// <summary>An event that stays set until reset, or lets one waiter through and is reset by it.</summary>
public interface IIpcEvent : IIpcObject
{
    /// <summary>Whether it lets one waiter through and is unset again.</summary>
    bool IsAutoReset { get; }

    /// <summary>Sets it.</summary>
    void Set();

    /// <summary>Resets it: who comes from now on waits.</summary>
    void Reset();

    /// <summary>Waits until it is set.</summary>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero to look once.
    /// </param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Whether it was set.</returns>
    bool TryWait(TimeSpan timeout, CancellationToken cancellation = default);
}
