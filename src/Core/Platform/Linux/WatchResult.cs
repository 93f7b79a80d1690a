namespace Ipc.Platform.Linux;

/// <summary>What came of the wish to be told of a process's end.</summary>
internal enum WatchResult
{
    /// <summary>It lives, and its end will be told.</summary>
    Watching,

    /// <summary>It has ended already.</summary>
    Dead,

    /// <summary>This system cannot tell: the sleeper must look from time to time.</summary>
    Impossible,
}
