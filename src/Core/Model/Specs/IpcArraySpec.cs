namespace Ipc;

/// <summary>An array to be made.</summary>
public sealed record IpcArraySpec : IpcSpec
{
    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.Array;

    /// <summary>One of the types that can be shared.</summary>
    public required Type ElementType { get; init; }

    /// <summary>How many elements; one or more.</summary>
    public required int Length { get; init; }

    /// <summary>The first elements; the others are zero. Null for all zero.</summary>
    public Array? Initial { get; init; }

    /// <summary>A lock that there is already, on which it is to be made; null for a lock of its own.</summary>
    public IIpcLock? Lock { get; init; }

    /// <summary>Whether it has no lock.</summary>
    public bool NoLock { get; init; }
}
