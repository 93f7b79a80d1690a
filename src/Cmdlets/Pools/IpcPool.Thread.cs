using System.Diagnostics;
using System.Management.Automation;
using Ipc.Regions;

namespace Ipc.Commands;

/// <summary>The thread of a pool: makes events of what arrives and of the time.</summary>
public sealed partial class IpcPool
{
    private const int MostAtOnce = 256;
    private const int NoWorker = 0; // In the place of one that has exited: this thread is to look.

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
        List<int> exits = [];
        Inbox<int>.Receiver receive = (timeout, wake) =>
        {
            _replies.TryReceiveMany(MostAtOnce, timeout, replies, wake);
            return replies.Count;
        };
        while (true)
        {
            replies.Clear();
            exits.Clear();
            try
            {
                _inbox.Receive(receive, Patience(), exits);
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

                foreach (int number in exits)
                {
                    if (Scheduler.Find(number) is { } worker)
                    {
                        OnExited(now, worker);
                    }
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
            _inbox.Post(NoWorker);
        }
    }

    private void Break(IpcException reason)
    {
        lock (Gate)
        {
            Scheduler.PoolBroken(ErrorFactory.Create(reason, this));
            CarryOut();
            Monitor.PulseAll(Gate);
        }
    }

    private void Handle(TimeSpan now, WorkerMessage message)
    {
        FrameHeader header = message.Header;
        if (Scheduler.Find(header.Worker) is not { } worker)
        {
            return; // Of a worker that was given up.
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
                    item.Records = ((ParallelCall)worker.Call!).TakeAdded(message.Records);
                    item.Failure = hasFailed ? message.Failure : null;
                    Release(item); // The worker has opened what it refers to.
                }

                break;
            case FrameKind.Ready:
                _processes[worker.Slot]!.OnReady();
                Scheduler.WorkerReady(now, worker);
                break;
            case FrameKind.Failed when header.Call == 0:
                Scheduler.SetupFailed(worker, WithMyName(message.Failure));
                break;
            case FrameKind.Joined when call is not null:
                Scheduler.WorkerJoined(now, worker);
                break;
            case FrameKind.Record when header.Call == 0:
                _setupRecords.AddRange(message.Records);
                break;
            case FrameKind.Record when IsPart(message):
                if (worker.Given.FirstOrDefault(given => given.Id == header.Item) is ParallelItem part)
                {
                    // What it has added is not done: it has not ended. Its turn comes with the error that says why it was stopped.
                    part.Records = [.. message.Records.Where(static record => record.Stream != StreamKind.Added)];
                }

                break;
            case FrameKind.Record:
                call?.PassOf(header.Item, message.Records);
                break;
            case FrameKind.Failed when call is not null:
                Scheduler.CallFailed(worker, message.Failure);
                break;
            case FrameKind.Ended when call is not null:
                Scheduler.CallLeft(now, worker);
                break;
            case FrameKind.JobEnded:
                EndJob(worker.Job, 1); // It has said so itself, unless that was damaged on its way.
                Scheduler.JobEnded(now, worker, (header.Flags & FrameFlags.HasFailed) != 0);
                break;
        }
    }

    // What an item that was stopped had written. Output and errors of an item that ends come with its end.
    private static bool IsPart(WorkerMessage message) =>
        message.Header.Item >= 0 && message.Records[^1].Stream is StreamKind.Output or StreamKind.Error or StreamKind.Added;

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

    // Who has several pools asks which one. The record is the script's own otherwise: its id, exception and position.
    private ErrorRecord? WithMyName(ErrorRecord? failure)
    {
        if (failure is { ErrorDetails: null })
        {
            failure.ErrorDetails = new ErrorDetails(
                $"The pool '{Name}' could not be prepared: {failure.Exception.Message}");
        }

        return failure;
    }
}
