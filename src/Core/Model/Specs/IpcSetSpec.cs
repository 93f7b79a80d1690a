using System.Collections;

namespace Ipc;

/// <summary>A set to be made.</summary>
public sealed record IpcSetSpec : IpcSpec
{
    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.Set;

    /// <summary>Whether text that differs by case only is different.</summary>
    public bool CaseSensitive { get; init; }

    /// <summary>What is in it at first; null for nothing. Nobody sees some of it without the rest.</summary>
    public IEnumerable? Initial { get; init; }

    /// <summary>How what is no text becomes bytes.</summary>
    internal IMessageEncoding? Encoding { get; init; }
}
