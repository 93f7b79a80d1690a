namespace Ipc.Commands;

/// <summary>What a worker of a pool is doing, as the pool sees it.</summary>
internal enum PoolWorkerState
{
    /// <summary>Its process starts and prepares itself.</summary>
    Starting,

    /// <summary>It waits for a call.</summary>
    Idle,

    /// <summary>It takes part in a call.</summary>
    Working,

    /// <summary>It has been told to end, or is being stopped.</summary>
    Leaving,
}
