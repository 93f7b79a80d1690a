namespace Ipc.Commands;

/// <content>Messages that found no room, and times that pass.</content>
internal sealed partial class Scheduler
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_itemGrace = TimeSpan.FromSeconds(1);

    /// <summary>Event: the message of a command was sent, after one had found no shared memory.</summary>
    public static void Sent(ScheduledWorker worker) => worker.ShortSince = null;

    /// <summary>Event: the message of a command was not sent.</summary>
    public void NotSent(TimeSpan now, in SchedulerCommand command, SendOutcome outcome, object? error = null)
    {
        ScheduledWorker worker = command.Worker!;
        bool isShort = false;
        if (outcome == SendOutcome.Exited)
        {
            worker.BlockedUntil = TimeSpan.MaxValue; // Until its end is told.
        }
        else if (outcome != SendOutcome.Refused)
        {
            // It may read what it has without telling anything, and others may make room: nobody says when to try
            // again.
            worker.BlockedUntil = After(now, s_pause);
            Arm(worker.BlockedUntil.Value);
        }

        if (outcome == SendOutcome.NoMemory)
        {
            worker.ShortSince ??= now;
            isShort = now - worker.ShortSince > options.Patience;
        }

        switch (command.Kind)
        {
            case SchedulerCommandKind.SendCall:
                worker.Phase = WorkerPhase.Idle;
                worker.Call = null;
                Leave(command.Call!, worker);
                if (isShort)
                {
                    Fail(command.Call!, new Failure(FailureKind.NoMemory, Error: error)); // All items need it.
                }

                break;
            case SchedulerCommandKind.SendItems:
                worker.TakeBack(command.Items);
                bool isRefused = isShort && worker.Given.Count == 0;
                PutBack(command.Call!, command.Items.Skip(isRefused ? 1 : 0));
                if (isRefused)
                {
                    Lose(command.Call!, command.Items[0], new Failure(FailureKind.NoMemory, Error: error));
                }

                break;
            case SchedulerCommandKind.SendEnd or SchedulerCommandKind.SendExit:
                worker.IsTold = false;
                break;
            case SchedulerCommandKind.SendJob:
                worker.Phase = WorkerPhase.Idle;
                worker.Job = null;
                worker.ItemsGiven--;
                if (outcome != SendOutcome.Refused)
                {
                    _jobs.AddFirst(command.Job);
                }

                break;
        }

        _hasNews = true;
    }

    /// <summary>
    /// Event: the time that was armed has come, or something else has happened on the thread that waits for it.
    /// </summary>
    public void TimePassed(TimeSpan now)
    {
        foreach (ScheduledWorker worker in _workers.Values)
        {
            if (DeadlineOf(worker) <= now)
            {
                OnDeadline(now, worker);
            }
        }

        _armedFor = TimeSpan.MaxValue;
        foreach (ScheduledWorker worker in _workers.Values)
        {
            TimeSpan deadline = DeadlineOf(worker);
            _armedFor = deadline < _armedFor ? deadline : _armedFor;
        }

        _commands.Enqueue(new SchedulerCommand(SchedulerCommandKind.ArmTimer, null, null, null, _armedFor));
    }

    /// <summary>Event: the time of a worker's item has passed.</summary>
    /// <param name="now">The time.</param>
    /// <param name="worker">The worker.</param>
    /// <param name="begun">The item that it has begun.</param>
    public void ItemOverdue(TimeSpan now, ScheduledWorker worker, long begun)
    {
        if (worker.Phase == WorkerPhase.Working && worker.Given.TryPeek(out ScheduledItem? item) && item.Id == begun)
        {
            worker.TimedOut = item;
            Stop(now, worker, s_itemGrace);
        }
        else
        {
            worker.LastSign = now; // The item has not begun: its time has not, either.
            Arm(DeadlineOf(worker));
        }
    }

    private void OnDeadline(TimeSpan now, ScheduledWorker worker)
    {
        if (worker.KillAt <= now)
        {
            worker.KillAt = null;
            Do(SchedulerCommandKind.KillWorker, worker);
        }
        else if (worker.BlockedUntil <= now)
        {
            Unblock(worker);
        }
        else if (worker.Phase == WorkerPhase.Idle)
        {
            Exit(worker);
        }
        else
        {
            Do(SchedulerCommandKind.CheckBegun, worker);
        }
    }

    private TimeSpan DeadlineOf(ScheduledWorker worker)
    {
        TimeSpan next = worker.KillAt ?? TimeSpan.MaxValue;
        if (worker.BlockedUntil < next)
        {
            next = worker.BlockedUntil.Value;
        }

        TimeSpan? limit = worker.Phase switch
        {
            WorkerPhase.Working when worker is { HasJoined: true, Given.Count: > 0 } =>
                worker.Call?.Options.ItemTimeout,
            WorkerPhase.Idle => options.IdleTimeout,
            _ => null,
        };
        if (limit is TimeSpan span)
        {
            TimeSpan at = After(worker.LastSign, span);
            next = at < next ? at : next;
        }

        return next;
    }

    private void Arm(TimeSpan at)
    {
        if (at < _armedFor)
        {
            _armedFor = at;
            _commands.Enqueue(new SchedulerCommand(SchedulerCommandKind.ArmTimer, null, null, null, at));
        }
    }

    private void Unblock(ScheduledWorker worker)
    {
        if (worker.BlockedUntil is not null)
        {
            worker.BlockedUntil = null;
            _hasNews = true;
            if (worker is { Phase: WorkerPhase.Leaving, IsTold: false, KillAt: null })
            {
                Exit(worker);
            }
        }
    }

    private void Exit(ScheduledWorker worker)
    {
        worker.Phase = WorkerPhase.Leaving;
        worker.IsTold = true;
        Do(SchedulerCommandKind.SendExit, worker);
    }

    // Stops what it does; kills it if that does not help.
    private void Stop(TimeSpan now, ScheduledWorker worker, TimeSpan grace)
    {
        worker.Phase = WorkerPhase.Leaving;
        KillAt(worker, worker.KillAt ?? After(now, grace));
        Do(SchedulerCommandKind.StopWorker, worker);
    }

    private void KillAt(ScheduledWorker worker, TimeSpan at)
    {
        worker.KillAt = at;
        Arm(at);
    }
}
