namespace Ipc;

/// <summary>A broadcast queue to be made: every receiver gets every message.</summary>
public sealed record IpcBroadcastSpec : IpcSpec
{
    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.Broadcast;

    /// <summary>The most messages that are kept; 0 for all of them.</summary>
    public int Capacity { get; init; }

    /// <summary>
    /// Whether the oldest message makes room, also where a receiver has not come to it. With a capacity only.
    /// </summary>
    public bool DropsOldest { get; init; }

    /// <summary>Whether a handle gets what is sent after it was opened, and not everything from the first message on.</summary>
    public bool FromNow { get; init; }
}
