namespace Ipc.Commands;

/// <summary>What a message to a pool says besides what it is about.</summary>
[Flags]
internal enum PoolReplyFlags : byte
{
    None = 0,

    /// <summary>The worker has grown beyond its limit of memory.</summary>
    TooLarge = 1,

    /// <summary>The item ended with an error, not just wrote some.</summary>
    ItemFailed = 2,
}
