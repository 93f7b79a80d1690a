namespace Ipc.Commands;

/// <summary>A whole job for one worker of a pool.</summary>
/// <param name="Worker">Whose script it is.</param>
internal sealed record ScheduledJob(object Worker)
{
    /// <summary>How many workers have died before they had begun it.</summary>
    public int Deaths { get; set; }
}
