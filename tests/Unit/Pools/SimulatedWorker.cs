using Ipc.Commands;

namespace Ipc.Tests.Pools;

/// <summary>
/// A worker as the scheduler's commands and events know it, one step at a time: what it was sent, what it does, and
/// what it tells. What it tells goes into one queue with what all others tell, as in the pool.
/// </summary>
internal sealed class SimulatedWorker(ScheduledWorker state, SimulatedPool pool)
{
    /// <summary>How many messages its pipe holds.</summary>
    public const int Room = 3;

    private readonly Queue<SchedulerCommand> _inbox = new();
    private readonly Queue<ScheduledItem> _items = new();
    private ScheduledItem? _item;
    private bool _isReady;
    private bool _isInBegin;
    private bool _isTold;

    public ScheduledWorker State => state;

    public bool IsAlive { get; private set; } = true;

    /// <summary>Whether it does nothing more until it is stopped.</summary>
    public bool Hangs { get; set; }

    public bool IsStopping { get; set; }

    /// <summary>Whether it does not even stop when it is asked.</summary>
    public bool HangsHard { get; set; }

    public long Begun { get; private set; } = -1;

    public ScheduledCall? Call { get; private set; }

    public ScheduledJob? Job { get; private set; }

    public bool HasJobBegun { get; private set; }

    /// <summary>Whether it is in an item whose time will end it.</summary>
    public bool IsInTimedItem => _item is not null && state.HasJoined && Call?.Options.ItemTimeout is not null;

    /// <summary>Whether there is something that it would do.</summary>
    public bool HasWork => IsAlive && !HangsHard
        && (IsStopping || (!Hangs && (!_isReady || _isInBegin || HasJobBegun || _item is not null || _items.Count > 0 || _inbox.Count > 0)));

    public SendOutcome Take(SchedulerCommand command)
    {
        if (!IsAlive)
        {
            return SendOutcome.Exited;
        }

        if (_inbox.Count >= Room)
        {
            return SendOutcome.Full;
        }

        _inbox.Enqueue(command);
        if (command.Kind == SchedulerCommandKind.SendJob)
        {
            Job = command.Job;
            HasJobBegun = false;
        }

        return SendOutcome.Sent;
    }

    /// <summary>Does the next thing.</summary>
    public void Step()
    {
        if (!HasWork)
        {
            return;
        }

        if (IsStopping)
        {
            Die("stopped");
        }
        else if (!_isReady)
        {
            _isReady = true;
            Tell(now => pool.Scheduler.WorkerReady(now, state));
        }
        else if (_isInBegin)
        {
            _isInBegin = false;
            TellOfCall((now, _) => pool.Scheduler.WorkerJoined(now, state));
        }
        else if (_item is { } done)
        {
            _item = null;
            pool.Executed(done);
            Tell(now => pool.Scheduler.ItemDone(now, state, done.Id, hasFailed: false));
        }
        else if (_items.TryDequeue(out ScheduledItem? next))
        {
            _item = next;
            Begun = next.Id;
            pool.Begun(next);
        }
        else if (HasJobBegun)
        {
            ScheduledJob job = Job!;
            (Job, HasJobBegun) = (null, false);
            pool.Ended(job);
            Tell(now => pool.Scheduler.JobEnded(now, state));
        }
        else if (_inbox.TryDequeue(out SchedulerCommand message))
        {
            Obey(message);
        }
    }

    /// <summary>A script of its call fails, or leaves the call before its end.</summary>
    public void Fail(bool says)
    {
        if (!IsAlive || Call is null || _isTold)
        {
            return;
        }

        pool.Interrupted(_item);
        _items.Clear();
        (_item, _isInBegin) = (null, false);
        if (says)
        {
            TellOfCall((_, _) => pool.Scheduler.CallFailed(state, "thrown"));
            _isTold = true; // From here on it only waits to be told.
        }
        else
        {
            Leave();
        }
    }

    public void Die(string how)
    {
        if (IsAlive)
        {
            IsAlive = false;
            long begun = Begun;
            bool isOrphan = Job is not null && !HasJobBegun;
            pool.Died(this, _item);
            Tell(now => pool.Scheduler.WorkerExited(now, state, new WorkerDeath($"worker {state.Number}", how, how, begun, isOrphan)));
        }
    }

    private void Obey(SchedulerCommand message)
    {
        switch (message.Kind)
        {
            case SchedulerCommandKind.SendCall:
                Call = message.Call;
                (_isInBegin, _isTold) = (true, false);
                break;
            case SchedulerCommandKind.SendItems when Call == message.Call && !_isTold:
                message.Items.ForEach(_items.Enqueue);
                break;
            case SchedulerCommandKind.SendEnd when Call == message.Call:
                Leave();
                break;
            case SchedulerCommandKind.SendJob:
                HasJobBegun = true;
                break;
            case SchedulerCommandKind.SendExit:
                Die("exited");
                break;
        }
    }

    private void Leave()
    {
        TellOfCall((now, _) => pool.Scheduler.CallLeft(now, state));
        Call = null;
    }

    private void Tell(Action<TimeSpan> tell) => pool.Arriving.Enqueue(tell);

    private void TellOfCall(Action<TimeSpan, ScheduledCall> tell)
    {
        ScheduledCall call = Call!;
        Tell(now =>
        {
            if (state.Call == call)
            {
                tell(now, call);
            }
        });
    }

    /// <inheritdoc/>
    public override string ToString() => $"{state.Number} {state.Phase}, alive {IsAlive}, hangs {Hangs} or {HangsHard}, "
        + $"stopping {IsStopping}, of call {state.Call?.Number}, knows of {Call?.Number}, given {state.Given.Count}, has "
        + $"{_items.Count + (_item is null ? 0 : 1)}, told {state.IsTold}, blocked until {state.BlockedUntil}, did {state.ItemsGiven}";
}
