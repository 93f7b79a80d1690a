using System.Collections;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// The process of a worker of a pool, an ordinary worker whose script runs call after call, and the pipe to it. Inside
/// the pool's gate.
/// </summary>
internal sealed class PoolWorker
{
    private const string Script = "param($work) & ([System.Management.Automation.CmdletInfo]::new("
        + "'Invoke-IpcPoolWork', [Ipc.Commands.InvokeIpcPoolWorkCommand])) -Work $work";

    private readonly IpcPipe _pipe;
    private readonly IpcPipe _farEnd;

    /// <summary>Makes and starts it.</summary>
    /// <param name="plan">Of its pool.</param>
    /// <param name="size">How many workers it is to have.</param>
    /// <param name="name">For messages.</param>
    /// <param name="state">What the scheduler knows of it.</param>
    /// <param name="replies">Where it sends.</param>
    /// <param name="begun">Where it says what it has begun, at its slot.</param>
    /// <param name="exited">Called when the process has exited, on some thread.</param>
    public PoolWorker(
        PoolPlan plan, int size, string name, ScheduledWorker state, IpcQueue replies, IpcArray<long> begun, Action<int> exited)
    {
        State = state;
        (_pipe, _farEnd) = InternalObjects.Pipe();
        Hashtable work = new()
        {
            ["Pipe"] = _farEnd,
            ["Replies"] = replies,
            ["Begun"] = begun,
            ["Slot"] = state.Slot,
            ["Number"] = state.Number,
            ["MemoryLimit"] = plan.MaxMemoryPerWorker,
            ["Setup"] = plan.Setup,
            ["HiddenMembers"] = EngineInternals.HiddenInPools,
            ["Manifest"] = plan.Manifest,
        };
        Process = Make(plan, size, name, work, state.Slot);
        Process.StateChanged += (_, change) =>
        {
            if (change.JobStateInfo.State is JobState.Completed or JobState.Failed or JobState.Stopped)
            {
                exited(state.Number);
            }
        };
        try
        {
            Process.StartJob();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public ScheduledWorker State { get; }

    public IpcWorker Process { get; }

    /// <summary>How its process ended, in words.</summary>
    public string HowItEnded => Process.Failure?.Exception.Message
        ?? $"The worker '{Process.Name}' (pid {Process.ProcessId}) "
            + (Process.JobStateInfo.State == JobState.Stopped ? "was stopped." : "ended before its pool was done with it.");

    /// <summary>From here on the worker holds its end itself.</summary>
    public void OnReady() => _farEnd.Close();

    /// <summary>Sends a message if there is room for it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="shortage">Why there is no shared memory.</param>
    public SendOutcome TrySend(ReadOnlySpan<byte> message, out IpcException? shortage)
    {
        shortage = null;
        try
        {
            return _pipe.TrySendBytes(message, TimeSpan.Zero) ? SendOutcome.Sent : SendOutcome.Full;
        }
        catch (IpcException e) when (e.Error == IpcError.NoSpace)
        {
            shortage = e;
            return SendOutcome.NoMemory;
        }
        catch (IpcException e) when (e.Error is IpcError.Closed or IpcError.NotFound)
        {
            return SendOutcome.Exited; // That is told in its turn.
        }
    }

    /// <summary>Hands it a job.</summary>
    public SendOutcome Start(ScheduledJob job, out IpcException? shortage) =>
        ((IpcWorker)job.Worker).TryStartOn(this, out shortage);

    /// <summary>Asks its script to stop. Not on this thread: it may have to wait for room.</summary>
    public void Stop() =>
        ThreadPool.UnsafeQueueUserWorkItem(static process => process.RequestStop(), Process, preferLocal: false);

    private IpcWorker Make(PoolPlan plan, int size, string name, Hashtable work, int slot)
    {
        WorkerEnvironment environment = new(null, plan.Environment);
        try
        {
            return new IpcWorker(Script, name, given => new WorkerScript
            {
                Text = Script,
                Arguments = [work],
                Location = plan.Location,
                Manifest = plan.Manifest,
                Name = given,
                Index = slot,
                Count = size,
                Culture = plan.Culture,
                UICulture = plan.UICulture,
                Results = WorkerHub.Instance.Results.Id,
                Environment = environment.ForScript(),
            }, executable: null, environment, null);
        }
        catch
        {
            _farEnd.Close();
            _pipe.Close();
            throw;
        }
    }

    /// <summary>After its process has exited.</summary>
    public void Dispose()
    {
        _farEnd.Close();
        _pipe.Close();
        Process.Dispose();
    }
}
