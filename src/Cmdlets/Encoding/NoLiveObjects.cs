namespace Ipc.Commands;

/// <summary>For messages that carry data only.</summary>
internal sealed class NoLiveObjects : ILiveObjects
{
    /// <summary>The one instance.</summary>
    public static readonly NoLiveObjects Instance = new();

    /// <inheritdoc/>
    public bool TryGetReference(object value, out IpcReference reference)
    {
        reference = default;
        return false;
    }

    /// <inheritdoc/>
    public object Open(IpcReference reference) => throw new IpcException(
        IpcError.NotSupported, $"The message carries a live {reference.Kind}, which cannot be opened here.");
}
