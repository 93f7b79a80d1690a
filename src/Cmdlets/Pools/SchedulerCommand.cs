namespace Ipc.Commands;

/// <summary>One thing that the session is to do for the scheduler.</summary>
/// <param name="Kind">What.</param>
/// <param name="Worker">With which worker.</param>
/// <param name="Call">For which call.</param>
/// <param name="Subject">The item, items, job or failure that it is about.</param>
/// <param name="At">When, for a timer.</param>
internal readonly record struct SchedulerCommand(
    SchedulerCommandKind Kind,
    ScheduledWorker? Worker,
    ScheduledCall? Call,
    object? Subject = null,
    TimeSpan At = default)
{
    public ScheduledItem Item => (ScheduledItem)Subject!;

    public List<ScheduledItem> Items => (List<ScheduledItem>)Subject!;

    public ScheduledJob Job => (ScheduledJob)Subject!;

    public Failure Failure => (Failure)Subject!;

    /// <summary>A job that cannot be run, and why.</summary>
    public (ScheduledJob Job, Failure Failure) FailedJob => ((ScheduledJob, Failure))Subject!;

    /// <summary>Whether the worker is to run the -End block of the call.</summary>
    public bool RunsEnd => Subject is true;
}
