namespace Ipc;

/// <summary>A lock to be made.</summary>
public sealed record IpcLockSpec : IpcSpec
{
    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.Lock;

    /// <summary>Whether the same owner may enter again.</summary>
    public bool Recursive { get; init; }
}
