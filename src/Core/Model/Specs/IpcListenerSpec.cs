namespace Ipc;

/// <summary>A listener to be made.</summary>
public sealed record IpcListenerSpec : IpcSpec
{
    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.Listener;

    /// <summary>How many may wait to be accepted before the next has to wait for room; one or more.</summary>
    public int Backlog { get; init; } = 64;

    /// <summary>How many bytes may wait in each direction of a pipe that is asked for here; one or more.</summary>
    public int BufferSize { get; init; } = 1 << 20;
}
