namespace Ipc;

/// <summary>A value to be made.</summary>
public sealed record IpcValueSpec : IpcSpec
{
    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.Value;

    /// <summary>What it holds at first; its type is the value's type.</summary>
    public required object? Initial { get; init; }

    /// <summary>
    /// Whether it holds any object that can be sent, or text only; null for the type of its first value, which is a
    /// number, a character or a boolean.
    /// </summary>
    public IpcElementType? Boxed { get; init; }

    /// <summary>How an object becomes bytes.</summary>
    internal IMessageEncoding? Encoding { get; init; }

    /// <summary>Holds what its first object refers to until it can be found.</summary>
    internal IDisposable? First { get; init; }

    /// <summary>A lock that there is already, on which it is to be made; null for a lock of its own.</summary>
    public IIpcLock? Lock { get; init; }

    /// <summary>Whether it has no lock.</summary>
    public bool NoLock { get; init; }
}
