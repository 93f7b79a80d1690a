using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Ipc.Primitives;

namespace Ipc;

/// <summary>Bytes of a memory, or of a loan, as elements of a known type.</summary>
/// <typeparam name="T">The element type.</typeparam>
[SuppressMessage("Design", "CA1001", Justification = "The handle to the memory is not the view's to close.")]
public sealed class IpcMemoryView<T> : IpcMemoryView, IList<T>, IReadOnlyList<T>, IList
    where T : unmanaged
{
    private readonly IpcArray<T> _elements;

    internal IpcMemoryView(IBytesOwner owner, long offset, int count)
        : base(owner, offset, count) => _elements = new IpcArray<T>(owner.Region, owner.DataAt + offset, count);

    /// <inheritdoc/>
    public override Type ElementType => typeof(T);

    bool ICollection<T>.IsReadOnly => false;

    bool IList.IsReadOnly => false;

    bool IList.IsFixedSize => true;

    bool ICollection.IsSynchronized => false;

    object ICollection.SyncRoot => this;

    /// <inheritdoc cref="IpcArray{T}.this"/>
    public T this[int index]
    {
        get
        {
            using BytesInUse use = new(Owner);
            return _elements[index];
        }

        set
        {
            using BytesInUse use = new(Owner);
            _elements[index] = value;
        }
    }

    object? IList.this[int index]
    {
        get => this[index];
        set
        {
            using BytesInUse use = new(Owner);
            ((IList)_elements)[index] = value;
        }
    }

    /// <inheritdoc cref="IpcArray{T}.AsSpan"/>
    public Span<T> AsSpan()
    {
        using BytesInUse use = new(Owner);
        return _elements.AsSpan();
    }

    /// <inheritdoc cref="IpcArray{T}.Add(int, T)"/>
    public void Add(int index, T amount)
    {
        using BytesInUse use = new(Owner);
        _elements.Add(index, amount);
    }

    /// <inheritdoc cref="IpcArray{T}.Fill(T)"/>
    public void Fill(T value)
    {
        using BytesInUse use = new(Owner);
        _elements.Fill(value);
    }

    /// <summary>Copies all elements into an array of the caller's own.</summary>
    public T[] ToArray()
    {
        using BytesInUse use = new(Owner);
        return _elements.ToArray();
    }

    /// <inheritdoc/>
    public override Array ToArrayObject() => ToArray();

    /// <inheritdoc/>
    public override void CopyFrom(Array source, int index = 0)
    {
        using BytesInUse use = new(Owner);
        _elements.CopyFrom(source, index);
    }

    /// <inheritdoc cref="IpcArray{T}.CopyFrom(ReadOnlySpan{T}, int)"/>
    public void CopyFrom(ReadOnlySpan<T> source, int index = 0)
    {
        using BytesInUse use = new(Owner);
        _elements.CopyFrom(source, index);
    }

    /// <inheritdoc/>
    public void CopyTo(T[] array, int arrayIndex)
    {
        using BytesInUse use = new(Owner);
        _elements.CopyTo(array, arrayIndex);
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
    public int IndexOf(T item) => Array.IndexOf(ToArray(), item);

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

    private protected override void SetAll(int[] indexes, Array values)
    {
        using BytesInUse use = new(Owner);
        _elements.SetAll(indexes, values);
    }

    private IpcException FixedLength() => new(
        IpcError.NotSupported, $"This view of the {Owner.Describe()} has a fixed length of {Length}. Set its elements, or "
            + "take another view.");
}
