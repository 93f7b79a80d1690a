namespace Ipc;

/// <summary>An object that would be received next.</summary>
/// <param name="Value">The object; null when it cannot be read.</param>
/// <param name="Unreadable">Why it cannot be read; null when it was.</param>
public readonly record struct IpcPeeked(object? Value, IpcException? Unreadable);
