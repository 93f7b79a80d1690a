using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Ipc;

/// <summary>Bytes of a memory as elements of a known type.</summary>
/// <typeparam name="T">The element type.</typeparam>
[SuppressMessage("Design", "CA1001", Justification = "The handle to the memory is not the view's to close.")]
public sealed class IpcMemoryView<T> : IpcMemoryView, IList<T>, IReadOnlyList<T>, IList
    where T : unmanaged
{
    private readonly IpcArray<T> _elements;

    internal IpcMemoryView(IpcMemory memory, long offset, int count)
        : base(memory, offset, count) => _elements = new IpcArray<T>(memory.Region, memory.DataAt + offset, count);

    /// <inheritdoc/>
    public override Type ElementType => typeof(T);

    bool ICollection<T>.IsReadOnly => false;

    bool IList.IsReadOnly => false;

    bool IList.IsFixedSize => true;

    bool ICollection.IsSynchronized => false;

    object ICollection.SyncRoot => this;

    private IpcArray<T> Elements
    {
        get
        {
            Memory.ThrowIfClosed();
            return _elements;
        }
    }

    /// <inheritdoc cref="IpcArray{T}.this"/>
    public T this[int index]
    {
        get
        {
            T value = Elements[index];
            GC.KeepAlive(this);
            return value;
        }

        set
        {
            Elements[index] = value;
            GC.KeepAlive(this);
        }
    }

    object? IList.this[int index]
    {
        get => this[index];
        set
        {
            ((IList)Elements)[index] = value;
            GC.KeepAlive(this);
        }
    }

    /// <inheritdoc cref="IpcArray{T}.AsSpan"/>
    public Span<T> AsSpan() => Elements.AsSpan();

    /// <inheritdoc cref="IpcArray{T}.Add(int, T)"/>
    public void Add(int index, T amount)
    {
        Elements.Add(index, amount);
        GC.KeepAlive(this);
    }

    /// <inheritdoc cref="IpcArray{T}.Fill(T)"/>
    public void Fill(T value)
    {
        Elements.Fill(value);
        GC.KeepAlive(this);
    }

    /// <summary>Copies all elements into an array of the caller's own.</summary>
    public T[] ToArray()
    {
        T[] copy = Elements.ToArray();
        GC.KeepAlive(this);
        return copy;
    }

    /// <inheritdoc/>
    public override Array ToArrayObject() => ToArray();

    /// <inheritdoc/>
    public override void CopyFrom(Array source, int index = 0)
    {
        Elements.CopyFrom(source, index);
        GC.KeepAlive(this);
    }

    /// <inheritdoc cref="IpcArray{T}.CopyFrom(ReadOnlySpan{T}, int)"/>
    public void CopyFrom(ReadOnlySpan<T> source, int index = 0)
    {
        Elements.CopyFrom(source, index);
        GC.KeepAlive(this);
    }

    /// <inheritdoc/>
    public void CopyTo(T[] array, int arrayIndex)
    {
        Elements.CopyTo(array, arrayIndex);
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
        Elements.SetAll(indexes, values);
        GC.KeepAlive(this);
    }

    private IpcException FixedLength() => new(
        IpcError.NotSupported, $"This view of the {Memory.Describe()} has a fixed length of {Length}. Set its elements, or "
            + "take another view.");
}
