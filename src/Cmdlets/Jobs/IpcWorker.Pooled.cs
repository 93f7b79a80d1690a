using System.Management.Automation;
using System.Text;
using Ipc.Platform.Linux;

namespace Ipc.Commands;

/// <content>A job on a worker of a pool, instead of in a process of its own.</content>
public sealed partial class IpcWorker
{
    private ScheduledJob? _job;
    private PoolWorker? _slot;

    /// <summary>The pool whose next free worker runs it; null for a process of its own.</summary>
    internal IpcPool? Pool { get; init; }

    /// <summary>What the process of a worker that has exited told the system: a signal as 128 and its number.</summary>
    internal int RawExitCode => ExitCode ?? 1;

    /// <summary>Hands it to a worker of the pool. Inside the pool's gate, and mostly on its thread.</summary>
    /// <param name="slot">The worker.</param>
    /// <param name="shortage">Why there was no memory for the message to the worker.</param>
    internal SendOutcome TryStartOn(PoolWorker slot, out IpcException? shortage)
    {
        shortage = null;
        try
        {
            return SendTo(slot, out shortage);
        }
        catch (IpcException e)
        {
            // That job's failure, and not the end of this thread, which all others need.
            FailToStart(ErrorFactory.Create(e, Name));
            return SendOutcome.Refused;
        }
    }

    private SendOutcome SendTo(PoolWorker slot, out IpcException? shortage)
    {
        shortage = null;
        lock (_gate)
        {
            if (IsFinished || _start is not { } start)
            {
                return SendOutcome.Refused;
            }

            (_control, _farEnd) = InternalObjects.Pipe();
            _number = WorkerHub.Instance.Register(this);
            SendOutcome outcome = SendOutcome.Refused;
            try
            {
                _control.TrySendBytes(start.Bytes, Timeout.InfiniteTimeSpan); // The pipe is empty, so it has room for any.
                using FrameWriter job = FrameWriter.Rent();
                WorkerChannel channel = new(_control.Id, _number, ProcessIdentity.Current);
                job.Add(new FrameHeader(FrameKind.Job), Encoding.ASCII.GetBytes(channel.ToString()));
                outcome = slot.TrySend(job.Written, out shortage);
            }
            finally
            {
                if (outcome != SendOutcome.Sent)
                {
                    ReleaseChannel();
                }
            }

            if (outcome == SendOutcome.Sent)
            {
                ProcessId = slot.Process.ProcessId;
                _slot = slot;
                SetJobState(JobState.Running);
            }

            return outcome;
        }
    }

    /// <summary>
    /// Its worker has died. If the script had not begun and nobody has stopped it, it may be given to another.
    /// </summary>
    internal bool TryBecomeOrphan()
    {
        lock (_gate)
        {
            if (_hasStarted || _stopRequested || IsFinished)
            {
                return false;
            }

            ReleaseChannel();
            _slot = null;
            return true;
        }
    }

    private void ReleaseChannel()
    {
        WorkerHub.Instance.Forget(_number);
        CloseChannel();
    }

    private void KillOnSlot()
    {
        if (_job is not null && _slot is not null && !IsFinished)
        {
            Pool!.Kill(_job);
        }
    }

    /// <summary>No worker of the pool can run it.</summary>
    internal void FailToStart(ErrorRecord reason)
    {
        Failure = reason;
        CompleteStreams();
        SetJobState(JobState.Failed, Failure.Exception);
        ReleaseInFlight();
        WorkerHub.Instance.PulseArrivals();
    }

    /// <summary>The worker that ran it has died.</summary>
    internal void OnWorkerExited(int exitCode) => WorkerHub.Instance.PostExit(_number, exitCode);
}
