namespace Ipc;

/// <summary>A value to be made.</summary>
public sealed record IpcValueSpec : IpcSpec
{
    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.Value;

    /// <summary>What it holds at first; its type is the value's type.</summary>
    public required object Initial { get; init; }

    /// <summary>A lock that there is already, on which it is to be made; null for a lock of its own.</summary>
    public IIpcLock? Lock { get; init; }

    /// <summary>Whether it has no lock.</summary>
    public bool NoLock { get; init; }
}
