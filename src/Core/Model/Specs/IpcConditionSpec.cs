namespace Ipc;

/// <summary>A condition to be made.</summary>
public sealed record IpcConditionSpec : IpcSpec
{
    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.Condition;
}
