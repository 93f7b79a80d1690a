namespace Ipc;

/// <summary>A barrier to be made.</summary>
public sealed record IpcBarrierSpec : IpcSpec
{
    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.Barrier;

    /// <summary>How many parties it takes to pass; one or more.</summary>
    public required int Parties { get; init; }

    /// <summary>How long a party waits that gives no time of its own; null as long as it takes.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>
    /// What the last to arrive does before anyone goes on, in every phase, as bytes that the host of this library can
    /// run (<see cref="IpcHosting.BarrierAction"/>); empty for nothing.
    /// </summary>
    public ReadOnlyMemory<byte> Action { get; init; }
}
