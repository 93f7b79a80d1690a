using System.Dynamic;
using System.Linq.Expressions;
using Ipc.Model;
using Ipc.Primitives;
using Ipc.Regions;

namespace Ipc;

/// <summary>
/// One value shared between processes, with a recursive lock of its own unless made without. Reading and setting
/// never tear; a change that depends on the old value needs the lock, or <see cref="IpcValue{T}.Add"/>.
/// </summary>
public abstract class IpcValue : IpcLockable, IIpcValue, IDynamicMetaObjectProvider
{
    internal const int ValueAt = RegionLayout.PayloadAt + 64;

    private protected IpcValue(Region region, IpcLock? given)
        : base(region, given) => HasLock = region.Parameter(1) == 0;

    /// <summary>The type it holds.</summary>
    public abstract Type GetElementType();

    /// <summary>Whether it has a lock of its own.</summary>
    public bool HasLock { get; }

    /// <inheritdoc/>
    public override bool IsRecursive => Lock?.IsRecursive ?? true;

    /// <summary>Reads the value.</summary>
    public abstract object? GetValue();

    /// <summary>Sets the value.</summary>
    /// <param name="value">
    /// Of the element type, or of what converts to it (<see cref="IpcHosting.Convert"/>).
    /// </param>
    /// <exception cref="InvalidCastException">It does not convert; nothing was changed.</exception>
    public abstract void SetValue(object? value);

    /// <summary>Makes a value.</summary>
    /// <param name="initial">What it holds at first; its type is the value's type.</param>
    /// <param name="name">By which other processes find it; null for an anonymous one.</param>
    /// <param name="noLock">Whether it has no lock.</param>
    /// <param name="persistent">Whether it stays when its last holder leaves.</param>
    /// <param name="givenLock">
    /// A lock that there is already, to be entered and left with it; null for a lock of its own. It lives on with it.
    /// </param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotSupported"/> for a type that cannot be shared; <see cref="IpcError.AlreadyExists"/>,
    /// <see cref="IpcError.InvalidName"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public static IpcValue Create(
        object initial, string? name = null, bool noLock = false, bool persistent = false, IIpcLock? givenLock = null) =>
        ValueDescriptor.Instance.Create(SpecOf(initial, name, noLock, persistent, givenLock));

    /// <summary>Opens an existing value.</summary>
    /// <param name="name">Its name or id.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>.</exception>
    public static IpcValue Open(string name) => ValueDescriptor.Instance.Open(name);

    /// <summary>Opens the value of that name, or makes it. An existing one keeps what it holds.</summary>
    /// <inheritdoc cref="Create"/>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.FormatMismatch"/> when it exists with another type, or on another lock.
    /// </exception>
    public static IpcValue CreateOrOpen(
        string name, object initial, bool noLock = false, bool persistent = false, IIpcLock? givenLock = null) =>
        ValueDescriptor.Instance.CreateOrOpen(SpecOf(initial, name, noLock, persistent, givenLock));

    /// <summary>
    /// What it holds, as text: the items of a list with blanks between them, numbers and times in no country's way. Its
    /// name when that cannot be read, or somebody who is paused keeps it from being read.
    /// </summary>
    public override string ToString()
    {
        try
        {
            return IsClosed ? base.ToString() : ValueText.Of(ReadSoon());
        }
        catch (Exception e) when (e is IpcException or InvalidOperationException or TimeoutException)
        {
            return base.ToString();
        }
    }

    /// <summary>The value, if it can be read within a moment.</summary>
    /// <exception cref="TimeoutException">It cannot.</exception>
    private protected virtual object? ReadSoon() => GetValue();

    DynamicMetaObject IDynamicMetaObjectProvider.GetMetaObject(Expression parameter) => new CheckedReads(parameter, this);

    private static IpcValueSpec SpecOf(
        object initial, string? name, bool noLock, bool persistent, IIpcLock? givenLock) => new()
        {
            Initial = initial,
            NoLock = noLock,
            Lock = givenLock,
            Name = name,
            Persistent = persistent,
        };

    internal static IpcValue Wrap(Region region, IpcLock? given, IMessageEncoding? encoding) => (IpcElementType)region.Parameter(0) switch
    {
        IpcElementType.Boolean => new IpcValue<bool>(region, given),
        IpcElementType.SByte => new IpcValue<sbyte>(region, given),
        IpcElementType.Byte => new IpcValue<byte>(region, given),
        IpcElementType.Int16 => new IpcValue<short>(region, given),
        IpcElementType.UInt16 => new IpcValue<ushort>(region, given),
        IpcElementType.Int32 => new IpcValue<int>(region, given),
        IpcElementType.UInt32 => new IpcValue<uint>(region, given),
        IpcElementType.Int64 => new IpcValue<long>(region, given),
        IpcElementType.UInt64 => new IpcValue<ulong>(region, given),
        IpcElementType.Single => new IpcValue<float>(region, given),
        IpcElementType.Double => new IpcValue<double>(region, given),
        IpcElementType.Char => new IpcValue<char>(region, given),
        IpcElementType.Object or IpcElementType.String => new IpcObjectValue(region, given, encoding),
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
