namespace Ipc;

/// <summary>A rate limit to be made.</summary>
public sealed record IpcRateLimitSpec : IpcSpec
{
    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.RateLimit;

    /// <summary>How many turns there are in any span of that length; from one to a million.</summary>
    public required int Count { get; init; }

    /// <summary>How long the span is; more than nothing, and a hundred years at the most.</summary>
    public required TimeSpan Per { get; init; }
}
