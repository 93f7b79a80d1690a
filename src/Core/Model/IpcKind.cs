namespace Ipc;

/// <summary>The kinds of shared objects. The numbers are part of the format in shared memory.</summary>
public enum IpcKind
{
    /// <summary>A queue of messages with any number of senders and receivers.</summary>
    Queue = 1,

    /// <summary>A pipe: two ends, messages in both directions.</summary>
    Pipe = 2,

    /// <summary>One typed value.</summary>
    Value = 3,

    /// <summary>A typed array of fixed length.</summary>
    Array = 4,

    /// <summary>A lock, recursive or not.</summary>
    Lock = 5,

    /// <summary>A semaphore, bounded or not.</summary>
    Semaphore = 6,

    /// <summary>An event that stays set until reset, or lets one waiter through.</summary>
    Event = 7,

    /// <summary>A barrier for a fixed number of parties.</summary>
    Barrier = 8,

    /// <summary>A condition variable with its lock.</summary>
    Condition = 9,

    /// <summary>Any number of locks in one object.</summary>
    LockSet = 10,

    /// <summary>A dictionary: entries by their keys.</summary>
    Dictionary = 11,

    /// <summary>A list: elements by their index.</summary>
    List = 12,

    /// <summary>A block of bytes.</summary>
    Memory = 13,

    /// <summary>A lock that many may hold together to read, or one alone to write.</summary>
    ReaderWriterLock = 14,

    /// <summary>A number that is counted down to zero, and waited for.</summary>
    Countdown = 15,

    /// <summary>So many turns in any span of time.</summary>
    RateLimit = 16,

    /// <summary>Something that is done in one process, with its result for all.</summary>
    Once = 17,

    /// <summary>A queue of which every receiver gets every message.</summary>
    Broadcast = 18,

    /// <summary>Where processes ask for pipes of their own, by a name.</summary>
    Listener = 19,

    /// <summary>A set: what is in it, each once.</summary>
    Set = 20,
}
