using System.Dynamic;
using System.Linq.Expressions;
using Ipc.Primitives;

namespace Ipc;

/// <summary>
/// Bytes of a memory, or of a loan, as elements of a type, in place: what is set here is seen by every other view of
/// the same bytes, in any process. It lives as long as the handle to the memory it was taken from, or until the loan is
/// sent or disposed of.
/// </summary>
/// <remarks>May be used from any thread. Reading and setting one element never tears.</remarks>
public abstract class IpcMemoryView : IElements, IDynamicMetaObjectProvider
{
    private protected IpcMemoryView(IBytesOwner owner, long offset, int count)
    {
        Owner = owner;
        Offset = offset;
        Length = count;
    }

    /// <summary>The memory whose bytes they are; null for those of a loan.</summary>
    public IpcMemory? Memory => Owner as IpcMemory;

    /// <summary>The loan whose bytes they are; null for those of a memory.</summary>
    public IpcLoan? Loan => Owner as IpcLoan;

    /// <summary>Of the first byte in the memory or the loan.</summary>
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

    string IElements.Describe() => Owner.Describe();

    private protected IBytesOwner Owner { get; }

    void IElements.ThrowIfUnusable() => ThrowIfUnusable();

    void IElements.SetAll(int[] indexes, Array values) => SetAll(indexes, values);

    private protected void ThrowIfUnusable()
    {
        using BytesInUse use = new(Owner);
    }

    private protected abstract void SetAll(int[] indexes, Array values);
}
