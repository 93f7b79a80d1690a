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
                // This process is ending, and its workers with it: killed now, they could not leave their objects.
                return;
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
                    Handle(now, (WorkerMessage)reply!);
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

            CloseArrived();
        }

        CloseArrived();
        _begun.Close();
        _replies.Close();
        _plan.SetupHandles?.Dispose();
    }

    private TimeSpan Patience()
    {
        lock (Gate)
        {
            _thread = Thread.CurrentThread;
            TimeSpan now = Now;
            return _wakeAt == TimeSpan.MaxValue ? Timeout.InfiniteTimeSpan
                : _wakeAt <= now ? TimeSpan.Zero
                : _wakeAt - now;
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

    private void Handle(TimeSpan now, WorkerMessage message)
    {
        FrameHeader header = message.Header;
        if (Scheduler.Find(header.Worker) is not { } worker)
        {
            return; // It says that this thread is to look, or it is of a worker that was given up.
        }

        foreach (StreamRecord record in message.Records)
        {
            record.KeepPosition();
        }

        if ((header.Flags & FrameFlags.IsTooLarge) != 0)
        {
            Scheduler.WorkerTooLarge(worker);
        }

        ParallelCall? call = worker.Call?.Number == header.Call ? (ParallelCall)worker.Call : null;
        switch (header.Kind)
        {
            case FrameKind.Done:
                bool hasFailed = (header.Flags & FrameFlags.HasFailed) != 0;
                if (Scheduler.ItemDone(now, worker, header.Item, hasFailed) is ParallelItem item)
                {
                    item.Records = message.Records;
                    Release(item); // The worker has opened what it refers to.
                }

                break;
            case FrameKind.Ready:
                _processes[worker.Slot]!.OnReady();
                Scheduler.WorkerReady(now, worker);
                break;
            case FrameKind.Failed when header.Call == 0:
                Scheduler.SetupFailed(worker, message.Failure);
                break;
            case FrameKind.Joined when call is not null:
                Scheduler.WorkerJoined(now, worker);
                break;
            case FrameKind.Record when header.Call == 0:
                _setupRecords.AddRange(message.Records);
                break;
            case FrameKind.Record:
                call?.Pass(message.Records);
                break;
            case FrameKind.Failed when call is not null:
                Scheduler.CallFailed(worker, message.Failure);
                break;
            case FrameKind.Ended when call is not null:
                Scheduler.CallLeft(now, worker);
                break;
            case FrameKind.JobEnded:
                Scheduler.JobEnded(now, worker);
                break;
            case FrameKind.Exited:
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
    private void PostExit(int number) => Post(new FrameHeader(FrameKind.Exited, number));

    // To this thread itself: a message of nobody.
    private void Wake() => Post(new FrameHeader(FrameKind.Wake));

    private void Post(in FrameHeader header)
    {
        try
        {
            using FrameWriter message = FrameWriter.Rent();
            message.Add(header);
            _replies.TrySendBytes(message.Written, Timeout.InfiniteTimeSpan);
        }
        catch (IpcException)
        {
            // The pool has ended, or this process is ending.
        }
    }
}
