namespace Ipc;

/// <summary>A countdown to be made.</summary>
public sealed record IpcCountdownSpec : IpcSpec
{
    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.Countdown;

    /// <summary>How many steps it takes to zero; zero or more.</summary>
    public required int Count { get; init; }
}
