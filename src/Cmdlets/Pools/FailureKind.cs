namespace Ipc.Commands;

/// <summary>What went wrong with an item or a call.</summary>
internal enum FailureKind
{
    /// <summary>Item: its worker died while it did it.</summary>
    WorkerDied,

    /// <summary>Item: it took longer than it may.</summary>
    ItemTimedOut,

    /// <summary>Item: somebody has stopped it. No error.</summary>
    Cancelled,

    /// <summary>Item or call: what was to be sent found no shared memory for too long.</summary>
    NoMemory,

    /// <summary>Item, call or job: no worker could be started.</summary>
    NotStarted,

    /// <summary>Call: a script of it failed; the error says how.</summary>
    Script,

    /// <summary>Call: several workers in a row died before they could begin an item.</summary>
    DiedBeforeItems,

    /// <summary>Item: its call ended so while a worker that lives was doing it.</summary>
    CallEnded,

    /// <summary>Call: a worker died while it ended the call. The call goes on.</summary>
    DiedInEnd,

    /// <summary>Call: a worker left it before it was told to.</summary>
    LeftEarly,

    /// <summary>Call or job: the pool was removed.</summary>
    PoolRemoved,

    /// <summary>Call or job: the pool hears nothing any more; the error says why.</summary>
    PoolBroken,

    /// <summary>Call: nobody waits for it any more.</summary>
    GivenUp,
}
