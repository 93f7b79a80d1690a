using System.Management.Automation;

namespace Ipc.Commands;

/// <content>Carries out what the scheduler says.</content>
public sealed partial class IpcPool
{
    private readonly PoolWriter _writer = new();
    private readonly List<PoolRecord> _setupRecords = [];

    /// <summary>Does all that the scheduler wants done. Inside the gate, after each event.</summary>
    internal void CarryOut()
    {
        while (Scheduler.TryTake(Now, out SchedulerCommand command))
        {
            CarryOut(command);
        }
    }

    private void CarryOut(in SchedulerCommand command)
    {
        ParallelCall? call = (ParallelCall?)command.Call;
        switch (command.Kind)
        {
            case SchedulerCommandKind.Deliver:
                call!.Deliver((ParallelItem)command.Item);
                break;
            case SchedulerCommandKind.SendItems:
                _writer.Clear();
                _writer.Write((byte)PoolMessage.Batch);
                _writer.Write(call!.Number);
                foreach (ScheduledItem item in command.Items)
                {
                    byte[] encoded = ((ParallelItem)item).Encoded;
                    _writer.Write(item.Id);
                    _writer.Write(encoded.Length);
                    _writer.Write(encoded);
                }

                Send(command);
                break;
            case SchedulerCommandKind.SendCall:
                PassSetupRecords(call!);
                _writer.Clear();
                _writer.Write((byte)PoolMessage.Call);
                _writer.Write(call!.Number);
                _writer.Write(call.Script);
                Send(command);
                break;
            case SchedulerCommandKind.SendEnd:
                _writer.Clear();
                _writer.Write((byte)PoolMessage.EndCall);
                _writer.Write(call!.Number);
                _writer.Write((byte)(command.RunsEnd ? 1 : 0));
                Send(command);
                break;
            case SchedulerCommandKind.SendExit:
                _writer.Clear();
                _writer.Write((byte)PoolMessage.Leave);
                Send(command);
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
                call!.Pass(PoolRecord.Error(command.Failure.OfCall(this)));
                break;
            case SchedulerCommandKind.FailCall:
                PassSetupRecords(call!);
                call!.Fail(command.Failure.OfCall(this));
                break;
            case SchedulerCommandKind.Notify:
                call!.Notify();
                break;
            case SchedulerCommandKind.EndJob:
                Job(command.Job).OnWorkerExited(Worker(command).Process.RawExitCode);
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

    private static IpcWorker Job(ScheduledJob job) => (IpcWorker)job.Worker;

    private PoolWorker Worker(in SchedulerCommand command) => _processes[command.Worker!.Slot]!;

    private void Send(in SchedulerCommand command) => Report(command, Worker(command).TrySend(_writer.Written, out IpcException? shortage), shortage);

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
            _processes[worker.Slot] = new PoolWorker(_plan, $"{Name}-{worker.Slot + 1}", worker, _replies, _begun, PostExit);
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
