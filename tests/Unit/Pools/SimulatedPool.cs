using Ipc.Commands;

namespace Ipc.Tests.Pools;

/// <summary>
/// A pool without processes: carries out what the scheduler says with simulated workers, keeps what was delivered, and
/// holds what must always hold.
/// </summary>
internal sealed class SimulatedPool
{
    private readonly Dictionary<ScheduledItem, int> _begun = [];
    private readonly Dictionary<ScheduledItem, int> _executed = [];
    private readonly HashSet<ScheduledItem> _interrupted = [];
    private readonly HashSet<SimulatedWorker> _blocked = [];
    private int _lastCall;

    public SimulatedPool(SchedulerOptions options)
    {
        Options = options;
        Scheduler = new Scheduler(options);
        Scheduler.Begin(Now);
        CarryOut();
    }

    public SchedulerOptions Options { get; }

    public Scheduler Scheduler { get; }

    public TimeSpan Now { get; private set; } = TimeSpan.FromHours(1);

    public TimeSpan Timer { get; private set; } = TimeSpan.MaxValue;

    /// <summary>Those that are there, as far as the scheduler knows.</summary>
    public List<SimulatedWorker> Workers { get; } = [];

    /// <summary>What workers have told and the pool has not heard.</summary>
    public Queue<Action<TimeSpan>> Arriving { get; } = new();

    public List<SchedulerCommand> Log { get; } = [];

    public Dictionary<ScheduledCall, List<ScheduledItem>> Delivered { get; } = [];

    public Dictionary<ScheduledCall, List<ScheduledItem>> Given { get; } = [];

    public Dictionary<ScheduledCall, Failure> Failures { get; } = [];

    public List<ScheduledJob> Jobs { get; } = [];

    /// <summary>How each job ended, in the order in which they did.</summary>
    public List<(ScheduledJob Job, string How)> JobEnds { get; } = [];

    /// <summary>How the next messages fare, instead of by the room there is.</summary>
    public Queue<SendOutcome> NextOutcomes { get; } = new();

    /// <summary>How many of the next workers cannot be started.</summary>
    public int StartsToFail { get; set; }

    public ScheduledCall AddCall(CallOptions? options = null, int items = 0, bool ends = false)
    {
        ScheduledCall call = new(++_lastCall, options ?? new CallOptions { ThrottleLimit = Options.Size });
        Delivered.Add(call, []);
        Given.Add(call, []);
        Scheduler.CallAdded(call);
        CarryOut();
        for (int i = 0; i < items; i++)
        {
            AddItem(call);
        }

        if (ends)
        {
            EndInput(call);
        }

        return call;
    }

    public void AddItem(ScheduledCall call)
    {
        ScheduledItem item = new(100);
        if (!call.HasFailed)
        {
            Given[call].Add(item);
        }

        Scheduler.ItemAdded(Now, call, item);
        CarryOut();
    }

    public void EndInput(ScheduledCall call)
    {
        if (!call.HasFailed) // Whoever gives the inputs has been thrown out.
        {
            Scheduler.InputEnded(call);
            CarryOut();
        }
    }

    public ScheduledJob AddJob()
    {
        ScheduledJob job = new(new object());
        Jobs.Add(job);
        Scheduler.JobAdded(Now, job);
        CarryOut();
        return job;
    }

    public void Cancel(ScheduledJob job)
    {
        if (Scheduler.JobCancelled(job))
        {
            JobEnds.Add((job, "cancelled"));
        }

        CarryOut();
    }

    public void Resize(int size)
    {
        Scheduler.SizeChanged(Now, size);
        CarryOut();
    }

    /// <summary>The pool hears the next thing that a worker has told.</summary>
    public bool Hear()
    {
        if (!Arriving.TryDequeue(out Action<TimeSpan>? tell))
        {
            return false;
        }

        tell(Now);
        CarryOut();
        return true;
    }

    /// <summary>Time passes; when the timer is due, the scheduler is told.</summary>
    public void Pass(TimeSpan span)
    {
        Now += span;
        if (Timer <= Now)
        {
            Scheduler.TimePassed(Now);
            CarryOut();
        }
    }

    /// <summary>
    /// All workers do what there is to do, and the pool hears of it, until nothing moves; time passes only where
    /// nothing else does.
    /// </summary>
    public void RunToRest(bool passTime = false) => Run(() => false, passTime);

    /// <summary>The same, until a condition holds.</summary>
    public void RunTo(Func<bool> condition, bool passTime = false)
    {
        Run(condition, passTime);
        Assert.True(condition(), $"All is at rest, and it has not come to that:\n{Tail()}");
    }

    private void Run(Func<bool> until, bool passTime)
    {
        for (int i = 0; !until(); i++)
        {
            Assert.True(i < 100_000, $"It goes on for ever:\n{Tail()}");
            bool moved = Hear();
            foreach (SimulatedWorker worker in Workers.ToArray())
            {
                if (until())
                {
                    return;
                }

                moved |= worker.HasWork;
                worker.Step();
            }

            if (!moved && passTime && Timer < TimeSpan.MaxValue)
            {
                moved = true;
                Pass(Timer > Now ? Timer - Now : TimeSpan.FromMilliseconds(1));
            }

            if (!moved)
            {
                return;
            }
        }
    }

    private string Tail() =>
        string.Join('\n', Log.TakeLast(20).Select(command => $"{command.Kind} {command.Worker?.Number} "
            + $"{command.Call?.Number} {command.At} {(command.Subject as List<ScheduledItem>)?.Count}"));

    public void Begun(ScheduledItem item) => _begun[item] = _begun.GetValueOrDefault(item) + 1;

    public void Executed(ScheduledItem item) => _executed[item] = _executed.GetValueOrDefault(item) + 1;

    public void Ended(ScheduledJob job) => JobEnds.Add((job, "ended"));

    public void Interrupted(ScheduledItem? item)
    {
        if (item is not null)
        {
            _interrupted.Add(item);
        }
    }

    public void Died(SimulatedWorker worker, ScheduledItem? item)
    {
        Interrupted(item);
        if (worker.Job is { } job && worker.HasJobBegun)
        {
            JobEnds.Add((job, "died"));
        }
    }

    /// <summary>Does all that the scheduler wants done.</summary>
    public void CarryOut()
    {
        _blocked.Clear();
        for (int i = 0; Scheduler.TryTake(Now, out SchedulerCommand command); i++)
        {
            Assert.True(i < 100_000, "It wants more and more.");
            Log.Add(command);
            CarryOut(command);
        }

        foreach (ScheduledCall call in Delivered.Keys.Where(static call => call is { IsLate: true, IsSettled: true }))
        {
            Scheduler.LateCallSettled(call);
            while (Scheduler.TryTake(Now, out SchedulerCommand command))
            {
                CarryOut(command);
            }
        }

        Scheduler.LookAgain();
        Assert.False(Scheduler.TryTake(Now, out SchedulerCommand forgotten), $"Forgotten: {forgotten.Kind}.");
        Check();
    }

    /// <summary>What holds between any two events.</summary>
    private void Check()
    {
        Assert.True(
            Scheduler.Workers.Count(static worker => !worker.IsSurplus && worker.Phase != WorkerPhase.Leaving) <= Scheduler.Size,
            "More workers than there may be.");
        Assert.Equal(Workers.Select(worker => worker.State.Slot).Distinct().Count(), Workers.Count);
        Assert.Equal(Workers.Select(worker => worker.State).ToHashSet(), Scheduler.Workers.ToHashSet());
        foreach (ScheduledWorker worker in Scheduler.Workers)
        {
            Assert.True(worker.Phase == WorkerPhase.Working || (worker.Phase == WorkerPhase.Leaving) || (worker.Call is null && worker.Job is null), "It works and does not.");
            Assert.True(worker.Call is null || worker.Job is null, "A call and a job at once.");
            Assert.True(worker.Call is null || worker.Call.Workers.Contains(worker), "It takes part in a call that "
                + "does not know it.");
            Assert.True(Options.MaxItemsPerWorker == 0 || worker.ItemsGiven <= Options.MaxItemsPerWorker, "It was given more items than it may do.");
            Assert.True(worker.Given.Count <= Math.Max(1024, 2 * (worker.Call?.Options.BatchSize ?? 0)), "It was given more than it needs.");
            if (worker.Given.Count > 0)
            {
                Assert.True(worker.Given.Select(item => item.Id).Distinct().Count() == worker.Given.Count, "It was given an item twice.");
            }
        }

        foreach ((ScheduledCall call, List<ScheduledItem> delivered) in Delivered)
        {
            Assert.True(call.Workers.Count <= call.Options.ThrottleLimit, "More workers take part than may.");
            Assert.True(delivered.Distinct().Count() == delivered.Count, "An item was delivered twice.");
            if (call.IsLate && call.Options.IsOrdered)
            {
                Assert.Equal(delivered.Select(item => item.Index).Order(), delivered.Select(item => item.Index));
            }
            else if (call.Options.IsOrdered)
            {
                Assert.Equal(Enumerable.Range(0, delivered.Count).Select(n => (long)n), delivered.Select(item => item.Index));
            }
        }
    }

    /// <summary>What holds when everything has come to rest, and all calls have all their inputs.</summary>
    public void CheckAtRest()
    {
        foreach ((ScheduledCall call, List<ScheduledItem> delivered) in Delivered)
        {
            Assert.True(call.HasFailed == Failures.ContainsKey(call), "A call failed and nobody was told.");
            Assert.True(call.IsOver, $"Call {call.Number} has not ended: {delivered.Count} of {Given[call].Count}, "
                + $"{call.WaitingCount} wait, {call.Completed} of {call.Accepted} done, all here {call.HasAllInput}, "
                + $"{call.Workers.Count} workers: {string.Join("; ", Workers)}.\n{Tail()}");
            if (!call.HasFailed)
            {
                Assert.Equal(Given[call].Count, delivered.Count);
                Assert.Equal(call.Accepted, call.Completed);
            }

            foreach (ScheduledItem item in delivered)
            {
                CheckItem(call, item);
            }
        }

        Assert.All(JobEnds.GroupBy(end => end.Job), ends => Assert.Single(ends));
        Assert.Equal(Jobs.ToHashSet(), JobEnds.Select(end => end.Job).ToHashSet());
    }

    private void CheckItem(ScheduledCall call, ScheduledItem item)
    {
        int begun = _begun.GetValueOrDefault(item), executed = _executed.GetValueOrDefault(item);
        Assert.True(begun <= 1 + call.Options.Retry, $"An item was begun {begun} times.");
        if (item.IsPart)
        {
            Assert.True(begun > 0 && call.IsLate, "A part of an item that was not begun, or whose call had time.");
        }
        else if (item.Loss is null)
        {
            Assert.True(executed > 0, "An item counts as done and was not.");
        }
        else if (item.Loss.Kind is FailureKind.WorkerDied or FailureKind.ItemTimedOut)
        {
            // Killed after the end of the item, before its reply was on the way: then it is reported, though it was
            // done.
            Assert.True(_interrupted.Contains(item), $"Item {item.Index} is reported that nothing interrupted: "
                + $"{item.Loss}\n{Tail()}");
        }
        else if (item.Loss.Kind is not (FailureKind.CallEnded or FailureKind.Cancelled))
        {
            Assert.True(executed == 0, "An item is reported as not begun and was done.");
        }
    }

    private void CarryOut(SchedulerCommand command)
    {
        SimulatedWorker? worker = Workers.Find(worker => worker.State == command.Worker);
        Assert.True(
            command.Worker is null || worker is not null || command.Kind == SchedulerCommandKind.StartWorker, $"{command.Kind} for a worker that has exited.");
        switch (command.Kind)
        {
            case SchedulerCommandKind.StartWorker when StartsToFail > 0:
                StartsToFail--;
                Scheduler.StartFailed(command.Worker!, "no room");
                break;
            case SchedulerCommandKind.StartWorker:
                Workers.Add(new SimulatedWorker(command.Worker!, this));
                break;
            case SchedulerCommandKind.SendCall or SchedulerCommandKind.SendItems or SchedulerCommandKind.SendEnd or SchedulerCommandKind.SendExit
                or SchedulerCommandKind.SendJob:
                Send(command, worker!);
                break;
            case SchedulerCommandKind.StopWorker:
                worker!.IsStopping = true;
                break;
            case SchedulerCommandKind.KillWorker:
                worker!.Die("killed");
                break;
            case SchedulerCommandKind.ReleaseWorker:
                Assert.False(worker!.IsAlive && !Scheduler.IsRemoved, "A worker is released that is alive.");
                Workers.Remove(worker);
                break;
            case SchedulerCommandKind.CheckBegun:
                Scheduler.ItemOverdue(Now, command.Worker!, worker!.Begun);
                break;
            case SchedulerCommandKind.Deliver:
                Delivered[command.Call!].Add(command.Item);
                command.Call!.Take();
                break;
            case SchedulerCommandKind.FailCall:
                Failures.Add(command.Call!, command.Failure);
                break;
            case SchedulerCommandKind.EndJob:
                if (!JobEnds.Contains((command.Job, "died")))
                {
                    JobEnds.Add((command.Job, "died"));
                }

                break;
            case SchedulerCommandKind.FailJob:
                JobEnds.Add((command.FailedJob.Job, "failed"));
                break;
            case SchedulerCommandKind.StopJob:
                JobEnds.Add((command.Job, "stopped"));
                break;
            case SchedulerCommandKind.ArmTimer:
                Timer = command.At;
                break;
        }
    }

    private void Send(SchedulerCommand command, SimulatedWorker worker)
    {
        if (!NextOutcomes.TryDequeue(out SendOutcome outcome) || outcome == SendOutcome.Sent
            || (outcome == SendOutcome.Refused && command.Kind != SchedulerCommandKind.SendJob))
        {
            outcome = worker.Take(command);
        }

        if (outcome == SendOutcome.Refused)
        {
            JobEnds.Add((command.Job, "refused"));
        }

        Assert.DoesNotContain(worker, _blocked);
        if (outcome != SendOutcome.Sent)
        {
            if (outcome != SendOutcome.Refused)
            {
                _blocked.Add(worker);
            }

            Scheduler.NotSent(Now, command, outcome, "no room");
        }
        else if (worker.State.ShortSince is not null)
        {
            Scheduler.Sent(worker.State);
        }
    }
}
