namespace Ipc;

/// <summary>A semaphore to be made.</summary>
public sealed record IpcSemaphoreSpec : IpcSpec
{
    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.Semaphore;

    /// <summary>How many permits there are at first.</summary>
    public int InitialCount { get; init; } = 1;

    /// <summary>The most there can be; 0 for no bound.</summary>
    public int MaximumCount { get; init; }

    /// <summary>Whether its permits are signals, which nobody holds and which do not come back.</summary>
    public bool Signal { get; init; }
}
