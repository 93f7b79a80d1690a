using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Ipc.Messages;
using Ipc.Primitives;
using Ipc.Regions;

namespace Ipc;

/// <summary>
/// A set that processes share: text, numbers or other plain values, each once. Adding, removing and looking happen at
/// once or not at all, whoever dies meanwhile; what takes a collection is one such step for each value. Members may be
/// called from any thread and process at once, and looking seldom waits for anybody. It is a dictionary without values:
/// see <see cref="EntryTable"/> for the protocol.
/// </summary>
[SuppressMessage("Design", "CA1010", Justification = "What is in it may be of any plain type.")]
public sealed class IpcSet : IpcObject, IIpcSet
{
    private readonly EntryTable _table;
    private readonly EntryKeys _keys;

    internal IpcSet(Region region, IMessageEncoding? encoding)
        : base(region)
    {
        _table = new EntryTable(region);
        _keys = new EntryKeys(encoding, !IsCaseSensitive, region.Instance, region.Describe);
    }

    /// <summary>How many values there are. Only a hint where others write: it may change at once.</summary>
    public int Count
    {
        get
        {
            ThrowIfClosed();
            Region.ThrowIfEnded();
            return (int)Math.Min(int.MaxValue, _table.Count);
        }
    }

    /// <inheritdoc/>
    public bool IsCaseSensitive => Region.Parameter(0) != 0;

    bool ICollection.IsSynchronized => true;

    object ICollection.SyncRoot => this;

    /// <summary>Makes a set.</summary>
    /// <param name="name">By which other processes find it; null for an anonymous one.</param>
    /// <param name="caseSensitive">Whether text that differs by case only is different.</param>
    /// <param name="persistent">Whether it stays, with what is in it, when its last holder leaves.</param>
    /// <param name="encoding">How what is no text becomes bytes; null for text only.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AlreadyExists"/>, <see cref="IpcError.InvalidName"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public static IpcSet Create(
        string? name = null, bool caseSensitive = false, bool persistent = false, IMessageEncoding? encoding = null) =>
        SetDescriptor.Instance.Create(new() { CaseSensitive = caseSensitive, Name = name, Persistent = persistent }, encoding);

    /// <summary>Opens an existing set.</summary>
    /// <param name="name">Its name or id.</param>
    /// <param name="encoding">How what is no text becomes bytes; null for text only.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>.</exception>
    public static IpcSet Open(string name, IMessageEncoding? encoding = null) => SetDescriptor.Instance.Open(name, encoding: encoding);

    /// <summary>Opens the set of that name, or makes it.</summary>
    /// <inheritdoc cref="Create"/>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.FormatMismatch"/> when it exists and is case-sensitive where this is not, or the other way
    /// round.
    /// </exception>
    public static IpcSet CreateOrOpen(
        string name, bool caseSensitive = false, bool persistent = false, IMessageEncoding? encoding = null) =>
        SetDescriptor.Instance.CreateOrOpen(new() { CaseSensitive = caseSensitive, Name = name, Persistent = persistent }, encoding);

    /// <inheritdoc/>
    public bool Add(object value)
    {
        ThrowIfClosed();
        using MessageBuffer buffer = MessageBuffer.Rent();
        EntryKey key = _keys.Of(value, buffer);
        bool added = !_table.TryRead(key, null) && _table.TryAdd(key, []); // Looking needs no mutex.
        GC.KeepAlive(this);
        return added;
    }

    /// <inheritdoc/>
    public bool Remove(object value)
    {
        ThrowIfClosed();
        using MessageBuffer buffer = MessageBuffer.Rent();
        bool removed = _table.TryRemove(_keys.Of(value, buffer), null, out _);
        GC.KeepAlive(this);
        return removed;
    }

    /// <inheritdoc/>
    public bool Contains(object value)
    {
        ThrowIfClosed();
        using MessageBuffer buffer = MessageBuffer.Rent();
        bool found = _table.TryRead(_keys.Of(value, buffer), null);
        GC.KeepAlive(this);
        return found;
    }

    /// <inheritdoc/>
    public void Clear()
    {
        ThrowIfClosed();
        _table.Clear();
        GC.KeepAlive(this);
    }

    /// <summary>Adds all values of a collection, one after the other.</summary>
    /// <param name="other">The values.</param>
    public void UnionWith(IEnumerable other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (object value in other)
        {
            Add(value);
        }
    }

    /// <summary>Removes all values of a collection, one after the other.</summary>
    /// <param name="other">The values.</param>
    public void ExceptWith(IEnumerable other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (object value in ReferenceEquals(other, this) ? ToArray() : other)
        {
            Remove(value);
        }
    }

    /// <summary>Removes all values that are not in a collection, one after the other.</summary>
    /// <param name="other">The values that may stay; compared as this set compares.</param>
    public void IntersectWith(IEnumerable other)
    {
        ArgumentNullException.ThrowIfNull(other);
        HashSet<string> staying = [.. other.Cast<object>().Select(Identify)];
        foreach (object value in ToArray().Where(value => !staying.Contains(Identify(value))))
        {
            Remove(value);
        }
    }

    /// <summary>Whether any value of a collection is there.</summary>
    /// <param name="other">The values.</param>
    public bool Overlaps(IEnumerable other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Cast<object>().Any(Contains);
    }

    /// <summary>Whether all values of a collection are there.</summary>
    /// <param name="other">The values.</param>
    public bool IsSupersetOf(IEnumerable other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Cast<object>().All(Contains);
    }

    /// <summary>The values as they are.</summary>
    public object[] ToArray()
    {
        List<object> values = []; // Not by their number: others may change it meanwhile, or have damaged it.
        foreach (object value in this)
        {
            values.Add(value);
        }

        return [.. values];
    }

    /// <inheritdoc/>
    public void CopyTo(Array array, int index)
    {
        ArgumentNullException.ThrowIfNull(array);
        foreach (object value in this)
        {
            array.SetValue(value, index++);
        }
    }

    /// <summary>
    /// Enumerates the values, some at a time, while others go on: each that is there all the time comes once, any other
    /// at most once. In no order that means anything.
    /// </summary>
    public IEnumerator GetEnumerator()
    {
        EntryBatch batch = new(withValues: false);
        while (TryReadNext(batch))
        {
            for (int i = 0; i < batch.Count; i++)
            {
                yield return _keys.Read(batch, i);
            }
        }
    }

    private bool TryReadNext(EntryBatch batch)
    {
        ThrowIfClosed();
        bool read = _table.TryReadNext(batch);
        GC.KeepAlive(this);
        return read;
    }

    // Two values are the same for this set where this is the same text.
    private string Identify(object value)
    {
        using MessageBuffer buffer = MessageBuffer.Rent();
        EntryKey key = _keys.Of(value, buffer);
        return key.IsText && !IsCaseSensitive
            ? "t" + value.ToString()!.ToUpperInvariant()
            : (key.IsText ? "t" : "e") + Convert.ToHexString(key.Bytes);
    }
}
