using System.Buffers;
using System.Collections;
using System.Dynamic;
using System.Linq.Expressions;
using Ipc.Messages;
using Ipc.Platform.CrashPoints;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>
/// A list that processes share: what one adds the others read at once. Elements are anything that can be sent. An
/// element that was read is a copy: change it, and set it again. Every single operation happens at once or not at all,
/// whoever dies meanwhile; several together do not. An index below 0 counts from the end. Members may be called from any
/// thread and process at once, and reading seldom waits for anybody. See <see cref="ElementTable"/> for the protocol.
/// </summary>
public sealed partial class IpcList : IpcObject, IIpcList, IReadOnlyList<object?>, IReadByIndex, IDynamicMetaObjectProvider
{
    private readonly ElementTable _table;
    private readonly IMessageEncoding? _encoding;

    internal IpcList(Region region, IMessageEncoding? encoding)
        : base(region)
    {
        _table = new ElementTable(region);
        _encoding = encoding;
    }

    /// <summary>How many elements there are. Only a hint where others write: it may change at once.</summary>
    public int Count
    {
        get
        {
            ThrowIfClosed();
            Region.ThrowIfEnded();
            return _table.Count;
        }
    }

    /// <summary>Holds what its elements refer to while it is being made; null after that.</summary>
    internal FirstReferences? First { get; init; }

    bool IList.IsFixedSize => false;

    bool IList.IsReadOnly => false;

    bool ICollection.IsSynchronized => true;

    object ICollection.SyncRoot => this;

    private IMessageEncoding Encoding => _encoding ?? throw new InvalidOperationException(
        "This object was opened without an encoding of objects. Use the methods that take bytes.");

    /// <summary>A copy of an element; setting it replaces it.</summary>
    /// <param name="index">From 0; below 0 from the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NoSpace"/>, when the element before is unchanged; <see cref="IpcError.NotFound"/>,
    /// <see cref="IpcError.Closed"/>.
    /// </exception>
    public object? this[int index]
    {
        get
        {
            ThrowIfClosed();
            using MessageBuffer buffer = MessageBuffer.Rent();
            while (_table.TryRead(index, buffer))
            {
                if (TryDecode(index, buffer, out object? value))
                {
                    GC.KeepAlive(this);
                    return value;
                }

                buffer.Truncate(0);
            }

            throw OutOfRange(index);
        }

        set
        {
            ThrowIfClosed();
            using MessageBuffer buffer = MessageBuffer.Rent();
            Encoding.Encode(value, buffer);
            using StoredBytes stored = new(Region, _table.CountDropped, buffer, First);
            bool set = stored.Note(_table.TrySet(index, stored.Bytes, stored.References));
            GC.KeepAlive(this);
            if (!set)
            {
                throw OutOfRange(index);
            }
        }
    }

    /// <summary>Makes a list.</summary>
    /// <param name="name">By which other processes find it; null for an anonymous one.</param>
    /// <param name="persistent">Whether it stays, with its elements, when its last holder leaves.</param>
    /// <param name="encoding">How objects become bytes; null for bytes only.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AlreadyExists"/>, <see cref="IpcError.InvalidName"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public static IpcList Create(string? name = null, bool persistent = false, IMessageEncoding? encoding = null) =>
        ListDescriptor.Instance.Create(new() { Name = name, Persistent = persistent }, encoding);

    /// <summary>Opens an existing list.</summary>
    /// <param name="name">Its name or id.</param>
    /// <param name="encoding">How objects become bytes; null for bytes only.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>.</exception>
    public static IpcList Open(string name, IMessageEncoding? encoding = null) => ListDescriptor.Instance.Open(name, encoding: encoding);

    /// <summary>Opens the list of that name, or makes it.</summary>
    /// <inheritdoc cref="Create"/>
    public static IpcList CreateOrOpen(string name, bool persistent = false, IMessageEncoding? encoding = null) =>
        ListDescriptor.Instance.CreateOrOpen(new() { Name = name, Persistent = persistent }, encoding);

    /// <summary>Adds an element at the end.</summary>
    /// <param name="value">The element; may be null.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public void Add(object? value) => AddMany(new[] { value });

    /// <summary>Adds elements at the end, all at once and next to each other.</summary>
    /// <param name="values">The elements.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public void AddRange(IEnumerable values)
    {
        ArgumentNullException.ThrowIfNull(values);
        AddMany(values);
    }

    /// <summary>Inserts an element. Costs the more the more elements are behind it.</summary>
    /// <param name="index">Where: from 0 to behind the last one; below 0 from the end.</param>
    /// <param name="value">The element; may be null.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such place.</exception>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public void Insert(int index, object? value)
    {
        ThrowIfClosed();
        using MessageBuffer buffer = MessageBuffer.Rent();
        Encoding.Encode(value, buffer);
        using StoredBytes stored = new(Region, _table.CountDropped, buffer, First);
        bool inserted = stored.Note(_table.TryInsert(index, stored.Bytes, stored.References));
        GC.KeepAlive(this);
        if (!inserted)
        {
            throw OutOfRange(index);
        }
    }

    /// <summary>Removes an element. Costs the more the more elements are behind it.</summary>
    /// <param name="index">From 0; below 0 from the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public void RemoveAt(int index)
    {
        ThrowIfClosed();
        bool removed = _table.TryRemoveAt(index, null, out _);
        GC.KeepAlive(this);
        if (!removed)
        {
            throw OutOfRange(index);
        }
    }

    /// <summary>Removes the first element that is equal: that would be stored the same, byte for byte.</summary>
    /// <param name="value">What to look for.</param>
    public void Remove(object? value) => TryRemove(value);

    /// <inheritdoc cref="Remove(object?)"/>
    /// <returns>Whether there was one.</returns>
    public bool TryRemove(object? value)
    {
        ThrowIfClosed();
        using MessageBuffer buffer = MessageBuffer.Rent();
        Encoding.Encode(value, buffer);
        bool removed = _table.TryRemove(buffer.Written);
        GC.KeepAlive(this);
        return removed;
    }

    /// <summary>Removes the last element and gives it.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.Empty"/>.</exception>
    public object? Pop() => TryPop(-1, out object? value)
        ? value
        : throw new IpcException(IpcError.Empty, $"The {Describe()} is empty.");

    /// <summary>Removes an element and gives it.</summary>
    /// <param name="index">From 0; below 0 from the end.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element.</exception>
    public object? Pop(int index) => TryPop(index, out object? value) ? value : throw OutOfRange(index);

    /// <summary>Removes the last element, if there is one.</summary>
    /// <param name="value">The element.</param>
    /// <returns>Whether there was one.</returns>
    public bool TryPop(out object? value) => TryPop(-1, out value);

    /// <summary>Sets an element if it is what is expected: as it would be stored, byte for byte.</summary>
    /// <param name="index">From 0; below 0 from the end.</param>
    /// <param name="value">What it shall be.</param>
    /// <param name="comparisonValue">What it must be before, of the same type.</param>
    /// <returns>Whether it was set.</returns>
    /// <exception cref="IpcException"><see cref="IpcError.NoSpace"/>; nothing has changed.</exception>
    public bool TryUpdate(int index, object? value, object? comparisonValue)
    {
        ThrowIfClosed();
        using MessageBuffer expected = MessageBuffer.Rent();
        using MessageBuffer buffer = MessageBuffer.Rent();
        Encoding.Encode(comparisonValue, expected);
        Encoding.Encode(value, buffer);
        using StoredBytes stored = new(Region, _table.CountDropped, buffer, First);
        bool updated = stored.Note(_table.TryReplace(index, expected.Written, stored.Bytes, stored.References));
        GC.KeepAlive(this);
        return updated;
    }

    /// <summary>Removes all elements, at once.</summary>
    public void Clear()
    {
        ThrowIfClosed();
        _table.Clear();
        GC.KeepAlive(this);
    }

    /// <summary>The first index at which an equal element stands: one that would be stored the same, byte for byte.</summary>
    /// <param name="value">What to look for.</param>
    /// <returns>-1 when there is none.</returns>
    public int IndexOf(object? value)
    {
        using MessageBuffer buffer = MessageBuffer.Rent();
        Encoding.Encode(value, buffer);
        ArrayBufferWriter<byte> bytes = new();
        List<int> lengths = [];
        ReadAll(bytes, lengths);
        int offset = 0;
        for (int i = 0; i < lengths.Count; offset += lengths[i++])
        {
            if (bytes.WrittenSpan.Slice(offset, lengths[i]).SequenceEqual(buffer.Written))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Whether an equal element is there: one that would be stored the same, byte for byte.</summary>
    /// <param name="value">What to look for.</param>
    public bool Contains(object? value) => IndexOf(value) >= 0;

    /// <summary>Copies of all elements, as they are at one moment.</summary>
    public object?[] ToArray() => [.. this];

    /// <summary>
    /// Enumerates copies of the elements as they are at one moment, when it begins: what others change meanwhile does not
    /// show.
    /// </summary>
    public IEnumerator<object?> GetEnumerator() => new ElementEnumerator(this);

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    void ICollection.CopyTo(Array array, int index) => ToArray().CopyTo(array, index);

    int IList.Add(object? value) => AddMany(new[] { value });

    DynamicMetaObject IDynamicMetaObjectProvider.GetMetaObject(Expression parameter) => new IndexedReads(parameter, this);

    void IReadByIndex.ThrowIfEnded(string member)
    {
        if (!IndexedReads.IsOfEnded(member))
        {
            ThrowIfClosed();
            Region.ThrowIfEnded();
        }
    }

    object? IReadByIndex.ReadAt(object? index) =>
        index is Array several ? Array.ConvertAll([.. several.Cast<object?>()], one => this[AsIndex(one)]) : this[AsIndex(index)];

    void IReadByIndex.WriteAt(object? index, object? value)
    {
        if (index is not Array several)
        {
            this[AsIndex(index)] = value;
            return;
        }

        if (value is not IList values || values.Count != several.Length)
        {
            throw new ArgumentException(
                $"{several.Length} elements of the {Describe()} are to be set, and {(value as IList)?.Count ?? 1} values are given. "
                    + "Nothing was changed.", nameof(value));
        }

        for (int i = 0; i < several.Length; i++)
        {
            this[AsIndex(several.GetValue(i))] = values[i];
        }
    }

    internal void ReadAll(ArrayBufferWriter<byte> output, List<int> lengths)
    {
        ThrowIfClosed();
        _table.ReadAll(output, lengths);
        GC.KeepAlive(this);
    }

    internal object? Decode(ReadOnlySpan<byte> bytes) => Encoding.Decode(bytes);

    private static int AsIndex(object? index) => index is int number ? number
        : (int)(IpcHosting.Convert?.Invoke(index, typeof(int), "an index") ?? Convert.ToInt32(index, null));

    private bool TryPop(int index, out object? value)
    {
        ThrowIfClosed();
        using MessageBuffer buffer = MessageBuffer.Rent();
        bool removed = _table.TryRemoveAt(index, buffer, out bool refers);
        if (refers)
        {
            return TryPopReferring(index, buffer, decodes: true, out value);
        }

        value = removed ? Encoding.Decode(buffer.Written) : null;
        GC.KeepAlive(this);
        return removed;
    }

    // What it refers to is held before it is removed, as a receiver does before it takes a message.
    private bool TryPopReferring(int index, IBufferWriter<byte> output, bool decodes, out object? value)
    {
        value = null;
        while (true)
        {
            using MessageBuffer buffer = MessageBuffer.Rent();
            using MessageBuffer references = MessageBuffer.Rent();
            int place = _table.ReadReferring(index, buffer, references);
            if (place < 0)
            {
                return false;
            }

            using HeldReferences held = HeldReferences.Open(references.Written);
            if (_table.TryRemoveAtIf(place, buffer.Written))
            {
                output.Write(buffer.Written);
                value = decodes ? Encoding.Decode(buffer.Written) : null;
                GC.KeepAlive(this);
                return true;
            }
        }
    }

    // Between reading an element and opening what it refers to it may be replaced, and that end: then it is read again.
    private bool TryDecode(int index, MessageBuffer buffer, out object? value)
    {
        try
        {
            value = Encoding.Decode(buffer.Written);
            return true;
        }
        catch (IpcException e) when (e.Error == IpcError.NotFound)
        {
            using MessageBuffer now = MessageBuffer.Rent();
            if (_table.TryRead(index, now) && now.Written.SequenceEqual(buffer.Written))
            {
                throw; // Somebody has removed what it refers to.
            }

            value = null;
            return false;
        }
    }

    private int AddMany(IEnumerable values)
    {
        ThrowIfClosed();
        using MessageBuffer all = MessageBuffer.Rent();
        List<int> lengths = [];
        List<int>? references = null;
        List<SentReferences> sent = [];
        bool isAdded = false;
        try
        {
            foreach (object? value in values)
            {
                using MessageBuffer buffer = MessageBuffer.Rent();
                Encoding.Encode(value, buffer);
                if (buffer.References is { } some)
                {
                    SentReferences held = new(Region, _table.CountDropped);
                    sent.Add(held);
                    held.TryMark(some, Deadline.Never, CancellationToken.None);
                    all.Write(held.Bytes);
                    references ??= [.. lengths.Select(_ => 0)];
                }

                int length = buffer.References is null ? 0 : sent[^1].Bytes.Length;
                all.Write(buffer.Written);
                lengths.Add(length + buffer.Length);
                references?.Add(length);
            }

            int index = _table.Add(all.Written, lengths, references);
            isAdded = true;
            if (sent.Count > 0)
            {
                CrashPoint.Reach(CrashStep.ReferencesSent);
            }

            GC.KeepAlive(this);
            return index;
        }
        finally
        {
            Finish(sent, isAdded);
        }
    }

    private void Finish(List<SentReferences> sent, bool isAdded)
    {
        foreach (SentReferences one in sent)
        {
            one.IsSent = isAdded;
            if (First is { } first)
            {
                first.Add(one);
            }
            else
            {
                one.Dispose();
            }
        }
    }

    private ArgumentOutOfRangeException OutOfRange(int index)
    {
        int count = _table.Count;
        return new ArgumentOutOfRangeException(
            nameof(index), index, $"The {Describe()} has {(count == 0 ? "no elements" : $"the elements 0 to {count - 1}")}.");
    }
}
