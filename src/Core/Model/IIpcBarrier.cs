namespace Ipc;

/// <summary>A barrier for a fixed number of parties.</summary>
public interface IIpcBarrier : IIpcObject
{
    /// <summary>How long a party waits that gives no time of its own; null as long as it takes.</summary>
    TimeSpan? DefaultTimeout { get; }

    /// <summary>
    /// What the last to arrive does in every phase, unless it is given another action: as it was given when the barrier
    /// was made. Empty for nothing.
    /// </summary>
    ReadOnlyMemory<byte> GetDefaultAction();

    /// <summary>Arrives, and waits for the others.</summary>
    /// <param name="timeout">How long to wait; a party that gives up breaks the barrier for all.</param>
    /// <param name="action">Run by the last party to arrive, before anyone goes on.</param>
    /// <param name="index">The order of arrival, from 0.</param>
    /// <param name="cancellation">Ends the wait and breaks the barrier for all.</param>
    /// <returns>False when the time-out passed.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.BarrierBroken"/>.</exception>
    bool TryWait(TimeSpan timeout, Action? action, out int index, CancellationToken cancellation = default);

    /// <summary>Breaks the barrier for everyone who waits, and who comes until it is reset.</summary>
    void Abort();

    /// <summary>Makes it as new.</summary>
    void Reset();
}
