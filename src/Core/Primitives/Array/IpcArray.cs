using System.Dynamic;
using System.Linq.Expressions;
using Ipc.Model;
using Ipc.Primitives;
using Ipc.Regions;

namespace Ipc;

/// <summary>
/// A typed array of fixed length shared between processes, with a recursive lock of its own unless made without.
/// Reading and setting one element never tears; more than one element at a time needs the lock.
/// </summary>
public abstract class IpcArray : IpcLockable, IIpcArray, IElements, IDynamicMetaObjectProvider
{
    /// <summary>The most elements there can be.</summary>
    public const int MaximumLength = 1_000_000_000;

    private protected IpcArray(Region region, IpcLock? given)
        : base(region, given)
    {
        Length = checked((int)region.Parameter(1));
        HasLock = region.Parameter(2) == 0;
        long bytes = (long)Length * Element.SizeOf((IpcElementType)region.Parameter(0));
        DataAt = PayloadRoom.At(region, bytes, region.Parameter(3) != 0);
    }

    /// <summary>Elements that stand in an object of another kind; see <see cref="IpcMemoryView"/>.</summary>
    private protected IpcArray(Region region, long dataAt, int length)
        : base(region)
    {
        GC.SuppressFinalize(this); // No handle of its own.
        Length = length;
        HasLock = true;
        DataAt = dataAt;
    }

    /// <summary>How many elements there are.</summary>
    public int Length { get; }

    /// <summary>How many elements there are.</summary>
    public int Count => Length;

    /// <summary>The type of the elements.</summary>
    public abstract Type ElementType { get; }

    /// <summary>Whether it has a lock of its own.</summary>
    public bool HasLock { get; }

    /// <inheritdoc/>
    public override bool IsRecursive => Lock?.IsRecursive ?? true;

    internal long DataAt { get; }

    /// <summary>Makes an array.</summary>
    /// <param name="elementType">One of the types that can be shared.</param>
    /// <param name="length">How many elements; one or more.</param>
    /// <param name="initial">The first elements; the others are zero. Null for all zero.</param>
    /// <param name="name">By which other processes find it; null for an anonymous one.</param>
    /// <param name="noLock">Whether it has no lock.</param>
    /// <param name="persistent">Whether it stays when its last holder leaves.</param>
    /// <param name="givenLock">
    /// A lock that there is already, to be entered and left with it; null for a lock of its own. It lives on with it.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A length below one or above <see cref="MaximumLength"/>, or more initial elements than fit.
    /// </exception>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotSupported"/> for a type that cannot be shared; <see cref="IpcError.AlreadyExists"/>,
    /// <see cref="IpcError.InvalidName"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public static IpcArray Create(
        Type elementType, int length, Array? initial = null, string? name = null, bool noLock = false,
        bool persistent = false, IIpcLock? givenLock = null) =>
        ArrayDescriptor.Instance.Create(SpecOf(elementType, length, initial, name, noLock, persistent, givenLock));

    /// <summary>Opens an existing array.</summary>
    /// <param name="name">Its name or id.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>.</exception>
    public static IpcArray Open(string name) => ArrayDescriptor.Instance.Open(name);

    /// <summary>Opens the array of that name, or makes it. An existing one keeps what it holds.</summary>
    /// <inheritdoc cref="Create"/>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.FormatMismatch"/> when it exists with another type or length, or on another lock.
    /// </exception>
    public static IpcArray CreateOrOpen(
        string name, Type elementType, int length, Array? initial = null, bool noLock = false, bool persistent = false,
        IIpcLock? givenLock = null) =>
        ArrayDescriptor.Instance.CreateOrOpen(SpecOf(elementType, length, initial, name, noLock, persistent, givenLock));

    /// <summary>Copies elements to the start of the array.</summary>
    /// <inheritdoc cref="CopyFrom(Array, int)"/>
    public void CopyFrom(Array source) => CopyFrom(source, 0);

    /// <summary>Copies elements into the array.</summary>
    /// <param name="source">
    /// Of the element type, or of what converts to it (<see cref="IpcHosting.Convert"/>): converted before the first
    /// is set.
    /// </param>
    /// <param name="index">Where the first of them goes; from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">They do not fit; nothing was changed.</exception>
    /// <exception cref="InvalidCastException">One does not convert; nothing was changed.</exception>
    public abstract void CopyFrom(Array source, int index);

    /// <summary>Copies all elements into an array of the caller's own.</summary>
    public abstract Array ToArrayObject();

    DynamicMetaObject IDynamicMetaObjectProvider.GetMetaObject(Expression parameter) => new CheckedReads(parameter, this);

    string IElements.Describe() => Region.Describe();

    void IElements.ThrowIfUnusable()
    {
        ThrowIfClosed();
        Region.ThrowIfEnded();
    }

    /// <summary>Sets some elements, after all values have been converted.</summary>
    /// <param name="indexes">Checked: each from 0 to the length less one.</param>
    /// <param name="values">As many, or one for all.</param>
    internal abstract void SetAll(int[] indexes, Array values);

    void IElements.SetAll(int[] indexes, Array values) => SetAll(indexes, values);

    private static IpcArraySpec SpecOf(
        Type elementType, int length, Array? initial, string? name, bool noLock, bool persistent, IIpcLock? givenLock) => new()
        {
            ElementType = elementType,
            Length = length,
            Initial = initial,
            NoLock = noLock,
            Lock = givenLock,
            Name = name,
            Persistent = persistent,
        };

    internal static IpcArray Wrap(Region region, IpcLock? given) => (IpcElementType)region.Parameter(0) switch
    {
        IpcElementType.Boolean => new IpcArray<bool>(region, given),
        IpcElementType.SByte => new IpcArray<sbyte>(region, given),
        IpcElementType.Byte => new IpcArray<byte>(region, given),
        IpcElementType.Int16 => new IpcArray<short>(region, given),
        IpcElementType.UInt16 => new IpcArray<ushort>(region, given),
        IpcElementType.Int32 => new IpcArray<int>(region, given),
        IpcElementType.UInt32 => new IpcArray<uint>(region, given),
        IpcElementType.Int64 => new IpcArray<long>(region, given),
        IpcElementType.UInt64 => new IpcArray<ulong>(region, given),
        IpcElementType.Single => new IpcArray<float>(region, given),
        IpcElementType.Double => new IpcArray<double>(region, given),
        IpcElementType.Char => new IpcArray<char>(region, given),
        _ => throw region.Corrupt($"its element type is {region.Parameter(0)}"),
    };

    private protected override void ThrowIfNoLock()
    {
        if (!HasLock)
        {
            throw new IpcException(IpcError.NotSupported, $"The {Region.Describe()} was made without a lock. "
                + $"{Advice.For(IpcAdvice.MakeWithLock, Kind)}");
        }
    }
}
