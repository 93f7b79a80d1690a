namespace Ipc;

/// <summary>
/// What a caller can do about an error. This library knows which it is; how it is said depends on who reads it: a C#
/// program calls <c>IpcQueue.Open</c>, a script runs a cmdlet. See <see cref="IpcHosting.Advise"/>.
/// </summary>
public enum IpcAdvice
{
    /// <summary>There is no such object: make it, or look what there is.</summary>
    Create,

    /// <summary>The object was removed: make it again.</summary>
    CreateAgain,

    /// <summary>The handle was closed: open the object again.</summary>
    OpenAgain,

    /// <summary>
    /// The name is taken by an object of the same or another kind: open that, accept it, or choose another name.
    /// </summary>
    OpenExisting,

    /// <summary>
    /// The name belongs to an object of this other kind: open it as what it is, or choose another name.
    /// </summary>
    OpenAsKind,

    /// <summary>The name belongs to a lock set, and a lock is wanted: the id is that of its first lock.</summary>
    TakeFirstLock,

    /// <summary>
    /// The object exists with other parameters: ask for the same, open it as it is, or remove it first.
    /// </summary>
    AskForSame,

    /// <summary>The object is sound and in the way: remove it.</summary>
    Remove,

    /// <summary>The object is damaged: remove it and make it again.</summary>
    RemoveAndCreate,

    /// <summary>A file is damaged and no sound object: remove it by force, or delete it.</summary>
    RemoveDamagedFile,

    /// <summary>One lock of a set ends with the set, which has this id; null for an anonymous set.</summary>
    RemoveLockSet,

    /// <summary>Shared memory is used up: remove objects, or have more of it.</summary>
    FreeMemory,

    /// <summary>The caller holds the lock already: leave it first, or make it recursive.</summary>
    MakeRecursive,

    /// <summary>The lock has to be entered before.</summary>
    EnterLockFirst,

    /// <summary>The object was made without a lock: make it with one, or use a lock of its own.</summary>
    MakeWithLock,

    /// <summary>Nothing can be added atomically: set the value while holding its lock.</summary>
    SetUnderLock,

    /// <summary>The barrier is broken: reset it.</summary>
    ResetBarrier,

    /// <summary>The countdown is at zero: reset it to count again.</summary>
    ResetCountdown,

    /// <summary>The queue was made without priorities: make it with them, or send without.</summary>
    MakeWithPriority,
}
