namespace Ipc.Commands;

/// <summary>An event, or the name of one.</summary>
public sealed class EventArgument : KindArgument<IIpcEvent>, IObjectNames
{
    static IReadOnlyList<IpcKind> IObjectNames.Kinds => [IpcKind.Event];

    /// <summary>A live event.</summary>
    /// <param name="live">An object of another kind is refused when it is used, with an error that says so.</param>
    public EventArgument(IIpcObject live)
        : base(IpcKind.Event, live)
    {
    }

    /// <summary>The name of an event, or the id of an anonymous one.</summary>
    public EventArgument(string name)
        : base(IpcKind.Event, name)
    {
    }

    /// <summary>What Get-IpcObject has found.</summary>
    public EventArgument(IpcObjectInfo found)
        : base(IpcKind.Event, found)
    {
    }
}
