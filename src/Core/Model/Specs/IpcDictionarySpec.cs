using System.Collections;

namespace Ipc;

/// <summary>A dictionary to be made.</summary>
public sealed record IpcDictionarySpec : IpcSpec
{
    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.Dictionary;

    /// <summary>Whether text keys that differ by case only are different keys.</summary>
    public bool CaseSensitive { get; init; }

    /// <summary>Its first entries; null for none. Nobody sees some of them without the others.</summary>
    public IDictionary? Initial { get; init; }

    /// <summary>How the first entries become bytes.</summary>
    internal IMessageEncoding? Encoding { get; init; }

    /// <summary>Holds what they refer to until it can be found.</summary>
    internal IDisposable? First { get; init; }
}
