namespace Ipc.Commands;

/// <summary>What a worker of a pool is doing, as the scheduler sees it.</summary>
internal enum WorkerPhase
{
    /// <summary>Its process starts and prepares itself.</summary>
    Starting,

    /// <summary>It waits for a call or a job.</summary>
    Idle,

    /// <summary>It takes part in a call, or runs a job.</summary>
    Working,

    /// <summary>It has been told to end, or is being stopped.</summary>
    Leaving,
}
