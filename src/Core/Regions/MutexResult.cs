namespace Ipc.Regions;

/// <summary>How an attempt to enter ended.</summary>
internal enum MutexResult
{
    Acquired,

    /// <summary>Acquired, from an owner who died inside: what it guards may be half changed.</summary>
    Abandoned,

    TimedOut,
}
