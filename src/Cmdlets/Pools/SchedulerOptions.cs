namespace Ipc.Commands;

/// <summary>What a scheduler knows of its pool.</summary>
internal sealed class SchedulerOptions
{
    /// <summary>The most workers at once, to begin with.</summary>
    public required int Size { get; init; }

    /// <summary>How many places for workers there are, of whatever size it becomes.</summary>
    public int MostWorkers { get; init; } = PoolPlan.MostWorkers;

    /// <summary>
    /// Whether all workers are there from the start, and are replaced when they exit; else as they are needed.
    /// </summary>
    public bool StartsAll { get; init; }

    /// <summary>After how many items a worker is replaced; 0 for never.</summary>
    public int MaxItemsPerWorker { get; init; }

    /// <summary>How long a worker may have nothing to do; null for ever.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>How long there may be no shared memory for a message.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(5);
}
