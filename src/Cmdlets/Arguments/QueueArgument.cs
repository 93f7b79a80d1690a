namespace Ipc.Commands;

/// <summary>A queue, or the name of one.</summary>
public sealed class QueueArgument : KindArgument<IIpcQueue>, IObjectNames
{
    static IReadOnlyList<IpcKind> IObjectNames.Kinds => [IpcKind.Queue, IpcKind.Broadcast];

    /// <summary>A live queue.</summary>
    /// <param name="live">An object of another kind is refused when it is used, with an error that says so.</param>
    public QueueArgument(IIpcObject live)
        : base(IpcKind.Queue, live)
    {
    }

    /// <summary>The name of a queue, or the id of an anonymous one.</summary>
    public QueueArgument(string name)
        : base(IpcKind.Queue, name)
    {
    }

    /// <summary>What Get-IpcObject has found.</summary>
    public QueueArgument(IpcObjectInfo found)
        : base(IpcKind.Queue, found)
    {
    }

    private protected override IIpcQueue Open(string name)
    {
        try
        {
            return Open<IIpcQueue>(IpcKind.Queue, name);
        }
        catch (IpcException e) when (e.Error == IpcError.KindMismatch)
        {
            return TryOpenBroadcast(name) ?? throw new IpcException(e.Error, e.Message, e); // It is no queue of any kind.
        }
    }

    private static IIpcQueue? TryOpenBroadcast(string name)
    {
        try
        {
            return Open<IIpcQueue>(IpcKind.Broadcast, name);
        }
        catch (IpcException e) when (e.Error == IpcError.KindMismatch)
        {
            return null;
        }
    }
}
