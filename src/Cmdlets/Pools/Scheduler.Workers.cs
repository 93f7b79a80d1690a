namespace Ipc.Commands;

/// <content>The workers: how they start, what they say, and what their end means.</content>
internal sealed partial class Scheduler
{
    /// <summary>How often in a row a worker may exit before it is ready.</summary>
    private const int StartAttempts = 2;

    /// <summary>
    /// How often in a row a worker may die in the -Begin block of a call, or before it has begun a job.
    /// </summary>
    private const int BeginAttempts = 3;

    private int _lastNumber;
    private int _startFailures;
    private Failure? _startFailure;
    private bool _hasBeenReady;

    private bool HasGivenUpStarting => _startFailures >= StartAttempts;

    /// <summary>Event: a worker could not be started at all.</summary>
    public void StartFailed(ScheduledWorker worker, object error)
    {
        _workers.Remove(worker.Number);
        _slots[worker.Slot] = null;
        GiveUpStarting(error);
    }

    /// <summary>Event: a worker has prepared itself.</summary>
    public void WorkerReady(TimeSpan now, ScheduledWorker worker)
    {
        _startFailures = 0;
        _hasBeenReady = true;
        if (worker.Phase == WorkerPhase.Starting)
        {
            BecomeIdle(now, worker);
        }
    }

    /// <summary>Event: a worker's preparation has failed; it exits.</summary>
    public void SetupFailed(ScheduledWorker worker, object? error)
    {
        GiveUpStarting(error); // It would fail in the next one, too.
        worker.Phase = WorkerPhase.Leaving;
        worker.IsTold = true;
    }

    /// <summary>
    /// Event: a worker takes more memory than it may. It is replaced when it has done what it was given.
    /// </summary>
    public void WorkerTooLarge(ScheduledWorker worker)
    {
        worker.IsTooLarge = true;
        _hasNews = true;
        if (worker.Phase == WorkerPhase.Idle)
        {
            Exit(worker);
        }
    }

    /// <summary>Event: a worker has run the -Begin block of its call.</summary>
    public void WorkerJoined(TimeSpan now, ScheduledWorker worker)
    {
        worker.HasJoined = true;
        worker.LastSign = worker.MeasuredFrom = now;
        worker.ItemsMeasured = 0;
        Unblock(worker);
        if (worker.Call?.Options.ItemTimeout is not null)
        {
            Arm(DeadlineOf(worker));
        }
    }

    /// <summary>Event: a worker has done an item.</summary>
    /// <returns>The item; null for one of a call that was given up.</returns>
    public ScheduledItem? ItemDone(TimeSpan now, ScheduledWorker worker, long id, bool hasFailed)
    {
        Unblock(worker);
        if (!worker.Given.TryPeek(out ScheduledItem? item) || item.Id != id)
        {
            return null;
        }

        worker.Given.Dequeue();
        Tally.Done(worker.LastSign - item.AddedAt, now - worker.LastSign, hasFailed);
        worker.LastSign = now;
        ItemsDone++;
        if (!HasGivenUpStarting)
        {
            _startFailures = 0; // Workers can be started; some that were starting have been killed.
        }

        _hasNews = true;
        if (worker.Call is not { } call || call is { HasFailed: true, IsLate: false })
        {
            return null;
        }

        StopIfCancelled(now, worker);
        call.DeathsBeforeItems = 0;
        call.Measure(worker);
        call.Complete(item, hasFailed, _commands);
        return item;
    }

    /// <summary>Event: a script of a worker's call has failed there.</summary>
    public void CallFailed(ScheduledWorker worker, object? error)
    {
        worker.Given.Clear();
        worker.BlockedUntil = null;
        _hasNews = true; // Also when the call has failed before: now it has nothing more to do for it.
        if (worker.Call is not null)
        {
            Fail(worker.Call, new Failure(FailureKind.Script, Error: error));
        }
    }

    /// <summary>
    /// Event: a worker takes part in its call no more. One that is leaving is asked nothing: its end says what became
    /// of its items.
    /// </summary>
    public void CallLeft(TimeSpan now, ScheduledWorker worker)
    {
        if (worker is not { Phase: WorkerPhase.Working, Call: { } call })
        {
            return;
        }

        if (!worker.IsTold)
        {
            // Left again and again, by every worker that would join, it would never end.
            Fail(call, new Failure(FailureKind.LeftEarly));
        }

        worker.Call = null;
        worker.Given.Clear();
        Leave(call, worker);
        BecomeIdle(now, worker);
    }

    /// <summary>Event: a worker's job has ended.</summary>
    public void JobEnded(TimeSpan now, ScheduledWorker worker, bool hasFailed = false)
    {
        if (worker.Job is { } job)
        {
            Tally.Done(worker.LastSign - job.AddedAt, now - worker.LastSign, hasFailed);
        }

        worker.Job = null;
        if (worker.Phase == WorkerPhase.Working)
        {
            BecomeIdle(now, worker);
        }
    }

    /// <summary>Event: a worker has exited.</summary>
    public void WorkerExited(TimeSpan now, ScheduledWorker worker, WorkerDeath death)
    {
        _workers.Remove(worker.Number);
        _slots[worker.Slot] = null;
        _hasNews = true;
        if (worker.Phase == WorkerPhase.Starting)
        {
            _startFailures++;
            _startFailure = new Failure(FailureKind.NotStarted, death, death.Error);
        }

        if (worker.Job is { } job)
        {
            OnDeath(worker, job, death);
        }

        if (worker.Call is { } call)
        {
            OnDeath(worker, call, death);
            Leave(call, worker);
        }

        Do(SchedulerCommandKind.ReleaseWorker, worker);
        bool wasAsked = worker is { Phase: WorkerPhase.Leaving, TimedOut: null, Call: null, Job: null }
            && (!IsWorn(worker) || worker.IsSurplus);
        WorkersReplaced += IsRemoved || wasAsked || worker.IsSurplus ? 0 : 1;
        Tally.WorkersLost += IsRemoved || worker.Phase == WorkerPhase.Leaving ? 0 : 1; // Nobody wanted it to end.
        if (options.StartsAll && (!wasAsked || worker.IsSurplus))
        {
            TryStart(now);
        }
    }

    private void OnDeath(ScheduledWorker worker, ScheduledJob job, WorkerDeath death)
    {
        if (death.IsJobOrphan && !IsRemoved && ++job.Deaths < BeginAttempts)
        {
            _jobs.AddFirst(job);
        }
        else
        {
            Tally.Failed++;
            Do(SchedulerCommandKind.EndJob, worker, null, job);
        }
    }

    private void OnDeath(ScheduledWorker worker, ScheduledCall call, WorkerDeath death)
    {
        ScheduledItem? begun = worker.Given.FirstOrDefault(item => item.Id == death.Begun);
        if (call.HasFailed)
        {
            if (call.IsLate && begun is not null)
            {
                call.CompletePart(begun, _commands);
            }

            return;
        }

        PutBack(call, worker.Given.Where(item => item != begun));
        worker.Given.Clear();
        if (begun is not null)
        {
            OnDeath(worker, call, begun, death);
        }
        else if (worker.TimedOut is null)
        {
            OnDeathBetween(worker, call, death);
        }
    }

    private void OnDeath(ScheduledWorker worker, ScheduledCall call, ScheduledItem item, WorkerDeath death)
    {
        bool isLate = worker.TimedOut == item;
        if (item.IsCancelled)
        {
            Lose(call, item, new Failure(FailureKind.Cancelled));
        }
        else if (!isLate && item.Deaths++ < call.Options.Retry)
        {
            call.PutBack([item]);
        }
        else
        {
            Lose(call, item, new Failure(isLate ? FailureKind.ItemTimedOut : FailureKind.WorkerDied, death));
        }
    }

    // In -Begin or -End, or while it had nothing to do.
    private void OnDeathBetween(ScheduledWorker worker, ScheduledCall call, WorkerDeath death)
    {
        if (worker.IsTold)
        {
            if (call.Options.HasEnd)
            {
                Do(SchedulerCommandKind.ReportError, null, call, new Failure(FailureKind.DiedInEnd, death));
            }
        }
        else if (!worker.HasJoined && ++call.DeathsBeforeItems >= BeginAttempts)
        {
            Fail(call, new Failure(FailureKind.DiedBeforeItems, death), namesItems: true);
        }
    }

    private void Leave(ScheduledCall call, ScheduledWorker worker)
    {
        call.Workers.Remove(worker);
        if (call.IsOver || call.IsLate)
        {
            Do(SchedulerCommandKind.Notify, null, call);
        }
    }

    private void BecomeIdle(TimeSpan now, ScheduledWorker worker)
    {
        worker.Phase = WorkerPhase.Idle;
        worker.LastSign = now;
        worker.BlockedUntil = null;
        _hasNews = true;
        if (IsRemoved || IsWorn(worker))
        {
            Exit(worker);
        }
        else if (options.IdleTimeout is not null)
        {
            Arm(DeadlineOf(worker));
        }
    }

    private bool TryStart(TimeSpan now)
    {
        int slot = Array.IndexOf(_slots, null);
        if (slot < 0 || IsRemoved || HasGivenUpStarting || _workers.Values.Count(static worker => !worker.IsSurplus) >= Size)
        {
            return false;
        }

        ScheduledWorker worker = new(++_lastNumber, slot) { LastSign = now };
        _slots[slot] = worker;
        _workers.Add(worker.Number, worker);
        Do(SchedulerCommandKind.StartWorker, worker);
        return true;
    }

    // Workers could not be started, and were given up: somebody may have put right why.
    private void TryAgain()
    {
        _hasNews = true;
        if (HasGivenUpStarting && _workers.Count == 0)
        {
            _startFailures = 0;
        }
    }

    private void GiveUpStarting(object? error)
    {
        _startFailures = StartAttempts;
        _startFailure = new Failure(FailureKind.NotStarted, Error: error);
        _hasNews = true;
    }

    private Failure NotStarted() => _startFailure ?? new Failure(FailureKind.NotStarted);

    private bool IsFree(ScheduledWorker worker) =>
        worker is { Phase: WorkerPhase.Idle, BlockedUntil: null } && !IsWorn(worker);

    private bool IsWorn(ScheduledWorker worker) =>
        worker.IsTooLarge || worker.IsSurplus || (options.MaxItemsPerWorker > 0 && worker.ItemsGiven >= options.MaxItemsPerWorker);
}
