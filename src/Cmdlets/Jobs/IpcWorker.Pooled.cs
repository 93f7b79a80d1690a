using System.Text;
using Ipc.Messages;
using Ipc.Platform.Linux;

namespace Ipc.Commands;

/// <content>A job on a worker of a pool, instead of in a process of its own.</content>
public sealed partial class IpcWorker
{
    private PoolWorker? _seat;

    /// <summary>The pool whose next free worker runs it; null for a process of its own.</summary>
    internal IpcPool? Pool { get; init; }

    /// <summary>What the process of a worker that has ended told the system: a signal as 128 and its number.</summary>
    internal int RawExitCode => Signal is null ? ExitCode ?? 1 : 128 + Array.IndexOf(s_signals, Signal);

    /// <summary>Hands it to a worker of the pool. Inside the pool's gate, and mostly on its thread.</summary>
    /// <returns>False when the worker cannot take it; it waits on.</returns>
    /// <exception cref="IpcException">Something in it cannot be sent, or there is no room.</exception>
    internal bool TryStartOn(PoolWorker seat)
    {
        using MessageBuffer start = MessageBuffer.Rent();
        EncodeTo(start);
        lock (_gate)
        {
            if (IsFinished)
            {
                return false;
            }

            (_control, _farEnd) = IpcPipe.Create(encoding: LiveObjects.Encoding);
            _number = WorkerHub.Instance.Register(this);
            bool taken = false;
            try
            {
                _control.TrySendBytes(start.Written, Timeout.InfiniteTimeSpan); // The pipe is empty, so it has room for any.
                byte[] channel = Encoding.ASCII.GetBytes(new WorkerChannel(_control.Id, _number, ProcessIdentity.Current).ToString());
                taken = seat.TrySend([(byte)PoolMessage.Job, .. channel]);
            }
            finally
            {
                if (!taken)
                {
                    WorkerHub.Instance.Forget(_number);
                    CloseChannel();
                }
            }

            if (!taken)
            {
                return false;
            }

            ProcessId = seat.Job.ProcessId;
            _seat = seat;
            SetJobState(System.Management.Automation.JobState.Running);
        }

        ThreadPool.UnsafeQueueUserWorkItem(static worker => worker.SendGatheredInput(), this, preferLocal: false);
        return true;
    }

    private void KillOnSeat()
    {
        if (_seat is not null)
        {
            lock (Pool!.Gate) // Else the worker might have got another job meanwhile.
            {
                _seat.EndOf(this);
            }
        }
    }

    /// <summary>No worker of the pool can be started.</summary>
    internal void FailToStart(System.Management.Automation.ErrorRecord? reason)
    {
        Failure = reason ?? ErrorFactory.Create(new IpcException(IpcError.WorkerFailed, $"No worker of the pool '{Pool}' could be started."), Name);
        JobStreams.Complete(this);
        SetJobState(System.Management.Automation.JobState.Failed, Failure.Exception);
        WorkerHub.Instance.PulseArrivals();
    }

    /// <summary>The worker that ran it has died.</summary>
    internal void OnSeatGone(int exitCode)
    {
        try
        {
            WorkerHub.Instance.PostExit(_number, exitCode);
        }
        catch (IpcException)
        {
            // This process is ending itself.
        }
    }
}
