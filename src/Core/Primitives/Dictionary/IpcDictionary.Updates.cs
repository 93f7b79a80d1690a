using Ipc.Messages;
using Ipc.Primitives;

namespace Ipc;

/// <summary>What reads and writes in one step.</summary>
public sealed partial class IpcDictionary
{
    /// <summary>The value of a key, which is added if there is none.</summary>
    /// <param name="key">Text, a number, or another plain value.</param>
    /// <param name="value">
    /// What to add. A function of the host, such as a script block of PowerShell, is called to make it; to store one,
    /// set it by its key.
    /// </param>
    /// <returns>What the dictionary holds: the value that was there, or the added one.</returns>
    public object? GetOrAdd(object key, object? value) =>
        IpcHosting.AsFunction?.Invoke(value) is { } make ? GetOrAdd(key, own => make([own, own])) : GetOrAddBy(key, _ => value);

    /// <summary>The value of a key, which is made and added if there is none.</summary>
    /// <param name="key">Text, a number, or another plain value.</param>
    /// <param name="make">Makes it from the key. What it makes is dropped if somebody else has been faster.</param>
    /// <returns>What the dictionary holds: the value that was there, or the added one.</returns>
    public object? GetOrAdd(object key, Func<object, object?> make)
    {
        ArgumentNullException.ThrowIfNull(make);
        return GetOrAddBy(key, make);
    }

    /// <summary>Adds an entry, or changes the one there is.</summary>
    /// <param name="key">Text, a number, or another plain value.</param>
    /// <param name="value">What it holds if there is none.</param>
    /// <param name="update">
    /// Says what it shall hold from what it holds; may be called more than once, when others change it, too. A function
    /// of the host, such as a script block of PowerShell, is given that as <c>$_</c>, and key and value as arguments.
    /// </param>
    /// <returns>What it holds now.</returns>
    public object? AddOrUpdate(object key, object? value, object update)
    {
        ArgumentNullException.ThrowIfNull(update);
        Func<object?[], object?> function = IpcHosting.AsFunction?.Invoke(update) ?? throw new ArgumentException(
            "A function is expected, which says what the entry shall hold from what it holds.", nameof(update));
        return AddOrUpdate(key, value, (own, old) => function([old, own, old]));
    }

    /// <summary>Adds an entry, or changes the one there is.</summary>
    /// <param name="key">Text, a number, or another plain value.</param>
    /// <param name="value">What it holds if there is none.</param>
    /// <param name="update">
    /// Says what it shall hold from its key and what it holds; may be called more than once, when others change it, too.
    /// </param>
    /// <returns>What it holds now.</returns>
    public object? AddOrUpdate(object key, object? value, Func<object, object?, object?> update)
    {
        ArgumentNullException.ThrowIfNull(update);
        return Update(key, Apply);

        bool Apply(bool exists, object? old, out object? updated)
        {
            updated = exists ? update(key, old) : value;
            return true;
        }
    }

    /// <summary>Sets a value if it is what is expected: as it would be stored, byte for byte.</summary>
    /// <param name="key">Text, a number, or another plain value.</param>
    /// <param name="value">What it shall hold.</param>
    /// <param name="comparisonValue">What it must hold before, of the same type.</param>
    /// <returns>Whether it was set.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public bool TryUpdate(object key, object? value, object? comparisonValue)
    {
        ThrowIfClosed();
        using MessageBuffer keyBuffer = MessageBuffer.Rent();
        using MessageBuffer expected = MessageBuffer.Rent();
        using MessageBuffer buffer = MessageBuffer.Rent();
        Encoding.Encode(comparisonValue, expected);
        Encoding.Encode(value, buffer);
        using StoredBytes stored = new(Region, _table.CountDropped, buffer, First);
        bool updated = stored.Note(_table.TryReplace(
            _keys.Of(key, keyBuffer), expected.Written, stored.Bytes, stored.References));
        GC.KeepAlive(this);
        return updated;
    }

    /// <inheritdoc/>
    public object? Update(object key, IpcEntryUpdate update, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(update);
        ThrowIfClosed();
        using MessageBuffer keyBuffer = MessageBuffer.Rent();
        EntryKey own = _keys.Of(key, keyBuffer);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (TryUpdateOnce(own, update, out object? updated))
            {
                GC.KeepAlive(this);
                return updated;
            }
        }
    }

    private object? GetOrAddBy(object key, Func<object, object?> make)
    {
        while (true)
        {
            if (TryGetValue(key, out object? value))
            {
                return value;
            }

            value = make(key);
            if (TryAdd(key, value))
            {
                return value;
            }
        }
    }

    private bool TryUpdateOnce(in EntryKey key, IpcEntryUpdate update, out object? updated)
    {
        using MessageBuffer before = MessageBuffer.Rent();
        using MessageBuffer after = MessageBuffer.Rent();
        bool exists = _table.TryRead(key, before);
        object? value = null;
        if (exists && !TryDecode(key, before, out value))
        {
            updated = null;
            return false;
        }

        if (!update(exists, value, out updated))
        {
            updated = null;
            return !exists || _table.TryRemoveIf(key, before.Written);
        }

        Encoding.Encode(updated, after);
        using StoredBytes stored = new(Region, _table.CountDropped, after, First);
        return stored.Note(exists
            ? _table.TryReplace(key, before.Written, stored.Bytes, stored.References)
            : _table.TryAdd(key, stored.Bytes, stored.References));
    }
}
