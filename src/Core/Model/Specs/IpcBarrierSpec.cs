namespace Ipc;

/// <summary>A barrier to be made.</summary>
public sealed record IpcBarrierSpec : IpcSpec
{
    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.Barrier;

    /// <summary>How many parties it takes to pass; one or more.</summary>
    public required int Parties { get; init; }
}
