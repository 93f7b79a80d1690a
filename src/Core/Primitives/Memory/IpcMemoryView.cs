using System.Dynamic;
using System.Linq.Expressions;
using Ipc.Primitives;

namespace Ipc;

/// <summary>
/// Bytes of a memory as elements of a type, in place: what is set here is seen by every other view of the same bytes,
/// in any process. It lives as long as the handle to the memory it was taken from.
/// </summary>
/// <remarks>May be used from any thread. Reading and setting one element never tears.</remarks>
public abstract class IpcMemoryView : IElements, IDynamicMetaObjectProvider
{
    private protected IpcMemoryView(IpcMemory memory, long offset, int count)
    {
        Memory = memory;
        Offset = offset;
        Length = count;
    }

    /// <summary>The memory whose bytes they are.</summary>
    public IpcMemory Memory { get; }

    /// <summary>Of the first byte in the memory.</summary>
    public long Offset { get; }

    /// <summary>How many elements there are.</summary>
    public int Length { get; }

    /// <summary>How many elements there are.</summary>
    public int Count => Length;

    /// <summary>The type of the elements.</summary>
    public abstract Type ElementType { get; }

    /// <inheritdoc cref="IpcArray.CopyFrom(Array, int)"/>
    public abstract void CopyFrom(Array source, int index = 0);

    /// <summary>Copies all elements into an array of the caller's own.</summary>
    public abstract Array ToArrayObject();

    DynamicMetaObject IDynamicMetaObjectProvider.GetMetaObject(Expression parameter) => new CheckedReads(parameter, this);

    string IElements.Describe() => Memory.Describe();

    void IElements.ThrowIfUnusable() => ThrowIfUnusable();

    void IElements.SetAll(int[] indexes, Array values) => SetAll(indexes, values);

    private protected void ThrowIfUnusable()
    {
        Memory.ThrowIfClosed();
        Memory.Region.ThrowIfEnded();
    }

    private protected abstract void SetAll(int[] indexes, Array values);
}
