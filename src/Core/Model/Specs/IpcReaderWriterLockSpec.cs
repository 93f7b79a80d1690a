namespace Ipc;

/// <summary>A reader-writer lock to be made.</summary>
public sealed record IpcReaderWriterLockSpec : IpcSpec
{
    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.ReaderWriterLock;

    /// <summary>Whether the same owner may enter exclusively again.</summary>
    public bool Recursive { get; init; }
}
