using System.Collections;
using System.Diagnostics;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>A worker of a pool, as the pool sees it: an ordinary worker process whose script runs call after call. Inside the pool's gate.</summary>
internal sealed class PoolWorker
{
    private const string Script = "param($work) & ([System.Management.Automation.CmdletInfo]::new('Invoke-IpcPoolWork', [Ipc.Commands.InvokeIpcPoolWorkCommand])) -Work $work";

    private readonly IpcPipe _pipe;
    private readonly IpcPipe _farEnd;
    private long _wantSince;

    /// <summary>Makes and starts it.</summary>
    /// <param name="plan">Of its pool.</param>
    /// <param name="name">For messages.</param>
    /// <param name="number">Used once in the pool.</param>
    /// <param name="slot">Its place, which it takes over from one that has ended.</param>
    /// <param name="replies">Where it sends.</param>
    /// <param name="begun">Where it says what it has begun, at its slot.</param>
    /// <param name="ended">Called when the process has ended, on some thread.</param>
    public PoolWorker(PoolPlan plan, string name, int number, int slot, IpcQueue replies, IpcArray<long> begun, Action<int> ended)
    {
        Number = number;
        Slot = slot;
        (_pipe, _farEnd) = IpcPipe.Create(encoding: LiveObjects.Encoding);
        Hashtable work = new()
        {
            ["Pipe"] = _farEnd,
            ["Replies"] = replies,
            ["Begun"] = begun,
            ["Slot"] = slot,
            ["Number"] = number,
            ["MemoryLimit"] = plan.MaxMemoryPerWorker,
            ["Setup"] = plan.Setup,
            ["HiddenMembers"] = EngineInternals.HiddenInPools,
            ["Manifest"] = plan.Manifest,
        };
        WorkerEnvironment environment = new(null);
        Job = new IpcWorker(Script, name, given => new WorkerScript
        {
            Text = Script,
            Arguments = [work],
            Location = plan.Location,
            Manifest = plan.Manifest,
            Name = given,
            Index = slot,
            Count = plan.Size,
            Culture = plan.Culture,
            UICulture = plan.UICulture,
            Results = WorkerHub.Instance.Results.Id,
            Environment = environment.ForScript(),
        }, executable: null, environment, null);
        Job.StateChanged += (_, change) =>
        {
            if (change.JobStateInfo.State is JobState.Completed or JobState.Failed or JobState.Stopped)
            {
                ended(number);
            }
        };
        try
        {
            Job.StartJob();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public int Number { get; }

    public int Slot { get; }

    public IpcWorker Job { get; }

    public PoolWorkerState State { get; set; } = PoolWorkerState.Starting;

    /// <summary>The call it takes part in.</summary>
    public ParallelCall? Call { get; set; }

    /// <summary>The job that it runs.</summary>
    public IpcWorker? Guest { get; set; }

    /// <summary>Whether its -Begin block is done.</summary>
    public bool HasJoined { get; set; }

    /// <summary>Whether it has been told that the call is over.</summary>
    public bool HasBeenToldOfEnd { get; set; }

    /// <summary>What it has been given and has not done, in order.</summary>
    public Queue<ParallelItem> Given { get; } = new();

    /// <summary>How many items it has been given since it started.</summary>
    public int ItemsGiven { get; set; }

    /// <summary>Whether it is to be replaced for its size.</summary>
    public bool IsTooLarge { get; set; }

    /// <summary>When it was last heard of, or given something after it had nothing.</summary>
    public long LastSign { get; set; } = Stopwatch.GetTimestamp();

    /// <summary>Since when its items are counted, to know how long one takes.</summary>
    public long MeasuredFrom { get; set; }

    /// <summary>How many items it has done since then.</summary>
    public int ItemsMeasured { get; set; }

    /// <summary>When it is killed if it has not ended; null when nobody wants that.</summary>
    public long? KillAt { get; set; }

    /// <summary>The item whose time has passed, for which it is being stopped.</summary>
    public ParallelItem? TimedOut { get; set; }

    /// <summary>From here on the worker holds its end itself.</summary>
    public void OnReady() => _farEnd.Close();

    /// <summary>Why there was no shared memory for the last message: nobody tells when there is some again, so it is tried again in a moment.</summary>
    public IpcException? Want { get; private set; }

    /// <summary>Whether that has been so for longer than anybody should wait.</summary>
    public bool IsWantLasting => Want is not null && Stopwatch.GetElapsedTime(_wantSince) > ResultPost.Patience;

    /// <summary>Begins to wait anew.</summary>
    public void ForgetWant() => Want = null;

    /// <summary>Sends a message if there is room for it.</summary>
    public bool TrySend(ReadOnlySpan<byte> message)
    {
        try
        {
            bool isSent = _pipe.TrySendBytes(message, TimeSpan.Zero);
            Want = null;
            return isSent;
        }
        catch (IpcException e) when (e.Error == IpcError.NoSpace)
        {
            _wantSince = Want is null ? Stopwatch.GetTimestamp() : _wantSince;
            Want = e;
            return false;
        }
        catch (IpcException e) when (e.Error is IpcError.Closed or IpcError.NotFound)
        {
            return false; // It has ended; that is told in its turn.
        }
    }

    /// <summary>Tells it to end when it has done what it was given.</summary>
    public void Leave()
    {
        State = PoolWorkerState.Leaving;
        TrySend([(byte)PoolMessage.Leave]);
    }

    /// <summary>Stops what it does; kills it if that does not help.</summary>
    public void Stop(TimeSpan grace)
    {
        State = PoolWorkerState.Leaving;
        KillAt ??= Stopwatch.GetTimestamp() + (long)(grace.TotalSeconds * Stopwatch.Frequency);
        ThreadPool.UnsafeQueueUserWorkItem(static worker => worker.RequestStop(), Job, preferLocal: false);
    }

    /// <summary>Kills it, if it runs that job.</summary>
    public void EndOf(IpcWorker guest)
    {
        if (ReferenceEquals(Guest, guest))
        {
            Job.Kill();
        }
    }

    /// <summary>After its process has ended.</summary>
    public void Dispose()
    {
        _farEnd.Close();
        _pipe.Close();
        Job.Dispose();
    }
}
