namespace Ipc.Commands;

/// <summary>A shared value, or the name of one.</summary>
public sealed class ValueArgument : KindArgument<IIpcValue>, IObjectNames
{
    static IReadOnlyList<IpcKind> IObjectNames.Kinds => [IpcKind.Value];

    /// <summary>A live shared value.</summary>
    /// <param name="live">An object of another kind is refused when it is used, with an error that says so.</param>
    public ValueArgument(IIpcObject live)
        : base(IpcKind.Value, live)
    {
    }

    /// <summary>The name of a shared value, or the id of an anonymous one.</summary>
    public ValueArgument(string name)
        : base(IpcKind.Value, name)
    {
    }

    /// <summary>What Get-IpcObject has found.</summary>
    public ValueArgument(IpcObjectInfo found)
        : base(IpcKind.Value, found)
    {
    }
}
