namespace Ipc;

/// <summary>An object that would be received next.</summary>
/// <param name="Value">The object; null when it cannot be read.</param>
/// <param name="Unreadable">Why it cannot be read; null when it was.</param>
public readonly record struct IpcPeeked(object? Value, IpcException? Unreadable)
{
    /// <summary>The object; null when it cannot be read.</summary>
    public object? Value { get; } = Value;

    /// <summary>Why it cannot be read; null when it was.</summary>
    public IpcException? Unreadable { get; } = Unreadable;

    /// <inheritdoc/>
    public override string ToString() => Unreadable?.Message ?? Value?.ToString() ?? "";
}
