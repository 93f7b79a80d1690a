namespace Ipc.Commands;

/// <summary>An event, or the name of one.</summary>
public sealed class EventArgument
{
    private readonly IpcEvent? _event;
    private readonly string? _name;

    /// <summary>A live event.</summary>
    public EventArgument(IpcEvent @event) => _event = @event;

    /// <summary>The name of an event.</summary>
    public EventArgument(string name) => _name = name;

    /// <summary>The live event; opens it by name if need be.</summary>
    internal IpcEvent Resolve() => _event ?? NamedObjects.Get(IpcKind.Event, _name!, 0, IpcEvent.Open);

    /// <inheritdoc/>
    public override string ToString() => _event?.ToString() ?? _name!;
}
