using System.Collections;

namespace Ipc;

/// <summary>A list to be made.</summary>
public sealed record IpcListSpec : IpcSpec
{
    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.List;

    /// <summary>Its first elements; null for none. Nobody sees some of them without the others.</summary>
    public IEnumerable? Initial { get; init; }

    /// <summary>How the first elements become bytes.</summary>
    internal IMessageEncoding? Encoding { get; init; }

    /// <summary>Holds what they refer to until it can be found.</summary>
    internal IDisposable? First { get; init; }
}
