namespace Ipc.Commands;

/// <summary>A lock, or another object that carries one (a value, an array, a condition); or the name of one.</summary>
public sealed class LockArgument : KindArgument<IIpcLock>, IObjectNames
{
    static IReadOnlyList<IpcKind> IObjectNames.Kinds =>
        [IpcKind.Lock, IpcKind.Value, IpcKind.Array, IpcKind.Condition, IpcKind.Memory, IpcKind.ReaderWriterLock];

    /// <summary>A live lock, value, array or condition.</summary>
    /// <param name="live">An object of another kind is refused when it is used, with an error that says so.</param>
    public LockArgument(IIpcObject live)
        : base(IpcKind.Lock, live)
    {
    }

    /// <summary>The name of a lock, value, array or condition, or the id of an anonymous one.</summary>
    public LockArgument(string name)
        : base(IpcKind.Lock, name)
    {
    }

    /// <summary>What Get-IpcObject has found.</summary>
    public LockArgument(IpcObjectInfo found)
        : base(IpcKind.Lock, found)
    {
    }

    // Mostly a lock; what else it may be shows only when it is opened.
    private protected override IIpcLock Open(string name)
    {
        try
        {
            return Open<IIpcLock>(IpcKind.Lock, name);
        }
        catch (IpcException e) when (e.Error == IpcError.InvalidName && name.AsSpan().ContainsAny(":/\\"))
        {
            throw new IpcException(e.Error, $"{e.Message} For a lock that nobody has to make write file: before a path, "
                + "and any: before any other text.", e);
        }
        catch (IpcException e) when (e.Error == IpcError.KindMismatch)
        {
            return Try(IpcKind.Value, name)
                ?? Try(IpcKind.Array, name)
                ?? Try(IpcKind.Condition, name)
                ?? Try(IpcKind.Memory, name)
                ?? Try(IpcKind.ReaderWriterLock, name)
                ?? throw new IpcException(
                    e.Error, $"{e.Message} Locks, values, arrays, memories and conditions can be entered.", e);
        }
    }

    private protected override string? Hint(IIpcObject other) =>
        other is IpcLockSet ? "Take one of its locks: $locks[0] is the first." : null;

    private static IIpcLock? Try(IpcKind kind, string name)
    {
        try
        {
            return Open<IIpcLock>(kind, name);
        }
        catch (IpcException e) when (e.Error == IpcError.KindMismatch)
        {
            return null;
        }
    }
}
