using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Ipc.Primitives;
using Ipc.Regions;

namespace Ipc;

/// <summary>An array of a known type. Elements may be read and set from any thread and process at once.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed unsafe class IpcArray<T> : IpcArray, IList<T>, IReadOnlyList<T>, IList
    where T : unmanaged
{
    private readonly T* _data;

    internal IpcArray(Region region, IpcLock? given)
        : base(region, given) => _data = (T*)region.Address(DataAt);

    internal IpcArray(Region region, long dataAt, int length)
        : base(region, dataAt, length) => _data = (T*)region.Address(dataAt);

    /// <inheritdoc/>
    public override Type ElementType => typeof(T);

    bool ICollection<T>.IsReadOnly => false;

    bool IList.IsReadOnly => false;

    bool IList.IsFixedSize => true;

    bool ICollection.IsSynchronized => false;

    object ICollection.SyncRoot => this;

    /// <summary>One element.</summary>
    /// <param name="index">From 0 to the length less one.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotFound"/>, <see cref="IpcError.Closed"/> when the object has ended.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such element; nothing was changed.</exception>
    public T this[int index]
    {
        get
        {
            T value = *At(index);
            GC.KeepAlive(this);
            return value;
        }

        set
        {
            *At(index) = value;
            GC.KeepAlive(this);
        }
    }

    object? IList.this[int index]
    {
        get => this[index];
        set => this[index] = Element.Convert<T>(value, Region, index);
    }

    /// <summary>
    /// The elements in place. Use it only while this handle is alive and open; what it points to is shared, so nothing
    /// about it is ordered or atomic beyond the single element.
    /// </summary>
    public Span<T> AsSpan()
    {
        ThrowIfClosed();
        Region.ThrowIfEnded();
        return new Span<T>(_data, Length);
    }

    /// <summary>
    /// Adds to one element in one step, safe against every other process, without the lock. Integers wrap around.
    /// </summary>
    /// <param name="index">From 0 to the length less one.</param>
    /// <param name="amount">What to add; may be negative.</param>
    public void Add(int index, T amount)
    {
        Element.FetchAdd(At(index), amount);
        GC.KeepAlive(this);
    }

    /// <summary>Sets every element.</summary>
    /// <param name="value">The value of all elements.</param>
    public void Fill(T value)
    {
        AsSpan().Fill(value);
        GC.KeepAlive(this);
    }

    /// <summary>Copies all elements into an array of the caller's own.</summary>
    public T[] ToArray()
    {
        T[] copy = AsSpan().ToArray();
        GC.KeepAlive(this);
        return copy;
    }

    /// <inheritdoc/>
    public override Array ToArrayObject() => ToArray();

    /// <inheritdoc/>
    public override void CopyFrom(Array source, int index)
    {
        ArgumentNullException.ThrowIfNull(source);
        CopyFrom(source as T[] ?? Element.Convert<T>(source, Region), index);
    }

    /// <summary>Copies elements into the array.</summary>
    /// <param name="source">What to copy.</param>
    /// <param name="index">Where the first of them goes; from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">They do not fit; nothing was changed.</exception>
    public void CopyFrom(ReadOnlySpan<T> source, int index = 0)
    {
        Span<T> all = AsSpan();
        if ((uint)index > (uint)all.Length || source.Length > all.Length - index)
        {
            throw new ArgumentOutOfRangeException(
                nameof(index), index, $"The {Region.Describe()} has {all.Length} elements: {source.Length} do not fit "
                    + $"from index {index} on. Nothing was changed.");
        }

        source.CopyTo(all[index..]);
        GC.KeepAlive(this);
    }

    internal override void SetAll(int[] indexes, Array values)
    {
        T[] converted = values as T[] ?? Element.Convert<T>(values, Region);
        for (int i = 0; i < indexes.Length; i++)
        {
            this[indexes[i]] = converted[converted.Length == 1 ? 0 : i];
        }
    }

    /// <inheritdoc/>
    public void CopyTo(T[] array, int arrayIndex)
    {
        AsSpan().CopyTo(array.AsSpan(arrayIndex));
        GC.KeepAlive(this);
    }

    /// <summary>Reads the elements one after the other; each is read when its turn comes.</summary>
    public IEnumerator<T> GetEnumerator()
    {
        for (int i = 0; i < Length; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public int IndexOf(T item)
    {
        int index = Array.IndexOf(ToArray(), item);
        GC.KeepAlive(this);
        return index;
    }

    /// <inheritdoc/>
    public bool Contains(T item) => IndexOf(item) >= 0;

    void ICollection.CopyTo(Array array, int index) => Array.Copy(ToArray(), 0, array, index, Length);

    bool IList.Contains(object? value) => value is T item && Contains(item);

    int IList.IndexOf(object? value) => value is T item ? IndexOf(item) : -1;

    void ICollection<T>.Add(T item) => throw FixedLength();

    void ICollection<T>.Clear() => throw FixedLength();

    bool ICollection<T>.Remove(T item) => throw FixedLength();

    void IList<T>.Insert(int index, T item) => throw FixedLength();

    void IList<T>.RemoveAt(int index) => throw FixedLength();

    int IList.Add(object? value) => throw FixedLength();

    void IList.Clear() => throw FixedLength();

    void IList.Insert(int index, object? value) => throw FixedLength();

    void IList.Remove(object? value) => throw FixedLength();

    void IList.RemoveAt(int index) => throw FixedLength();

    private T* At(int index)
    {
        ThrowIfClosed();
        Region.ThrowIfEnded();
        if ((uint)index >= (uint)Length)
        {
            ThrowOutOfRange(index);
        }

        return _data + index;
    }

    [DoesNotReturn]
    private void ThrowOutOfRange(int index) => throw new ArgumentOutOfRangeException(
        nameof(index), index, $"The {Region.Describe()} has the elements 0 to {Length - 1}.");

    private IpcException FixedLength() => new(
        IpcError.NotSupported, $"The {Region.Describe()} has a fixed length of {Length}. Set its elements, or make a "
            + "longer one.");
}
