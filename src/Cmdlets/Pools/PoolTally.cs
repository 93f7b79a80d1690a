namespace Ipc.Commands;

/// <summary>What became of the items and jobs of a pool, and how long they took. Inside the pool's gate.</summary>
internal sealed class PoolTally
{
    private readonly TimeHistogram _waits = new();
    private readonly TimeHistogram _runs = new();
    private long _succeeded;

    /// <summary>How many were ended by an error, or lost.</summary>
    public long Failed { get; set; }

    /// <summary>How many workers have ended that nobody wanted to end.</summary>
    public int WorkersLost { get; set; }

    /// <summary>An item or a job has ended.</summary>
    /// <param name="waited">How long it had waited.</param>
    /// <param name="ran">How long it took.</param>
    /// <param name="hasFailed">Whether an error ended it.</param>
    public void Done(TimeSpan waited, TimeSpan ran, bool hasFailed)
    {
        _waits.Add(waited);
        _runs.Add(ran);
        if (hasFailed)
        {
            Failed++;
        }
        else
        {
            _succeeded++;
        }
    }

    /// <summary>What is known now.</summary>
    /// <param name="waiting">How many wait.</param>
    /// <param name="running">How many run.</param>
    public IpcPoolStatistics Snapshot(long waiting, int running) => new(_waits.Snapshot(), _runs.Snapshot())
    {
        Waiting = waiting,
        Running = running,
        Done = _succeeded,
        Failed = Failed,
        WorkersLost = WorkersLost,
    };
}
