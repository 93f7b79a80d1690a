namespace Ipc.Commands;

/// <summary>A lock, or another object that carries one (a value, an array, a condition); or the name of one.</summary>
public sealed class LockArgument
{
    private readonly IpcLockable? _lock;
    private readonly string? _name;

    /// <summary>A live lock, value, array or condition.</summary>
    public LockArgument(IpcLockable target) => _lock = target;

    /// <summary>The name of a lock, value, array or condition.</summary>
    public LockArgument(string name) => _name = name;

    /// <summary>The live object; opens it by name if need be.</summary>
    internal IpcLockable Resolve() => _lock ?? Find(_name!);

    /// <inheritdoc/>
    public override string ToString() => _lock?.ToString() ?? _name!;

    // Mostly a lock; what else it may be shows only when it is opened.
    private static IpcLockable Find(string name)
    {
        try
        {
            return NamedObjects.Get(IpcKind.Lock, name, 0, IpcLock.Open);
        }
        catch (IpcException e) when (e.Error == IpcError.KindMismatch)
        {
            return Try(IpcKind.Value, name, IpcValue.Open)
                ?? Try(IpcKind.Array, name, IpcArray.Open)
                ?? Try(IpcKind.Condition, name, IpcCondition.Open)
                ?? throw new IpcException(
                    e.Error, $"{e.Message} Locks, values, arrays and conditions can be entered.", e);
        }
    }

    private static IpcLockable? Try<T>(IpcKind kind, string name, Func<string, T> open)
        where T : IpcLockable
    {
        try
        {
            return NamedObjects.Get(kind, name, 0, open);
        }
        catch (IpcException e) when (e.Error == IpcError.KindMismatch)
        {
            return null;
        }
    }
}
