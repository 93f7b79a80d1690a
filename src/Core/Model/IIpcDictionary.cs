using System.Collections;

namespace Ipc;

/// <summary>
/// A dictionary that processes share: what one sets the others read. A value that was read is a copy, and changing that
/// changes nothing here. Every single operation happens at once or not at all.
/// </summary>
#pragma warning disable CA1010 // PowerShell reads and sets keys as properties where a dictionary is not a generic one.
public interface IIpcDictionary : IIpcObject, IDictionary
#pragma warning restore CA1010
{
    /// <summary>Whether text keys that differ by case only are different keys.</summary>
    bool IsCaseSensitive { get; }

    /// <summary>Adds an entry if there is none with this key.</summary>
    /// <param name="key">Text, a number, or another plain value.</param>
    /// <param name="value">What it shall hold.</param>
    /// <returns>Whether it was added.</returns>
    bool TryAdd(object key, object? value);

    /// <summary>Reads a value.</summary>
    /// <param name="key">Text, a number, or another plain value.</param>
    /// <param name="value">A copy of what the dictionary holds; null when there is none.</param>
    /// <returns>Whether there is one.</returns>
    bool TryGetValue(object key, out object? value);

    /// <summary>Removes an entry.</summary>
    /// <param name="key">Text, a number, or another plain value.</param>
    /// <param name="value">What it held.</param>
    /// <returns>Whether there was one.</returns>
    bool TryRemove(object key, out object? value);

    /// <summary>
    /// Changes an entry by what it holds. Nothing is locked meanwhile: if somebody else has changed the entry before it
    /// is done, it is done again with what is there now.
    /// </summary>
    /// <param name="key">Text, a number, or another plain value.</param>
    /// <param name="update">Says what it shall hold; may be called more than once.</param>
    /// <param name="cancellation">Looked at before each attempt.</param>
    /// <returns>What it holds now; null when it was removed.</returns>
    object? Update(object key, IpcEntryUpdate update, CancellationToken cancellation = default);
}
