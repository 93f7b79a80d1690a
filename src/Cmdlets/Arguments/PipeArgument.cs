using Ipc.Regions;

namespace Ipc.Commands;

/// <summary>An end of a pipe, or the name of a pipe.</summary>
public sealed class PipeArgument
{
    private readonly string? _name;

    /// <summary>A live end of a pipe.</summary>
    /// <param name="pipe">An object of another kind is refused when it is used, with an error that says so.</param>
    public PipeArgument(IpcObject pipe) => Given = pipe;

    /// <summary>The name of a pipe, or the id of an anonymous one.</summary>
    public PipeArgument(string name) => Given = _name = name;

    /// <summary>What Get-IpcObject has found.</summary>
    public PipeArgument(IpcObjectInfo found)
    {
        Given = found;
        _name = found?.Id;
    }

    /// <summary>What the user passed.</summary>
    internal object? Given { get; }

    /// <summary>The live end; opens it by name if need be.</summary>
    /// <param name="end">Which end a name means. A live end is the one that it is.</param>
    internal IpcPipe Resolve(IpcPipeEnd end) => Given switch
    {
        IpcPipe pipe => pipe,
        IpcObject other => throw new IpcException(
            IpcError.KindMismatch, $"'{other}' is {KindTable.WithArticle(other.Kind)}, not a pipe. Pass an end of a pipe, or the name of a pipe."),
        _ => Open(_name ?? "", end),
    };

    /// <summary>The named end: the one that this process holds already, or a new handle to it.</summary>
    internal static IpcPipe Open(string name, IpcPipeEnd end) =>
        NamedObjects.Get(IpcKind.Pipe, name, (byte)end, name => IpcPipe.Open(name, end, LiveObjects.Encoding));

    /// <inheritdoc/>
    public override string ToString() => Given?.ToString() ?? "";
}
