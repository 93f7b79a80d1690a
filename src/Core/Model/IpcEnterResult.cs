namespace Ipc;

/// <summary>How an attempt to enter a lock ended.</summary>
public enum IpcEnterResult
{
    /// <summary>The deadline passed; the lock is not held.</summary>
    TimedOut = 0,

    /// <summary>The lock is held now.</summary>
    Entered = 1,

    /// <summary>The lock is held now, and its last holder died in it: what it protects may be half changed.</summary>
    Abandoned = 2,
}
