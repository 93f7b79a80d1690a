using System.Collections;

namespace Ipc.Commands;

/// <summary>An end of a pipe, or the name of a pipe.</summary>
public sealed class PipeArgument : KindArgument<IIpcPipe>, IObjectNames
{
    static IReadOnlyList<IpcKind> IObjectNames.Kinds => [IpcKind.Pipe];

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

    /// <summary>The named end: the one that this process holds already, or a new handle to it.</summary>
    internal static IIpcPipe Open(string name, IpcPipeEnd end) => Open<IIpcPipe>(IpcKind.Pipe, name, (byte)end);

    private protected override IIpcPipe Open(string name) => Open(name, _end);

    private protected override string? HintFor(object? given) =>
        given is IList { Count: > 1 } list && list.Cast<object?>().All(one => ElementConversion.Bare(one) is IIpcPipe)
            ? "New-IpcPipe writes both ends of a pipe: $left, $right = New-IpcPipe."
            : null;
}
