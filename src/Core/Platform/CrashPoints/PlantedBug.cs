namespace Ipc.Platform.CrashPoints;

/// <summary>A mistake that the test of crash points plants on purpose, to see that it would be caught.</summary>
internal enum PlantedBug
{
    None = 0,

    /// <summary>A message is published before it is written.</summary>
    PublishBeforeWrite = 1,

    /// <summary>A lock is taken over without asking whether its holder is dead.</summary>
    SkipOwnerCheck = 2,

    /// <summary>A sleeper does not set the flag that says so, so nobody wakes it.</summary>
    SleepWithoutFlag = 3,

    /// <summary>The number of a chunk is believed as it was read.</summary>
    TrustChunkNumber = 4,

    /// <summary>A chain of chunks is followed for as long as it goes on.</summary>
    TrustChain = 5,

    /// <summary>A length or count in a message is believed before it is held against the bytes that are left.</summary>
    TrustLength = 6,

    /// <summary>A message may take as long to read as it likes.</summary>
    NoBudget = 7,
}
