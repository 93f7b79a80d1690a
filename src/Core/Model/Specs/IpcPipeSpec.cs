namespace Ipc;

/// <summary>A pipe to be made.</summary>
public sealed record IpcPipeSpec : IpcSpec
{
    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.Pipe;

    /// <summary>How many bytes may wait in each direction; one or more.</summary>
    public int BufferSize { get; init; } = 1 << 20;

    /// <summary>Whether the left end only receives and the right end only sends.</summary>
    public bool OneWay { get; init; }
}
