namespace Ipc.Commands;

/// <summary>A rate limit, or the name of one.</summary>
public sealed class RateLimitArgument : KindArgument<IIpcRateLimit>, IObjectNames
{
    static IReadOnlyList<IpcKind> IObjectNames.Kinds => [IpcKind.RateLimit];

    /// <summary>A live rate limit.</summary>
    /// <param name="live">An object of another kind is refused when it is used, with an error that says so.</param>
    public RateLimitArgument(IIpcObject live)
        : base(IpcKind.RateLimit, live)
    {
    }

    /// <summary>The name of a rate limit, or the id of an anonymous one.</summary>
    public RateLimitArgument(string name)
        : base(IpcKind.RateLimit, name)
    {
    }

    /// <summary>What Get-IpcObject has found.</summary>
    public RateLimitArgument(IpcObjectInfo found)
        : base(IpcKind.RateLimit, found)
    {
    }
}
