namespace Ipc.Commands;

/// <summary>
/// What a frame between a worker and its parent says. Single workers and those of pools speak the same.
/// </summary>
internal enum FrameKind : byte
{
    /// <summary>
    /// To the worker: run this. The payload is a script and what it needs; for a worker of a pool, a call.
    /// </summary>
    Start = 1,

    /// <summary>To the worker: an input. The payload is the object.</summary>
    Item,

    /// <summary>To the worker: there are no more inputs.</summary>
    EndInput,

    /// <summary>To the worker: stop the script, so that its finally blocks run.</summary>
    Stop,

    /// <summary>To the worker of a pool, which has nothing to do: exit.</summary>
    Exit,

    /// <summary>To the worker of a pool: run a job. The payload is its channel, in ASCII.</summary>
    Job,

    /// <summary>
    /// To the parent: the worker is prepared. Of a single worker, the payload says which process it is.
    /// </summary>
    Ready,

    /// <summary>To the parent: the -Begin block of the call is done.</summary>
    Joined,

    /// <summary>To the parent: something was written.</summary>
    Record,

    /// <summary>To the parent: an item is done. It may carry the last thing that the item wrote.</summary>
    Done,

    /// <summary>
    /// To the parent: the preparation (call 0), or -Begin or -End of the call, has failed. It carries the error.
    /// </summary>
    Failed,

    /// <summary>To the parent: the script has ended, how is the payload; or the call is over here.</summary>
    Ended,

    /// <summary>To the parent: the job is over, and all it wrote has been sent.</summary>
    JobEnded,

    /// <summary>To the parent: a job on a worker of a pool has ended. The payload is its exit code.</summary>
    Exited,

    /// <summary>To the parent: the input of that number has been opened, with all that it refers to.</summary>
    Arrived,
}
