namespace Ipc;

/// <summary>A condition to be made.</summary>
public sealed record IpcConditionSpec : IpcSpec
{
    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.Condition;

    /// <summary>A lock that there is already, on which it is to be made; null for a lock of its own.</summary>
    public IIpcLock? Lock { get; init; }
}
