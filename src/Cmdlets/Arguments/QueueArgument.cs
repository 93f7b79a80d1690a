using Ipc.Regions;

namespace Ipc.Commands;

/// <summary>A queue, or the name of one.</summary>
public sealed class QueueArgument
{
    private readonly string? _name;

    /// <summary>A live queue.</summary>
    /// <param name="queue">An object of another kind is refused when it is used, with an error that says so.</param>
    public QueueArgument(IpcObject queue) => Given = queue;

    /// <summary>The name of a queue, or the id of an anonymous one.</summary>
    public QueueArgument(string name) => Given = _name = name;

    /// <summary>What Get-IpcObject has found.</summary>
    public QueueArgument(IpcObjectInfo found)
    {
        Given = found;
        _name = found?.Id;
    }

    /// <summary>What the user passed.</summary>
    internal object? Given { get; }

    /// <summary>The live queue; opens it by name if need be.</summary>
    internal IpcQueue Resolve() => Given switch
    {
        IpcQueue queue => queue,
        IpcObject other => throw new IpcException(
            IpcError.KindMismatch, $"'{other}' is {KindTable.WithArticle(other.Kind)}, not a queue. Pass a queue, or the name of one."),
        _ => NamedObjects.Get(IpcKind.Queue, _name ?? "", 0, static name => IpcQueue.Open(name, LiveObjects.Encoding)),
    };

    /// <inheritdoc/>
    public override string ToString() => Given?.ToString() ?? "";
}
