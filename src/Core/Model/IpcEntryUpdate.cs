namespace Ipc;

/// <summary>Says what an entry of a dictionary shall hold.</summary>
/// <param name="exists">Whether there is an entry.</param>
/// <param name="value">What it holds; null when there is none.</param>
/// <param name="updated">What it shall hold.</param>
/// <returns>False to remove it, or to leave it missing.</returns>
public delegate bool IpcEntryUpdate(bool exists, object? value, out object? updated);
