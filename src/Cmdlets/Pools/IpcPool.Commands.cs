using System.Management.Automation;

namespace Ipc.Commands;

/// <content>Carries out what the scheduler says.</content>
public sealed partial class IpcPool
{
    private readonly List<StreamRecord> _setupRecords = [];

    /// <summary>Does all that the scheduler wants done. Inside the gate, after each event.</summary>
    internal void CarryOut()
    {
        TimeSpan now = Now; // Once: asking takes as long as a good part of what there is to do for an item.
        while (Scheduler.TryTake(now, out SchedulerCommand command))
        {
            CarryOut(command);
        }

        if (_drainers > 0)
        {
            Monitor.PulseAll(Gate);
        }
    }

    private void CarryOut(in SchedulerCommand command)
    {
        ParallelCall? call = (ParallelCall?)command.Call;
        switch (command.Kind)
        {
            case SchedulerCommandKind.Deliver:
                Release((ParallelItem)command.Item); // If it was lost.
                call!.Deliver((ParallelItem)command.Item);
                break;
            case SchedulerCommandKind.SendItems:
                using (FrameWriter message = FrameWriter.Rent())
                {
                    foreach (ScheduledItem item in command.Items)
                    {
                        message.Add(
                            new FrameHeader(FrameKind.Item, command.Worker!.Number, call!.Number, item.Id),
                            ((ParallelItem)item).Encoded);
                    }

                    Send(command, message);
                }

                break;
            case SchedulerCommandKind.SendCall:
                PassSetupRecords(call!);
                Send(command, FrameKind.Start, payload: call!.Script);
                break;
            case SchedulerCommandKind.SendEnd:
                Send(command, FrameKind.EndInput, command.RunsEnd ? FrameFlags.RunsEnd : FrameFlags.None);
                break;
            case SchedulerCommandKind.SendExit:
                Send(command, FrameKind.Exit);
                break;
            case SchedulerCommandKind.SendJob:
                SendOutcome outcome = Worker(command).Start(command.Job, out IpcException? shortage);
                Report(command, outcome, shortage);
                break;
            case SchedulerCommandKind.StartWorker:
                Start(command.Worker!);
                break;
            case SchedulerCommandKind.StopWorker:
                Worker(command).Stop();
                break;
            case SchedulerCommandKind.KillWorker:
                Worker(command).Process.Kill();
                break;
            case SchedulerCommandKind.ReleaseWorker:
                Worker(command).Dispose();
                _processes[command.Worker!.Slot] = null;
                break;
            case SchedulerCommandKind.CheckBegun:
                Scheduler.ItemOverdue(Now, command.Worker!, _begun[command.Worker!.Slot]);
                break;
            case SchedulerCommandKind.ReportError:
                call!.Pass(StreamRecord.Error(command.Failure.OfCall(this)));
                break;
            case SchedulerCommandKind.FailCall:
                PassSetupRecords(call!);
                call!.Fail(command.Failure.OfCall(this));
                break;
            case SchedulerCommandKind.Notify:
                call!.Notify();
                break;
            case SchedulerCommandKind.EndJob:
                IpcWorker process = Worker(command).Process;
                const int Killed = 128 + 9; // As which it ends where its end is not told any more.
                EndJob(command.Job, process.IsFinished ? process.RawExitCode : Killed);
                break;
            case SchedulerCommandKind.FailJob:
                Job(command.FailedJob.Job).FailToStart(command.FailedJob.Failure.OfJob(this));
                break;
            case SchedulerCommandKind.StopJob:
                Job(command.Job).RequestStop();
                break;
            case SchedulerCommandKind.ArmTimer:
                Arm(command.At);
                break;
        }
    }

    // Behind all that it has sent. Nothing happens if it has told its end itself.
    private static void EndJob(ScheduledJob? job, int exitCode)
    {
        if (job is not null)
        {
            Job(job).OnWorkerExited(exitCode);
        }
    }

    private static IpcWorker Job(ScheduledJob job) => (IpcWorker)job.Worker;

    private PoolWorker Worker(in SchedulerCommand command) => _processes[command.Worker!.Slot]!;

    private void Send(
        in SchedulerCommand command,
        FrameKind kind,
        FrameFlags flags = FrameFlags.None,
        ReadOnlySpan<byte> payload = default)
    {
        using FrameWriter message = FrameWriter.Rent();
        message.Add(new FrameHeader(kind, command.Worker!.Number, command.Call?.Number ?? 0, Flags: flags), payload);
        Send(command, message);
    }

    private void Send(in SchedulerCommand command, FrameWriter message) =>
        Report(command, Worker(command).TrySend(message.Written, out IpcException? shortage), shortage);

    private void Report(in SchedulerCommand command, SendOutcome outcome, IpcException? shortage)
    {
        if (outcome != SendOutcome.Sent)
        {
            Scheduler.NotSent(Now, command, outcome, shortage);
        }
        else if (command.Worker!.ShortSince is not null)
        {
            Scheduler.Sent(command.Worker);
        }
    }

    private void Start(ScheduledWorker worker)
    {
        _begun[worker.Slot] = -1;
        try
        {
            _processes[worker.Slot] = new PoolWorker(
                _plan, Size, $"{Name}-{worker.Slot + 1}", worker, _replies, _begun, _inbox.Post);
        }
        catch (IpcException e)
        {
            Scheduler.StartFailed(worker, ErrorFactory.Create(e, this));
        }
    }

    // What the workers wrote while they prepared themselves: to the call that comes next.
    private void PassSetupRecords(ParallelCall call)
    {
        if (_setupRecords.Count > 0)
        {
            call.Pass([.. _setupRecords]);
            _setupRecords.Clear();
        }
    }
}
