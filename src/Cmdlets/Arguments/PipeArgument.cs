using System.Collections;

namespace Ipc.Commands;

/// <summary>An end of a pipe, or the name of a pipe.</summary>
public sealed class PipeArgument : KindArgument<IIpcPipe>, IObjectNames
{
    static IReadOnlyList<IpcKind> IObjectNames.Kinds => [IpcKind.Pipe, IpcKind.Listener];

    private IpcPipeEnd _end;

    /// <summary>A live end of a pipe.</summary>
    /// <param name="live">An object of another kind is refused when it is used, with an error that says so.</param>
    public PipeArgument(IIpcObject live)
        : base(IpcKind.Pipe, live)
    {
    }

    /// <summary>The name of a pipe, or the id of an anonymous one.</summary>
    public PipeArgument(string name)
        : base(IpcKind.Pipe, name)
    {
    }

    /// <summary>What Get-IpcObject has found.</summary>
    public PipeArgument(IpcObjectInfo found)
        : base(IpcKind.Pipe, found)
    {
    }

    /// <summary>The live end; opens it by name if need be.</summary>
    /// <param name="end">Which end a name means. A live end is the one that it is.</param>
    internal IIpcPipe Resolve(IpcPipeEnd end)
    {
        _end = end;
        return Resolve();
    }

    /// <summary>The same, or a listener that this process has.</summary>
    /// <inheritdoc cref="Resolve(IpcPipeEnd)"/>
    internal IIpcObject ResolveAny(IpcPipeEnd end)
    {
        if (Given is IIpcListener listener)
        {
            return listener;
        }

        try
        {
            return Resolve(end);
        }
        catch (IpcException e) when (e.Error == IpcError.KindMismatch && Name is { } name)
        {
            // Not opened: who opens a listener listens, and may have meant to connect.
            return NamedObjects.Get<IIpcListener>(IpcKind.Listener, name, 0, _ => throw e);
        }
    }

    /// <summary>The named end: the one that this process holds already, or a new handle to it.</summary>
    internal static IIpcPipe Open(string name, IpcPipeEnd end) => Open<IIpcPipe>(IpcKind.Pipe, name, (byte)end);

    private protected override IIpcPipe Open(string name) => Open(name, _end);

    private protected override string? Hint(IIpcObject other) => other is IIpcListener
        ? "Accept a connection first: $client = Receive-IpcPipe $listener; then send and receive there."
        : null;

    private protected override string? HintFor(object? given) =>
        given is IList { Count: > 1 } list && list.Cast<object?>().All(one => ElementConversion.Bare(one) is IIpcPipe)
            ? "New-IpcPipe writes both ends of a pipe: $left, $right = New-IpcPipe."
            : null;
}
