namespace Ipc.Commands;

/// <summary>A listener, or the name of one.</summary>
public sealed class ListenerArgument : KindArgument<IIpcListener>, IObjectNames
{
    static IReadOnlyList<IpcKind> IObjectNames.Kinds => [IpcKind.Listener];

    /// <summary>A live listener.</summary>
    /// <param name="live">An object of another kind is refused when it is used, with an error that says so.</param>
    public ListenerArgument(IIpcObject live)
        : base(IpcKind.Listener, live)
    {
    }

    /// <summary>The name of a listener, or the id of an anonymous one.</summary>
    public ListenerArgument(string name)
        : base(IpcKind.Listener, name)
    {
    }

    /// <summary>What Get-IpcObject has found.</summary>
    public ListenerArgument(IpcObjectInfo found)
        : base(IpcKind.Listener, found)
    {
    }

    private protected override string? Hint(IIpcObject other) =>
        other is IIpcPipe ? "An end of a pipe is connected already: send and receive there." : null;
}
