namespace Ipc;

/// <summary>A block of memory to be made.</summary>
public sealed record IpcMemorySpec : IpcSpec
{
    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.Memory;

    /// <summary>How many bytes; one or more. With <see cref="Path"/> 0 stands for the size of the file.</summary>
    public long Size { get; init; }

    /// <summary>The first bytes; the others are zero. Null for all zero.</summary>
    public ReadOnlyMemory<byte>? Initial { get; init; }

    /// <summary>The file whose bytes are the first ones, instead of <see cref="Initial"/>; a full path.</summary>
    public string? Path { get; init; }
}
