namespace Ipc.Commands;

/// <summary>A condition, or the name of one.</summary>
public sealed class ConditionArgument
{
    private readonly IpcCondition? _condition;
    private readonly string? _name;

    /// <summary>A live condition.</summary>
    public ConditionArgument(IpcCondition condition) => _condition = condition;

    /// <summary>The name of a condition.</summary>
    public ConditionArgument(string name) => _name = name;

    /// <summary>The live condition; opens it by name if need be.</summary>
    internal IpcCondition Resolve() => _condition ?? NamedObjects.Get(IpcKind.Condition, _name!, 0, IpcCondition.Open);

    /// <inheritdoc/>
    public override string ToString() => _condition?.ToString() ?? _name!;
}
