namespace Ipc.Commands;

/// <summary>
/// Which item, call or job goes to which worker of a pool, and what follows when a worker exits, a time passes or
/// somebody wants no more: a state machine. Its methods are the events; what is to be done for them are commands, which
/// the session takes one by one and carries out.
/// </summary>
/// <remarks>
/// <para>There is no thread, no clock and no process in it: it is used by one thread at a time, the time is given with
/// each event, and what is done with processes are commands. So all of it is tested without them.</para>
/// <para>A message counts as sent when its command has been taken. If it could not be sent, <see cref="NotSent"/>
/// follows before the next command is taken; no worker is sent a second message before it is known what became of the
/// first.</para>
/// </remarks>
internal sealed partial class Scheduler(SchedulerOptions options)
{
    private readonly Dictionary<int, ScheduledWorker> _workers = [];
    private readonly ScheduledWorker?[] _slots = new ScheduledWorker?[options.MostWorkers];
    private readonly List<ScheduledCall> _calls = [];
    private readonly LinkedList<ScheduledJob> _jobs = new();
    private readonly Queue<SchedulerCommand> _commands = new();
    private TimeSpan _armedFor = TimeSpan.MaxValue;
    private bool _hasNews;

    /// <summary>How many workers there are to be at most.</summary>
    public int Size { get; private set; } = options.Size;

    /// <summary>How many items have been done.</summary>
    public long ItemsDone { get; private set; }

    /// <summary>What became of items and jobs, and how long they took.</summary>
    public PoolTally Tally { get; } = new();

    /// <summary>How many workers have been replaced, for whatever reason.</summary>
    public int WorkersReplaced { get; private set; }

    public bool IsRemoved { get; private set; }

    /// <summary>Whether nothing will happen any more.</summary>
    public bool IsOver => IsRemoved && _workers.Count == 0;

    public IReadOnlyCollection<ScheduledWorker> Workers => _workers.Values;

    /// <summary>What is waited for or done at the moment.</summary>
    public PoolWork Work => new(
        [.. _jobs, .. _workers.Values.Select(static worker => worker.Job).OfType<ScheduledJob>()],
        _calls.Count(static call => !call.IsOver),
        _calls.Sum(static call => call.HasFailed ? 0 : call.Accepted - call.Completed));

    /// <summary>What it does and has done, and how long that took.</summary>
    public IpcPoolStatistics Statistics
    {
        get
        {
            int running = _workers.Values.Count(static worker => worker.Job is not null || worker is { HasJoined: true, Given.Count: > 0 });
            long items = _calls.Sum(static call => call.HasFailed ? call.Workers.Sum(static worker => worker.Given.Count) : call.Accepted - call.Completed);
            int jobs = _workers.Values.Count(static worker => worker.Job is not null);
            return Tally.Snapshot(Math.Max(0, items + jobs + _jobs.Count - running), running);
        }
    }

    /// <summary>The worker of that number; null when it has exited.</summary>
    public ScheduledWorker? Find(int number) => _workers.GetValueOrDefault(number);

    /// <summary>Event: the pool is there.</summary>
    public void Begin(TimeSpan now)
    {
        while (options.StartsAll && TryStart(now))
        {
        }
    }

    /// <summary>
    /// Event: the pool is to have that many workers. More are started at once, where all are there from the start. Of
    /// too many those that have nothing to do exit, and others when they have done what they were given.
    /// </summary>
    public void SizeChanged(TimeSpan now, int size)
    {
        Size = size;
        List<ScheduledWorker> staying = [];
        foreach (ScheduledWorker worker in _workers.Values.Where(static worker => worker.Phase != WorkerPhase.Leaving))
        {
            worker.IsSurplus = false;
            staying.Add(worker);
        }

        foreach (ScheduledWorker worker in staying.OrderBy(static worker => worker.Phase != WorkerPhase.Idle)
            .ThenBy(static worker => worker.Phase != WorkerPhase.Starting).ThenBy(static worker => worker.Job is not null)
            .ThenByDescending(static worker => worker.Slot).Take(staying.Count - size))
        {
            worker.IsSurplus = true;
            if (worker.Phase == WorkerPhase.Idle)
            {
                Exit(worker);
            }
        }

        _hasNews = true;
        while (options.StartsAll && TryStart(now))
        {
        }
    }

    /// <summary>Event: a call begins.</summary>
    public void CallAdded(ScheduledCall call)
    {
        if (_calls.Count == 0)
        {
            foreach (ScheduledWorker worker in _workers.Values)
            {
                worker.ShortSince = null; // Of a call before: this one waits as long for memory as any.
            }
        }

        _calls.Add(call);
        TryAgain();
    }

    /// <summary>Event: a call has one more input.</summary>
    public void ItemAdded(TimeSpan now, ScheduledCall call, ScheduledItem item)
    {
        if (!call.HasFailed)
        {
            item.AddedAt = now;
            call.Accept(item);
            if (item.IsCancelled)
            {
                ItemCancelled(now, call, item); // Before it was given.
            }

            _hasNews = true;
        }
    }

    /// <summary>Event: a call has all its inputs.</summary>
    public void InputEnded(ScheduledCall call)
    {
        call.HasAllInput = true;
        _hasNews = true;
    }

    /// <summary>Event: nobody waits for a call any more. What its workers do for it is stopped.</summary>
    public void CallGivenUp(TimeSpan now, ScheduledCall call, TimeSpan grace)
    {
        if (call.IsOver)
        {
            return;
        }

        Fail(call, new Failure(FailureKind.GivenUp));
        foreach (ScheduledWorker worker in call.Workers)
        {
            if (worker.Phase == WorkerPhase.Working
                && (worker.Given.Count > 0 || (worker.IsTold && call.Options.HasEnd))) // It may never come to its end.
            {
                Stop(now, worker, grace);
            }
        }
    }

    /// <summary>
    /// Event: the time of a call has passed. It is given up, but what its items have done and written is delivered.
    /// </summary>
    public void CallLate(TimeSpan now, ScheduledCall call, TimeSpan grace)
    {
        if (!call.HasFailed)
        {
            call.BeLate();
        }

        CallGivenUp(now, call, grace);
    }

    /// <summary>Event: no worker has an item any more of a call whose time has passed.</summary>
    public void LateCallSettled(ScheduledCall call) => call.DeliverRest(_commands);

    /// <summary>
    /// Event: nobody wants an item any more. If it waits it is not done; where a worker does it, that is stopped; where
    /// it stands behind another in its worker, that is stopped when its turn has come.
    /// </summary>
    public void ItemCancelled(TimeSpan now, ScheduledCall call, ScheduledItem item)
    {
        if (call.HasFailed)
        {
            return;
        }

        item.IsCancelled = true;
        if (call.TryWithdraw(item))
        {
            Lose(call, item, new Failure(FailureKind.Cancelled));
            _hasNews = true;
            return;
        }

        foreach (ScheduledWorker worker in call.Workers)
        {
            StopIfCancelled(now, worker);
        }
    }

    private void StopIfCancelled(TimeSpan now, ScheduledWorker worker)
    {
        if (worker.Phase == WorkerPhase.Working && worker.Given.TryPeek(out ScheduledItem? item) && item.IsCancelled)
        {
            worker.TimedOut = item;
            Stop(now, worker, s_itemGrace);
        }
    }

    // What nobody wants any more is not done by another worker, either.
    private void PutBack(ScheduledCall call, IEnumerable<ScheduledItem> items)
    {
        ScheduledItem[] all = [.. items];
        call.PutBack(all.Where(static item => !item.IsCancelled));
        foreach (ScheduledItem item in all.Where(static item => item.IsCancelled))
        {
            Lose(call, item, new Failure(FailureKind.Cancelled));
        }
    }

    /// <summary>Event: a job is to be run by the next worker that is free.</summary>
    public void JobAdded(TimeSpan now, ScheduledJob job)
    {
        job.AddedAt = now;
        _jobs.AddLast(job);
        TryAgain();
    }

    /// <summary>Event: a job is not to be run any more, if it waits.</summary>
    /// <returns>Whether it waited.</returns>
    public bool JobCancelled(ScheduledJob job) => _jobs.Remove(job);

    /// <summary>Event: a job is to be killed, wherever it runs.</summary>
    public void JobKilled(ScheduledJob job)
    {
        foreach (ScheduledWorker worker in _workers.Values)
        {
            if (ReferenceEquals(worker.Job, job))
            {
                Do(SchedulerCommandKind.KillWorker, worker);
            }
        }
    }

    /// <summary>
    /// Event: the pool is to end. Workers that do nothing exit at once, the others are stopped, and killed after the
    /// grace period.
    /// </summary>
    public void PoolRemoved(TimeSpan now, TimeSpan grace)
    {
        if (IsRemoved)
        {
            return;
        }

        IsRemoved = true;
        foreach (ScheduledWorker worker in _workers.Values)
        {
            if (worker.Phase == WorkerPhase.Idle)
            {
                Exit(worker);
                KillAt(worker, After(now, grace));
            }
            else if (worker.Phase != WorkerPhase.Leaving || worker.KillAt is null)
            {
                Stop(now, worker, grace);
            }
        }

        foreach (ScheduledJob job in _jobs)
        {
            Do(SchedulerCommandKind.StopJob, null, null, job);
        }

        _jobs.Clear();
        _calls.ForEach(call => Fail(call, new Failure(FailureKind.PoolRemoved)));
    }

    /// <summary>Event: the pool hears nothing any more.</summary>
    public void PoolBroken(object reason)
    {
        IsRemoved = true;
        Failure failure = new(FailureKind.PoolBroken, Error: reason);
        _calls.ForEach(call => Fail(call, failure));
        foreach (ScheduledWorker worker in _workers.Values)
        {
            Do(SchedulerCommandKind.KillWorker, worker);
            if (worker.Job is not null)
            {
                Do(SchedulerCommandKind.EndJob, worker, null, worker.Job);
            }

            Do(SchedulerCommandKind.ReleaseWorker, worker);
        }

        foreach (ScheduledJob job in _jobs)
        {
            FailJob(job, failure);
        }

        _jobs.Clear();
        _workers.Clear();
        _calls.Clear();
        Array.Clear(_slots);
    }

    /// <summary>
    /// Event: nothing in particular. For tests: it must lead to no command, or some event before forgot to say that
    /// there is news.
    /// </summary>
    internal void LookAgain() => _hasNews = true;

    /// <summary>Takes what is to be done next.</summary>
    /// <returns>False when nothing is to be done before the next event.</returns>
    public bool TryTake(TimeSpan now, out SchedulerCommand command)
    {
        while (!_commands.TryDequeue(out command))
        {
            if (!_hasNews)
            {
                return false;
            }

            Dispatch(now);
            _hasNews = _commands.Count > 0; // Whoever got something may get more, when it is known that it was sent.
        }

        return true;
    }

    // Hands out what waits, to whom has room for it: at most one message a worker.
    private void Dispatch(TimeSpan now)
    {
        AssignJobs(now);
        for (int i = _calls.Count - 1; i >= 0; i--)
        {
            ScheduledCall call = _calls[i];
            foreach (ScheduledWorker worker in call.Workers)
            {
                if (worker is { Phase: WorkerPhase.Working, BlockedUntil: null })
                {
                    Give(now, call, worker);
                }
            }

            Recruit(now, call); // After it: who joins now is given items when it is known that the call has reached it.
            if (call.IsOver)
            {
                _calls.RemoveAt(i);
            }
        }
    }

    private void AssignJobs(TimeSpan now)
    {
        if (_jobs.Count == 0)
        {
            return;
        }

        int coming = 0;
        foreach (ScheduledWorker worker in _workers.Values)
        {
            coming += worker.Phase == WorkerPhase.Starting ? 1 : 0;
            if (IsFree(worker) && _jobs.First is { } first)
            {
                _jobs.RemoveFirst();
                worker.Phase = WorkerPhase.Working;
                worker.Job = first.Value;
                worker.LastSign = now;
                worker.ItemsGiven++;
                Do(SchedulerCommandKind.SendJob, worker, null, first.Value);
            }
        }

        for (; coming < _jobs.Count && TryStart(now); coming++)
        {
        }

        while (HasGivenUpStarting && _workers.Count == 0 && _jobs.First is { } first)
        {
            _jobs.RemoveFirst();
            FailJob(first.Value, NotStarted());
        }
    }

    // Lets as many workers take part in the call as it has work for.
    private void Recruit(TimeSpan now, ScheduledCall call)
    {
        int wanted = Math.Min(Math.Min(call.Options.ThrottleLimit, Size) - call.Workers.Count, call.WaitingCount);
        foreach (ScheduledWorker worker in _workers.Values)
        {
            if (wanted <= 0)
            {
                return;
            }

            if (worker.Phase == WorkerPhase.Starting)
            {
                wanted--; // It will come.
            }
            else if (IsFree(worker))
            {
                worker.Join(call);
                Do(SchedulerCommandKind.SendCall, worker, call);
                wanted--;
            }
        }

        if (!HasGivenUpStarting)
        {
            for (; wanted > 0 && TryStart(now); wanted--)
            {
            }
        }
        else if (wanted > 0 && _workers.Count == 0)
        {
            FailUnstarted(call);
        }
    }

    private void Give(TimeSpan now, ScheduledCall call, ScheduledWorker worker)
    {
        if (worker.IsTold)
        {
            return; // It leaves the call, and drops what comes behind that, also when the pool has grown again since.
        }

        int most = options.MaxItemsPerWorker > 0 ? options.MaxItemsPerWorker - worker.ItemsGiven : int.MaxValue;
        bool isWorn = IsWorn(worker);
        if (!isWorn && most > 0 && call.NextBatch(worker, most) is { Count: > 0 } batch)
        {
            if (worker.Given.Count == 0)
            {
                worker.LastSign = worker.MeasuredFrom = now;
                worker.ItemsMeasured = 0;
            }

            batch.ForEach(worker.Given.Enqueue);
            worker.ItemsGiven += batch.Count;
            Do(SchedulerCommandKind.SendItems, worker, call, batch);
            if (call.Options.ItemTimeout is not null)
            {
                Arm(DeadlineOf(worker));
            }
        }
        else if (worker.Given.Count == 0 && (isWorn || call.HasNothingLeft))
        {
            worker.IsTold = true;
            Do(SchedulerCommandKind.SendEnd, worker, call, !call.HasFailed);
        }
    }

    private void Fail(ScheduledCall call, Failure failure, bool namesItems = false)
    {
        if (call.HasFailed)
        {
            return;
        }

        List<ScheduledItem> left = call.Fail();
        if (namesItems)
        {
            foreach (ScheduledItem item in left)
            {
                Lose(call, item, failure);
            }

            // What others do at the moment is not waited for.
            foreach (ScheduledItem item in call.Workers.SelectMany(static worker => worker.Given).OrderBy(static item => item.Index))
            {
                Lose(call, item, new Failure(FailureKind.CallEnded));
            }
        }

        Do(SchedulerCommandKind.FailCall, null, call, failure);
        _hasNews = true;
    }

    // Where workers have been ready before, something has happened to those that started: what waits is named, each
    // item.
    private void FailUnstarted(ScheduledCall call) => Fail(call, NotStarted(), namesItems: _hasBeenReady);

    private void Lose(ScheduledCall call, ScheduledItem item, Failure failure)
    {
        bool hasFailed = failure.Kind != FailureKind.Cancelled;
        item.Loss = failure;
        Tally.Failed += hasFailed ? 1 : 0;
        call.Complete(item, hasFailed, _commands);
    }

    private void FailJob(ScheduledJob job, Failure failure) => 
        Do(SchedulerCommandKind.FailJob, null, null, (job, failure));

    private void Do(
        SchedulerCommandKind kind, ScheduledWorker? worker, ScheduledCall? call = null, object? subject = null) =>
        _commands.Enqueue(new SchedulerCommand(kind, worker, call, subject));

    private static TimeSpan After(TimeSpan now, TimeSpan span) =>
        span < TimeSpan.MaxValue - now ? now + span : TimeSpan.MaxValue;
}
