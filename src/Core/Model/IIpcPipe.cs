namespace Ipc;

/// <summary>One end of a pipe: what is sent here is received at the far end.</summary>
public interface IIpcPipe : IIpcChannel
{
    /// <summary>Which end this is.</summary>
    IpcPipeEnd End { get; }

    /// <summary>Whether this end may receive.</summary>
    bool CanReceive { get; }

    /// <summary>Whether this end sends: not the first end of a one-way pipe.</summary>
    bool CanSend { get; }

    /// <summary>Whether any process holds the far end.</summary>
    bool IsFarEndOpen { get; }

    /// <summary>Waits until there is a message, or there never will be one.</summary>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero to look once.
    /// </param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>False when the time-out passed.</returns>
    bool Poll(TimeSpan timeout, CancellationToken cancellation = default);
}
