namespace Ipc.Commands;

/// <summary>A worker of a pool, as the scheduler sees it.</summary>
/// <param name="number">Used once in the pool.</param>
/// <param name="slot">Its place, which it takes over from one that has exited.</param>
internal sealed class ScheduledWorker(int number, int slot)
{
    public int Number => number;

    public int Slot => slot;

    public WorkerPhase Phase { get; set; }

    /// <summary>The call that it takes part in.</summary>
    public ScheduledCall? Call { get; set; }

    /// <summary>The job that it runs.</summary>
    public ScheduledJob? Job { get; set; }

    /// <summary>Whether the -Begin block of the call is done.</summary>
    public bool HasJoined { get; set; }

    /// <summary>Whether it has been told that the call is over; or, when it is leaving, that it is to exit.</summary>
    public bool IsTold { get; set; }

    /// <summary>What it has been given and has not done, in order.</summary>
    public Queue<ScheduledItem> Given { get; private set; } = new();

    /// <summary>How many items it has been given since it started.</summary>
    public int ItemsGiven { get; set; }

    /// <summary>Whether it is one too many: it exits when it has done what it was given.</summary>
    public bool IsSurplus { get; set; }

    /// <summary>Whether it is to be replaced for its size.</summary>
    public bool IsTooLarge { get; set; }

    /// <summary>When it was last heard of, or given something after it had nothing.</summary>
    public TimeSpan LastSign { get; set; }

    /// <summary>Since when its items are counted, to know how long one takes.</summary>
    public TimeSpan MeasuredFrom { get; set; }

    /// <summary>How many items it has done since then.</summary>
    public int ItemsMeasured { get; set; }

    /// <summary>When it is killed if it has not exited; null when nobody wants that.</summary>
    public TimeSpan? KillAt { get; set; }

    /// <summary>The item whose time has passed, for which it is being stopped.</summary>
    public ScheduledItem? TimedOut { get; set; }

    /// <summary>
    /// Until when nothing is sent to it, since the last message found no room; null when it takes messages.
    /// </summary>
    public TimeSpan? BlockedUntil { get; set; }

    /// <summary>Since when there has been no shared memory for what it is to be sent.</summary>
    public TimeSpan? ShortSince { get; set; }

    /// <summary>Begins a call.</summary>
    public void Join(ScheduledCall call)
    {
        Phase = WorkerPhase.Working;
        Call = call;
        HasJoined = IsTold = false;
        call.Workers.Add(this);
    }

    /// <summary>Takes back the last items that it was given, which were not sent.</summary>
    public void TakeBack(List<ScheduledItem> batch)
    {
        Given = new Queue<ScheduledItem>(Given.Take(Given.Count - batch.Count));
        ItemsGiven -= batch.Count;
    }
}
