namespace Ipc;

/// <summary>
/// What went wrong, as a value that never changes between versions. The error id that a PowerShell user sees is
/// <c>Ipc</c> followed by the name of the member.
/// </summary>
public enum IpcError
{
    /// <summary>There is no object of that name, or it has been removed.</summary>
    NotFound = 1,

    /// <summary>An object of that name exists already.</summary>
    AlreadyExists,

    /// <summary>The time-out passed; nothing was taken or changed.</summary>
    Timeout,

    /// <summary>There is no room for another message at the moment.</summary>
    Full,

    /// <summary>There is no message at the moment.</summary>
    Empty,

    /// <summary>The message can never fit.</summary>
    MessageTooLarge,

    /// <summary>The object or message was written in another version or layout of the format.</summary>
    FormatMismatch,

    /// <summary>The name belongs to an object of another kind.</summary>
    KindMismatch,

    /// <summary>The name breaks the rules for names.</summary>
    InvalidName,

    /// <summary>The folder or file belongs to somebody else, or others could reach it.</summary>
    AccessDenied,

    /// <summary>The caller does not hold what it wants to leave.</summary>
    NotOwner,

    /// <summary>The previous holder died while it held the object.</summary>
    Abandoned,

    /// <summary>Waiting could never end, since the caller itself holds what it waits for.</summary>
    Deadlock,

    /// <summary>The barrier is broken: a party timed out, aborted or died.</summary>
    BarrierBroken,

    /// <summary>Leaving the semaphore would raise it above its bound.</summary>
    SemaphoreFull,

    /// <summary>
    /// The queue is completed, the countdown is at zero, the far end of the pipe is gone, or this handle was closed.
    /// </summary>
    Closed,

    /// <summary>The shared memory, or another resource of the system, is used up.</summary>
    NoSpace,

    /// <summary>What stands in shared memory or in a message makes no sense.</summary>
    Corrupt,

    /// <summary>A worker process could not start, or died.</summary>
    WorkerFailed,

    /// <summary>This system, or this value, is not supported.</summary>
    NotSupported,
}
