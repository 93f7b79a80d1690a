using Ipc.Primitives;
using Ipc.Regions;

namespace Ipc;

/// <summary>One value of a known type. All members may be called from any thread and process at once.</summary>
/// <typeparam name="T">The element type.</typeparam>
public sealed unsafe class IpcValue<T> : IpcValue
    where T : unmanaged
{
    private readonly T* _value;

    internal IpcValue(Region region, IpcLock? given)
        : base(region, given) => _value = (T*)region.Address(ValueAt);

    /// <inheritdoc/>
    public override Type GetElementType() => typeof(T);

    /// <summary>The value. Reading acquires, setting releases; neither tears.</summary>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotFound"/>, <see cref="IpcError.Closed"/> when the object has ended.
    /// </exception>
    public T Value
    {
        get
        {
            ThrowIfClosed();
            Region.ThrowIfEnded();
            T value = *_value;
            Thread.MemoryBarrier();
            GC.KeepAlive(this);
            return value;
        }

        set
        {
            ThrowIfClosed();
            Region.ThrowIfEnded();
            Thread.MemoryBarrier();
            *_value = value;
            GC.KeepAlive(this);
        }
    }

    /// <summary>Adds in one step, safe against every other process, without the lock. Integers wrap around.</summary>
    /// <param name="amount">What to add; may be negative.</param>
    public void Add(T amount) => FetchAdd(amount);

    /// <summary>Adds in one step and returns the value before.</summary>
    /// <param name="amount">What to add; may be negative.</param>
    public T FetchAdd(T amount)
    {
        ThrowIfClosed();
        Region.ThrowIfEnded();
        T before = Element.FetchAdd(_value, amount);
        GC.KeepAlive(this);
        return before;
    }

    /// <inheritdoc/>
    public override object? GetValue() => Value;

    /// <inheritdoc/>
    public override void SetValue(object? value) => Value = Element.Convert<T>(value, Region);
}
