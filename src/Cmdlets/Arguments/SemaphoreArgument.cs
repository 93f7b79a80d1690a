namespace Ipc.Commands;

/// <summary>A semaphore, or the name of one.</summary>
public sealed class SemaphoreArgument : KindArgument<IIpcSemaphore>, IObjectNames
{
    static IReadOnlyList<IpcKind> IObjectNames.Kinds => [IpcKind.Semaphore];

    /// <summary>A live semaphore.</summary>
    /// <param name="live">An object of another kind is refused when it is used, with an error that says so.</param>
    public SemaphoreArgument(IIpcObject live)
        : base(IpcKind.Semaphore, live)
    {
    }

    /// <summary>The name of a semaphore, or the id of an anonymous one.</summary>
    public SemaphoreArgument(string name)
        : base(IpcKind.Semaphore, name)
    {
    }

    /// <summary>What Get-IpcObject has found.</summary>
    public SemaphoreArgument(IpcObjectInfo found)
        : base(IpcKind.Semaphore, found)
    {
    }
}
