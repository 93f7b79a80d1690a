namespace Ipc;

/// <summary>A queue to be made.</summary>
public sealed record IpcQueueSpec : IpcSpec
{
    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.Queue;

    /// <summary>The most messages that may wait; 0 for no limit.</summary>
    public int Capacity { get; init; }

    /// <summary>
    /// Whether each message has a priority: those of a higher one are received first, those of one in order of sending.
    /// </summary>
    public bool Priority { get; init; }
}
