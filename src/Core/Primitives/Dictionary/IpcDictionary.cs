using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Dynamic;
using System.Linq.Expressions;
using Ipc.Messages;
using Ipc.Primitives;
using Ipc.Regions;

namespace Ipc;

/// <summary>
/// A dictionary that processes share: what one sets the others read at once. Keys are text, numbers or other plain
/// values, values anything that can be sent. A value that was read is a copy: change it, and set it again. Every single
/// operation happens at once or not at all, whoever dies meanwhile; several together do not. Members may be called from
/// any thread and process at once, and reading seldom waits for anybody. See <see cref="EntryTable"/> for the protocol.
/// </summary>
[SuppressMessage("Design", "CA1010", Justification = "PowerShell has keys as properties where a dictionary is not a generic one.")]
public sealed partial class IpcDictionary : IpcObject, IIpcDictionary, IReadByIndex, IDynamicMetaObjectProvider
{
    private readonly EntryTable _table;
    private readonly EntryKeys _keys;
    private readonly IMessageEncoding? _encoding;

    internal IpcDictionary(Region region, IMessageEncoding? encoding)
        : base(region)
    {
        _table = new EntryTable(region);
        _encoding = encoding;
        _keys = new EntryKeys(encoding, !IsCaseSensitive, region.Instance, region.Describe);
    }

    /// <summary>How many entries there are. Only a hint where others write: it may change at once.</summary>
    public int Count
    {
        get
        {
            ThrowIfClosed();
            Region.ThrowIfEnded();
            return (int)Math.Min(int.MaxValue, _table.Count);
        }
    }

    /// <summary>Whether text keys that differ by case only are different keys.</summary>
    public bool IsCaseSensitive => Region.Parameter(0) != 0;

    /// <summary>The keys, as they are when they are enumerated; see <see cref="GetEnumerator"/>.</summary>
    public ICollection Keys => new EntryCollection(this, ofKeys: true);

    /// <summary>The values, as they are when they are enumerated; see <see cref="GetEnumerator"/>.</summary>
    public ICollection Values => new EntryCollection(this, ofKeys: false);

    /// <summary>Holds what its values refer to while it is being made; null after that.</summary>
    internal FirstReferences? First { get; init; }

    bool IDictionary.IsFixedSize => false;

    bool IDictionary.IsReadOnly => false;

    bool ICollection.IsSynchronized => true;

    object ICollection.SyncRoot => this;

    private IMessageEncoding Encoding => _encoding ?? throw new InvalidOperationException(
        "This object was opened without an encoding of objects. Use the methods that take bytes.");

    /// <summary>A copy of the value of a key, null if there is none; setting it replaces what there is.</summary>
    /// <param name="key">Text, a number, or another plain value.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NoSpace"/>, when the value before is unchanged; <see cref="IpcError.NotSupported"/> for what
    /// cannot be a key; <see cref="IpcError.NotFound"/>, <see cref="IpcError.Closed"/>.
    /// </exception>
    public object? this[object key]
    {
        get => TryGetValue(key, out object? value) ? value : null;
        set => Set(key, value);
    }

    /// <summary>Makes a dictionary.</summary>
    /// <param name="name">By which other processes find it; null for an anonymous one.</param>
    /// <param name="caseSensitive">Whether text keys that differ by case only are different keys.</param>
    /// <param name="persistent">Whether it stays, with its entries, when its last holder leaves.</param>
    /// <param name="encoding">How objects become bytes; null for text keys and bytes only.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AlreadyExists"/>, <see cref="IpcError.InvalidName"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public static IpcDictionary Create(
        string? name = null, bool caseSensitive = false, bool persistent = false, IMessageEncoding? encoding = null) =>
        DictionaryDescriptor.Instance.Create(new() { CaseSensitive = caseSensitive, Name = name, Persistent = persistent }, encoding);

    /// <summary>Opens an existing dictionary.</summary>
    /// <param name="name">Its name or id.</param>
    /// <param name="encoding">How objects become bytes; null for text keys and bytes only.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>.</exception>
    public static IpcDictionary Open(string name, IMessageEncoding? encoding = null) =>
        DictionaryDescriptor.Instance.Open(name, encoding: encoding);

    /// <summary>Opens the dictionary of that name, or makes it.</summary>
    /// <inheritdoc cref="Create"/>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.FormatMismatch"/> when it exists and is case-sensitive where this is not, or the other way
    /// round.
    /// </exception>
    public static IpcDictionary CreateOrOpen(
        string name, bool caseSensitive = false, bool persistent = false, IMessageEncoding? encoding = null) =>
        DictionaryDescriptor.Instance.CreateOrOpen(new() { CaseSensitive = caseSensitive, Name = name, Persistent = persistent }, encoding);

    /// <summary>Whether there is an entry with this key.</summary>
    /// <param name="key">Text, a number, or another plain value.</param>
    public bool Contains(object key)
    {
        ThrowIfClosed();
        using MessageBuffer keyBuffer = MessageBuffer.Rent();
        bool found = _table.TryRead(_keys.Of(key, keyBuffer), null);
        GC.KeepAlive(this);
        return found;
    }

    /// <inheritdoc cref="Contains"/>
    public bool ContainsKey(object key) => Contains(key);

    /// <summary>Whether any entry holds a value equal to this one. Looks at one after the other.</summary>
    /// <param name="value">What to look for; may be null.</param>
    public bool ContainsValue(object? value) => Values.Cast<object?>().Contains(value);

    /// <inheritdoc/>
    public bool TryGetValue(object key, out object? value)
    {
        ThrowIfClosed();
        using MessageBuffer keyBuffer = MessageBuffer.Rent();
        using MessageBuffer buffer = MessageBuffer.Rent();
        EntryKey own = _keys.Of(key, keyBuffer);
        while (true)
        {
            bool found = _table.TryRead(own, buffer);
            value = null;
            if (!found || TryDecode(own, buffer, out value))
            {
                GC.KeepAlive(this);
                return found;
            }

            buffer.Truncate(0);
        }
    }

    /// <summary>Adds an entry.</summary>
    /// <param name="key">Text, a number, or another plain value.</param>
    /// <param name="value">What it shall hold.</param>
    /// <exception cref="ArgumentException">There is one with this key.</exception>
    public void Add(object key, object? value)
    {
        if (!TryAdd(key, value))
        {
            throw new ArgumentException(
                $"The {Describe()} has the key '{key}' already. Set it by its key, or use TryAdd.", nameof(key));
        }
    }

    /// <inheritdoc/>
    public bool TryAdd(object key, object? value)
    {
        ThrowIfClosed();
        using MessageBuffer keyBuffer = MessageBuffer.Rent();
        using MessageBuffer buffer = MessageBuffer.Rent();
        Encoding.Encode(value, buffer);
        using StoredBytes stored = new(Region, _table.CountDropped, buffer, First);
        bool added = stored.Note(_table.TryAdd(_keys.Of(key, keyBuffer), stored.Bytes, stored.References));
        GC.KeepAlive(this);
        return added;
    }

    /// <summary>Removes an entry, if there is one.</summary>
    /// <param name="key">Text, a number, or another plain value.</param>
    public void Remove(object key) => TryRemove(key);

    /// <summary>Removes an entry.</summary>
    /// <param name="key">Text, a number, or another plain value.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryRemove(object key)
    {
        ThrowIfClosed();
        using MessageBuffer keyBuffer = MessageBuffer.Rent();
        bool removed = _table.TryRemove(_keys.Of(key, keyBuffer), null, out _);
        GC.KeepAlive(this);
        return removed;
    }

    /// <inheritdoc/>
    public bool TryRemove(object key, out object? value)
    {
        ThrowIfClosed();
        using MessageBuffer keyBuffer = MessageBuffer.Rent();
        using MessageBuffer buffer = MessageBuffer.Rent();
        EntryKey own = _keys.Of(key, keyBuffer);
        bool removed = _table.TryRemove(own, buffer, out bool refers);
        if (refers)
        {
            return TryRemoveReferring(own, out value);
        }

        value = removed ? Encoding.Decode(buffer.Written) : null;
        GC.KeepAlive(this);
        return removed;
    }

    /// <summary>Removes all entries, at once.</summary>
    public void Clear()
    {
        ThrowIfClosed();
        _table.Clear();
        GC.KeepAlive(this);
    }

    /// <summary>
    /// Enumerates copies of the entries, some at a time, while others go on writing: each entry that is there all the
    /// time comes once, any other at most once. In no order that means anything.
    /// </summary>
    public IDictionaryEnumerator GetEnumerator() => new EntryEnumerator(this);

    /// <inheritdoc/>
    public void CopyTo(Array array, int index)
    {
        ArgumentNullException.ThrowIfNull(array);
        foreach (DictionaryEntry entry in this)
        {
            array.SetValue(entry, index++);
        }
    }

    // A dynamic language asks for a key before it asks for a property: those must be read of what has ended, too.
    bool IDictionary.Contains(object key) => !(key is string name && IndexedReads.IsOfEnded(name) && (IsClosed || Region.HasEnded)) && Contains(key);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    DynamicMetaObject IDynamicMetaObjectProvider.GetMetaObject(Expression parameter) => new IndexedReads(parameter, this);

    void IReadByIndex.ThrowIfEnded(string member)
    {
        if (!IndexedReads.IsOfEnded(member))
        {
            ThrowIfClosed();
            Region.ThrowIfEnded();
        }
    }

    // As a hashtable: several keys give several values.
    object? IReadByIndex.ReadAt(object? index) => index switch
    {
        null => null,
        object?[] keys => Array.ConvertAll(keys, key => key is null ? null : this[key]),
        _ => this[index],
    };

    void IReadByIndex.WriteAt(object? index, object? value) => this[index!] = value;

    /// <summary>Reads the next entries of an enumeration.</summary>
    internal bool TryReadNext(EntryBatch batch)
    {
        ThrowIfClosed();
        bool read = _table.TryReadNext(batch);
        GC.KeepAlive(this);
        return read;
    }

    /// <summary>One of them.</summary>
    /// <returns>False when it has gone meanwhile, with what it refers to.</returns>
    internal bool TryReadEntry(EntryBatch batch, int index, out DictionaryEntry entry)
    {
        object key = _keys.Read(batch, index);
        try
        {
            entry = new DictionaryEntry(key, batch.WithValues ? Encoding.Decode(batch.ValueAt(index)) : null);
            return true;
        }
        catch (IpcException e) when (e.Error == IpcError.NotFound)
        {
            bool found = TryGetValue(key, out object? value);
            entry = new DictionaryEntry(key, value);
            return found;
        }
    }

    private void Set(object key, object? value)
    {
        ThrowIfClosed();
        using MessageBuffer keyBuffer = MessageBuffer.Rent();
        using MessageBuffer buffer = MessageBuffer.Rent();
        Encoding.Encode(value, buffer);
        using StoredBytes stored = new(Region, _table.CountDropped, buffer, First);
        _table.Set(_keys.Of(key, keyBuffer), stored.Bytes, stored.References);
        stored.Note(true);
        GC.KeepAlive(this);
    }

    // What it refers to is held before it is removed, as a receiver does before it takes a message.
    private bool TryRemoveReferring(in EntryKey key, out object? value)
    {
        value = null;
        while (true)
        {
            using MessageBuffer buffer = MessageBuffer.Rent();
            using MessageBuffer references = MessageBuffer.Rent();
            if (!_table.TryReadReferring(key, buffer, references))
            {
                return false;
            }

            using HeldReferences held = HeldReferences.Open(references.Written);
            if (_table.TryRemoveIf(key, buffer.Written))
            {
                value = Encoding.Decode(buffer.Written);
                GC.KeepAlive(this);
                return true;
            }
        }
    }

    // Between reading a value and opening what it refers to it may be replaced, and that end: then it is read again.
    private bool TryDecode(in EntryKey key, MessageBuffer buffer, out object? value)
    {
        try
        {
            value = Encoding.Decode(buffer.Written);
            return true;
        }
        catch (IpcException e) when (e.Error == IpcError.NotFound)
        {
            using MessageBuffer now = MessageBuffer.Rent();
            if (_table.TryRead(key, now) && now.Written.SequenceEqual(buffer.Written))
            {
                throw; // Somebody has removed what it refers to.
            }

            value = null;
            return false;
        }
    }
}
