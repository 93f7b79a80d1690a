using System.Diagnostics;
using Ipc.Regions;

namespace Ipc.Commands;

/// <summary>The thread of a pool: what arrives, and what has become due.</summary>
public sealed partial class IpcPool
{
    private const int MostAtOnce = 256;

    private static readonly TimeSpan s_momentForMemory = TimeSpan.FromMilliseconds(50);

    private long _sleepsUntil;

    internal static long DeadlineAfter(TimeSpan span) => span.TotalSeconds >= 1e9
        ? long.MaxValue
        : Stopwatch.GetTimestamp() + (long)(span.TotalSeconds * Stopwatch.Frequency);

    /// <summary>Makes the thread look at the deadlines, when there is one that is earlier than its sleep is long. Inside the gate.</summary>
    internal void NudgeFor(long deadline)
    {
        if (deadline < _sleepsUntil)
        {
            _sleepsUntil = deadline; // One nudge is enough.
            Nudge();
        }
    }

    private void Listen()
    {
        List<object?> replies = [];
        while (true)
        {
            long now = Stopwatch.GetTimestamp();
            TimeSpan patience;
            lock (Gate)
            {
                _sleepsUntil = NextDeadline();
                patience = _sleepsUntil == long.MaxValue ? Timeout.InfiniteTimeSpan
                    : _sleepsUntil <= now ? TimeSpan.Zero : Stopwatch.GetElapsedTime(now, _sleepsUntil);
            }

            replies.Clear();
            try
            {
                _replies.TryReceiveMany(MostAtOnce, patience, replies);
            }
            catch (IpcException) when (_replies.Region.IsLeaving)
            {
                return; // This process is ending, and its workers with it: killed now, they could not leave their objects.
            }
            catch (IpcException e)
            {
                Fail(e); // Somebody has removed the queue, or what stands in it makes no sense.
            }

            lock (Gate)
            {
                foreach (object? reply in replies)
                {
                    Handle((PoolReply)reply!);
                }

                LookAtDeadlines();
                Dispatch();
                if (IsRemoved && _workers.Count == 0)
                {
                    _isOver = true;
                    Monitor.PulseAll(Gate);
                    break;
                }
            }
        }

        _begun.Close();
        _replies.Close();
    }

    private void Fail(IpcException reason)
    {
        lock (Gate)
        {
            foreach (ParallelCall call in _calls)
            {
                call.Fail(ErrorFactory.Create(reason, this));
            }

            IsRemoved = true;
            foreach (PoolWorker worker in _workers.Values)
            {
                worker.Job.Kill();
                worker.Guest?.OnSeatGone(128 + 9); // Killed; its end would have come through the queue.
                worker.Dispose();
            }

            while (_jobs.TryDequeue(out IpcWorker? job))
            {
                job.FailToStart(ErrorFactory.Create(reason, this));
            }

            _workers.Clear();
        }
    }

    private void Handle(PoolReply reply)
    {
        if (!_workers.TryGetValue(reply.Worker, out PoolWorker? worker))
        {
            return; // A nudge.
        }

        worker.IsTooLarge |= reply.Flags.HasFlag(PoolReplyFlags.TooLarge);
        ParallelCall? call = worker.Call?.Number == reply.Call ? worker.Call : null;
        switch (reply.Kind)
        {
            case PoolMessage.Ready:
                worker.OnReady();
                _startFailures = 0;
                if (worker.State == PoolWorkerState.Starting)
                {
                    BecomeIdle(worker);
                }

                break;
            case PoolMessage.SetupFailed:
                _startFailures = StartAttempts; // It would fail in the next one, too.
                _startFailure = reply.Failure;
                worker.State = PoolWorkerState.Leaving;
                break;
            case PoolMessage.Joined:
                worker.HasJoined = true;
                worker.LastSign = worker.MeasuredFrom = Stopwatch.GetTimestamp();
                worker.ItemsMeasured = 0;
                break;
            case PoolMessage.Done:
                OnDone(worker, reply);
                break;
            case PoolMessage.Record when reply.Call == 0:
                _setupRecords.AddRange(reply.Records);
                break;
            case PoolMessage.Record:
                call?.Pass(reply.Records);
                break;
            case PoolMessage.CallFailed:
                worker.Given.Clear();
                call?.Fail(reply.Failure);
                break;
            case PoolMessage.CallEnded when worker.State != PoolWorkerState.Leaving: // Else its end says what became of what it had.
                call?.Leave(worker);
                worker.Call = null;
                worker.Given.Clear();
                if (worker.State == PoolWorkerState.Working)
                {
                    BecomeIdle(worker);
                }

                break;
            case PoolMessage.JobEnded:
                worker.Guest = null;
                if (worker.State == PoolWorkerState.Working)
                {
                    BecomeIdle(worker);
                }

                break;
            case PoolMessage.Gone:
                OnGone(worker);
                break;
        }
    }

    private void OnDone(PoolWorker worker, PoolReply reply)
    {
        if (!worker.Given.TryPeek(out ParallelItem? item) || item.Id != reply.Item)
        {
            return; // Of a call that was given up.
        }

        worker.Given.Dequeue();
        ItemsDone++;
        if (_startFailures < StartAttempts)
        {
            _startFailures = 0; // Workers can be started; some that were starting have been killed.
        }

        worker.LastSign = Stopwatch.GetTimestamp();
        item.Records = reply.Records;
        worker.Call?.Complete(item, worker, reply.Flags.HasFlag(PoolReplyFlags.ItemFailed));
    }

    private long NextDeadline()
    {
        long next = long.MaxValue;
        foreach (PoolWorker worker in _workers.Values)
        {
            next = Math.Min(next, DeadlineOf(worker));
        }

        return next;
    }

    private long DeadlineOf(PoolWorker worker)
    {
        long next = worker.KillAt ?? long.MaxValue;
        if (worker.Want is not null && _calls.Count > 0)
        {
            next = Math.Min(next, DeadlineAfter(s_momentForMemory));
        }

        if (worker.State == PoolWorkerState.Working && worker.HasJoined && worker.Given.Count > 0 && worker.Call?.Options.ItemTimeout is TimeSpan item)
        {
            next = Math.Min(next, worker.LastSign + (long)(item.TotalSeconds * Stopwatch.Frequency));
        }

        if (worker.State == PoolWorkerState.Idle && _plan.IdleTimeout is TimeSpan idle)
        {
            next = Math.Min(next, worker.LastSign + (long)(idle.TotalSeconds * Stopwatch.Frequency));
        }

        return next;
    }

    private void LookAtDeadlines()
    {
        long now = Stopwatch.GetTimestamp();
        foreach (PoolWorker worker in _workers.Values)
        {
            if (DeadlineOf(worker) > now)
            {
                continue;
            }

            if (worker.KillAt <= now)
            {
                worker.Job.Kill();
                worker.KillAt = null;
            }
            else if (worker.State == PoolWorkerState.Idle)
            {
                worker.Leave();
            }
            else if (worker.Given.TryPeek(out ParallelItem? item) && _begun[worker.Slot] == item.Id)
            {
                worker.TimedOut = item;
                worker.Stop(s_itemGrace);
            }
            else
            {
                worker.LastSign = now; // The item has not begun: its time has not, either.
            }
        }
    }

    // To this thread itself: a message of nobody.
    private void Nudge()
    {
        PoolWriter writer = new();
        PoolReply.WriteHeader(writer, PoolMessage.Nudge, 0, 0, -1);
        Post(writer);
    }

    private void Post(PoolWriter writer)
    {
        try
        {
            _replies.TrySendBytes(writer.Written, Timeout.InfiniteTimeSpan);
        }
        catch (IpcException)
        {
            // The pool has ended, or this process is ending.
        }
    }
}
