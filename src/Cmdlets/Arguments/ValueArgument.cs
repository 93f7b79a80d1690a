namespace Ipc.Commands;

/// <summary>A value, or the name of one.</summary>
public sealed class ValueArgument
{
    private readonly IpcValue? _value;
    private readonly string? _name;

    /// <summary>A live value.</summary>
    public ValueArgument(IpcValue value) => _value = value;

    /// <summary>The name of a value.</summary>
    public ValueArgument(string name) => _name = name;

    /// <summary>The live value; opens it by name if need be.</summary>
    internal IpcValue Resolve() => _value ?? NamedObjects.Get(IpcKind.Value, _name!, 0, IpcValue.Open);

    /// <inheritdoc/>
    public override string ToString() => _value?.ToString() ?? _name!;
}
