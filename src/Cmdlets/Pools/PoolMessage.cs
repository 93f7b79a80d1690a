namespace Ipc.Commands;

/// <summary>What a message between a pool and one of its workers is: the first byte.</summary>
internal enum PoolMessage : byte
{
    /// <summary>Pool to worker: a call begins. Its number (4 bytes) and its encoded <see cref="CallScript"/> follow.</summary>
    Call = 1,

    /// <summary>Pool to worker: the call's number (4), then items: id (8), length (4), encoded object.</summary>
    Batch = 2,

    /// <summary>Pool to worker: the call's number (4), and whether to run its -End block (1).</summary>
    EndCall = 3,

    /// <summary>Pool to worker: end.</summary>
    Leave = 4,

    /// <summary>Pool to worker: run a job. Its channel follows.</summary>
    Job = 5,

    /// <summary>Worker to pool: the initialization is done.</summary>
    Ready = 20,

    /// <summary>Worker to pool: the initialization failed; the error is the last record.</summary>
    SetupFailed = 21,

    /// <summary>Worker to pool: the call's -Begin block is done, the first item begins.</summary>
    Joined = 22,

    /// <summary>Worker to pool: an item is done. What it wrote follows.</summary>
    Done = 23,

    /// <summary>Worker to pool: something was written that does not wait for the end of the item.</summary>
    Record = 24,

    /// <summary>Worker to pool: -Begin or -End failed; the error is the last record.</summary>
    CallFailed = 25,

    /// <summary>Worker to pool: the call is over here.</summary>
    CallEnded = 26,

    /// <summary>Worker to pool: the job is over, all it wrote has been sent.</summary>
    JobEnded = 27,

    /// <summary>Pool to itself, behind everything the worker has sent: its process has ended.</summary>
    Gone = 40,

    /// <summary>Pool to itself: look at the deadlines anew.</summary>
    Nudge = 41,
}
