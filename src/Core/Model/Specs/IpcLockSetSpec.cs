namespace Ipc;

/// <summary>A set of locks to be made.</summary>
public sealed record IpcLockSetSpec : IpcSpec
{
    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.LockSet;

    /// <summary>How many locks; one or more.</summary>
    public required int Count { get; init; }

    /// <summary>Whether the same owner may enter a lock again.</summary>
    public bool Recursive { get; init; }
}
