using System.Diagnostics;
using Ipc.Regions;

namespace Ipc.Commands;

/// <summary>The thread of a pool: makes events of what arrives and of the time.</summary>
public sealed partial class IpcPool
{
    private const int MostAtOnce = 256;

    private Thread? _thread;
    private TimeSpan _wakeAt = TimeSpan.MaxValue;

    /// <summary>The time, as the scheduler counts it.</summary>
    internal static TimeSpan Now => Stopwatch.GetElapsedTime(0);

    internal static long DeadlineAfter(TimeSpan span) => span.TotalSeconds >= 1e9
        ? long.MaxValue
        : Stopwatch.GetTimestamp() + (long)(span.TotalSeconds * Stopwatch.Frequency);

    private void Listen()
    {
        List<object?> replies = [];
        while (true)
        {
            replies.Clear();
            try
            {
                _replies.TryReceiveMany(MostAtOnce, Patience(), replies);
            }
            catch (IpcException) when (_replies.Region.IsLeaving)
            {
                return; // This process is ending, and its workers with it: killed now, they could not leave their objects.
            }
            catch (IpcException e)
            {
                Break(e); // Somebody has removed the queue, or what stands in it makes no sense.
            }

            lock (Gate)
            {
                TimeSpan now = Now;
                foreach (object? reply in replies)
                {
                    Handle(now, (PoolReply)reply!);
                }

                Scheduler.TimePassed(now);
                CarryOut();
                if (Scheduler.IsOver)
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

    private TimeSpan Patience()
    {
        lock (Gate)
        {
            _thread = Thread.CurrentThread;
            TimeSpan now = Now;
            return _wakeAt == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan : _wakeAt <= now ? TimeSpan.Zero : _wakeAt - now;
        }
    }

    private void Arm(TimeSpan at)
    {
        bool isEarlier = at < _wakeAt;
        _wakeAt = at;
        if (isEarlier && Thread.CurrentThread != _thread)
        {
            Wake();
        }
    }

    private void Break(IpcException reason)
    {
        lock (Gate)
        {
            Scheduler.PoolBroken(ErrorFactory.Create(reason, this));
            CarryOut();
        }
    }

    private void Handle(TimeSpan now, PoolReply reply)
    {
        if (Scheduler.Find(reply.Worker) is not { } worker)
        {
            return; // A nudge.
        }

        if (reply.Flags.HasFlag(PoolReplyFlags.TooLarge))
        {
            Scheduler.WorkerTooLarge(worker);
        }

        ParallelCall? call = worker.Call?.Number == reply.Call ? (ParallelCall)worker.Call : null;
        switch (reply.Kind)
        {
            case PoolMessage.Done:
                if (Scheduler.ItemDone(now, worker, reply.Item, reply.Flags.HasFlag(PoolReplyFlags.ItemFailed)) is ParallelItem item)
                {
                    item.Records = reply.Records;
                }

                break;
            case PoolMessage.Ready:
                _processes[worker.Slot]!.OnReady();
                Scheduler.WorkerReady(now, worker);
                break;
            case PoolMessage.SetupFailed:
                Scheduler.SetupFailed(worker, reply.Failure);
                break;
            case PoolMessage.Joined when call is not null:
                Scheduler.WorkerJoined(now, worker);
                break;
            case PoolMessage.Record when reply.Call == 0:
                _setupRecords.AddRange(reply.Records);
                break;
            case PoolMessage.Record:
                call?.Pass(reply.Records);
                break;
            case PoolMessage.CallFailed when call is not null:
                Scheduler.CallFailed(worker, reply.Failure);
                break;
            case PoolMessage.CallEnded when call is not null:
                Scheduler.CallLeft(now, worker);
                break;
            case PoolMessage.JobEnded:
                Scheduler.JobEnded(now, worker);
                break;
            case PoolMessage.Gone:
                OnExited(now, worker);
                break;
        }
    }

    private void OnExited(TimeSpan now, ScheduledWorker worker)
    {
        PoolWorker process = _processes[worker.Slot]!;
        Scheduler.WorkerExited(now, worker, new WorkerDeath(
            process.Process.Name,
            process.HowItEnded,
            process.Process.Failure ?? process.Process.Error.FirstOrDefault(),
            _begun[worker.Slot],
            worker.Job is { } job && Job(job).TryBecomeOrphan()));
    }

    // What the worker has sent is in the queue by now; this goes behind it.
    private void PostExit(int number)
    {
        PoolWriter writer = new();
        PoolReply.WriteHeader(writer, PoolMessage.Gone, number, 0, -1);
        Post(writer);
    }

    // To this thread itself: a message of nobody.
    private void Wake()
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
