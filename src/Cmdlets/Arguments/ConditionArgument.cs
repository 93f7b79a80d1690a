namespace Ipc.Commands;

/// <summary>A condition, or the name of one.</summary>
public sealed class ConditionArgument : KindArgument<IIpcCondition>, IObjectNames
{
    static IReadOnlyList<IpcKind> IObjectNames.Kinds => [IpcKind.Condition];

    /// <summary>A live condition.</summary>
    /// <param name="live">An object of another kind is refused when it is used, with an error that says so.</param>
    public ConditionArgument(IIpcObject live)
        : base(IpcKind.Condition, live)
    {
    }

    /// <summary>The name of a condition, or the id of an anonymous one.</summary>
    public ConditionArgument(string name)
        : base(IpcKind.Condition, name)
    {
    }

    /// <summary>What Get-IpcObject has found.</summary>
    public ConditionArgument(IpcObjectInfo found)
        : base(IpcKind.Condition, found)
    {
    }
}
