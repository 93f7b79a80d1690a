namespace Ipc.Commands;

/// <summary>A whole job for one worker of a pool.</summary>
/// <param name="Worker">Whose script it is.</param>
internal sealed record ScheduledJob(object Worker)
{
    /// <summary>Since when it waits.</summary>
    public TimeSpan AddedAt { get; set; }

    /// <summary>How many workers have died before they had begun it.</summary>
    public int Deaths { get; set; }
}
