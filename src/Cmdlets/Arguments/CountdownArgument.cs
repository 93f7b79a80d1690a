namespace Ipc.Commands;

/// <summary>A countdown, or the name of one.</summary>
public sealed class CountdownArgument : KindArgument<IIpcCountdown>, IObjectNames
{
    static IReadOnlyList<IpcKind> IObjectNames.Kinds => [IpcKind.Countdown];

    /// <summary>A live countdown.</summary>
    /// <param name="live">An object of another kind is refused when it is used, with an error that says so.</param>
    public CountdownArgument(IIpcObject live)
        : base(IpcKind.Countdown, live)
    {
    }

    /// <summary>The name of a countdown, or the id of an anonymous one.</summary>
    public CountdownArgument(string name)
        : base(IpcKind.Countdown, name)
    {
    }

    /// <summary>What Get-IpcObject has found.</summary>
    public CountdownArgument(IpcObjectInfo found)
        : base(IpcKind.Countdown, found)
    {
    }
}
