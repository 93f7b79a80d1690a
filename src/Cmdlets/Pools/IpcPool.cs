using System.Diagnostics;
using Ipc.Platform;

namespace Ipc.Commands;

/// <summary>
/// Worker processes that stay warm from call to call. What is to be done with them its <see
/// cref="Ipc.Commands.Scheduler"/> says; here is what does it: one thread, to which all that the workers send arrives
/// in one queue, and the gate inside which this and the callers' threads use the scheduler.
/// </summary>
/// <remarks>
/// Each worker has a pipe of its own, so that it is always known who was given what, and one word in a shared array, in
/// which it stores the id of an item before it begins it. When a worker has died, everything it had sent is in the
/// queue; of the items that it was given and has not sent, the one in its word had begun, and the others had not. So
/// none is lost and none is done twice.
/// </remarks>
public sealed partial class IpcPool
{
    private static int s_lastId;

    private readonly PoolPlan _plan;
    private readonly IpcQueue _replies;
    private readonly Inbox<int> _inbox;
    private readonly IpcArray<long> _begun;
    private readonly PoolWorker?[] _processes;
    private readonly List<IDisposable> _arrived = [];
    private volatile bool _hasArrived;
    private bool _isOver;
    private int _drainers;

    internal IpcPool(PoolPlan plan)
    {
        _plan = plan;
        _processes = new PoolWorker?[PoolPlan.MostWorkers];
        Scheduler = new Scheduler(new SchedulerOptions
        {
            Size = plan.Size,
            StartsAll = plan.StartsAll,
            MaxItemsPerWorker = plan.MaxItemsPerWorker,
            IdleTimeout = plan.IdleTimeout,
            Patience = WorkerConnection.Patience,
        });
        Id = Interlocked.Increment(ref s_lastId);
        Name = plan.Name ?? $"Pool{Id}";
        _replies = InternalObjects.Queue(WorkerMessage.Encoding);
        _inbox = new Inbox<int>(_replies, MostAtOnce);
        try
        {
            _begun = InternalObjects.Numbers(PoolPlan.MostWorkers);
            lock (Gate)
            {
                Scheduler.Begin(Now);
                CarryOut();
            }
        }
        catch
        {
            foreach (PoolWorker worker in _processes.OfType<PoolWorker>())
            {
                worker.Process.Kill();
                worker.Dispose();
            }

            _begun?.Close();
            _replies.Close();
            throw;
        }

        BackgroundThread.Start(Listen, $"Ipc pool {Name}");
    }

    /// <summary>Its number in this process.</summary>
    public int Id { get; }

    /// <summary>Its name; Pool and its number if it was given none.</summary>
    public string Name { get; }

    /// <summary>The most workers at once.</summary>
    public int Size => Scheduler.Size;

    /// <summary>How many worker processes there are now.</summary>
    public int WorkerCount => Count(static _ => true);

    /// <summary>How many of them do nothing.</summary>
    public int IdleCount => Count(static worker => worker.Phase == WorkerPhase.Idle);

    /// <summary>How many of them take part in a call.</summary>
    public int BusyCount => Count(static worker => worker.Phase == WorkerPhase.Working);

    /// <summary>How many items it has done.</summary>
    public long ItemsDone => Scheduler.ItemsDone;

    /// <summary>How many workers have been replaced, for whatever reason.</summary>
    public int WorkersReplaced => Scheduler.WorkersReplaced;

    /// <summary>What it does and has done, and how long that took, as of now.</summary>
    public IpcPoolStatistics Statistics
    {
        get
        {
            lock (Gate)
            {
                return Scheduler.Statistics;
            }
        }
    }

    /// <summary>Whether it has been removed.</summary>
    public bool IsRemoved => Scheduler.IsRemoved;

    /// <summary>The processes of its workers.</summary>
    public int[] ProcessId
    {
        get
        {
            lock (Gate)
            {
                return [.. _processes.Select(static worker => worker?.Process.ProcessId).OfType<int>()];
            }
        }
    }

    /// <summary>Held while anything here or in a call changes; pulsed when a call has news.</summary>
    internal object Gate { get; } = new();

    /// <summary>The environment that its workers were started with.</summary>
    internal EnvironmentBaseline Environment => _plan.Environment;

    /// <summary>Inside the gate, like all calls.</summary>
    internal Scheduler Scheduler { get; }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Makes a call known; its items are handed out from now on.</summary>
    internal void Add(ParallelCall call)
    {
        lock (Gate)
        {
            ThrowIfRemoved();
            Scheduler.CallAdded(call);
            CarryOut();
        }
    }

    /// <summary>Runs a job on the next worker that is free.</summary>
    internal void Enqueue(ScheduledJob job)
    {
        lock (Gate)
        {
            ThrowIfRemoved();
            Scheduler.JobAdded(Now, job);
            CarryOut();
        }
    }

    /// <summary>Runs a job no more, if it waits.</summary>
    internal void Cancel(ScheduledJob job)
    {
        lock (Gate)
        {
            if (Scheduler.JobCancelled(job))
            {
                CarryOut();
            }
        }
    }

    /// <summary>Lets it have another number of workers from now on.</summary>
    internal void Resize(int size)
    {
        lock (Gate)
        {
            ThrowIfRemoved();
            Scheduler.SizeChanged(Now, size);
            CarryOut();
        }
    }

    /// <summary>Kills the worker that runs the job.</summary>
    internal void Kill(ScheduledJob job)
    {
        lock (Gate) // Else the worker might have got another job meanwhile.
        {
            Scheduler.JobKilled(job);
            CarryOut();
        }
    }

    /// <summary>What it does at the moment.</summary>
    internal PoolWork Work
    {
        get
        {
            lock (Gate)
            {
                PoolWork work = Scheduler.Work;
                return work with { Jobs = [.. work.Jobs.Where(static job => !Job(job).IsFinished)] }; // Its end is on its way here.
            }
        }
    }

    /// <summary>Waits until it has done all that it was given; it takes nothing new meanwhile.</summary>
    /// <returns>False when the deadline has passed: it takes new work again.</returns>
    internal bool TryDrain(long deadline, CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = PulseOn(cancellation);
        lock (Gate)
        {
            _drainers++;
            try
            {
                while (!IsRemoved && !Work.IsNothing)
                {
                    cancellation.ThrowIfCancellationRequested();
                    if (!WaitAtGate(deadline))
                    {
                        return false;
                    }
                }

                return true;
            }
            finally
            {
                _drainers--;
            }
        }
    }

    /// <summary>Waits inside the gate until there may be news.</summary>
    /// <returns>False when the deadline has passed.</returns>
    internal bool WaitAtGate(long deadline)
    {
        long now = Stopwatch.GetTimestamp();
        if (now >= deadline)
        {
            return false;
        }

        TimeSpan left = Stopwatch.GetElapsedTime(now, deadline);
        TimeSpan day = TimeSpan.FromDays(1);
        Monitor.Wait(Gate, left < day ? left + TimeSpan.FromMilliseconds(1) : day);
        return true;
    }

    /// <summary>
    /// Ends it: workers that do nothing exit at once, the others are stopped, and killed after the grace period.
    /// </summary>
    internal void Remove(TimeSpan grace)
    {
        lock (Gate)
        {
            if (!IsRemoved)
            {
                Scheduler.PoolRemoved(Now, grace);
                CarryOut();
                _inbox.Post(NoWorker); // There may be no worker whose end would.
                Monitor.PulseAll(Gate);
            }
        }
    }

    /// <summary>Waits until all its processes have exited.</summary>
    internal void WaitForEnd(CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = PulseOn(cancellation);
        lock (Gate)
        {
            while (!_isOver)
            {
                cancellation.ThrowIfCancellationRequested();
                Monitor.Wait(Gate);
            }
        }
    }

    /// <summary>Wakes everybody who waits at the gate when the token is cancelled.</summary>
    internal CancellationTokenRegistration PulseOn(CancellationToken cancellation) => cancellation.UnsafeRegister(
        static gate =>
        {
            lock (gate!)
            {
                Monitor.PulseAll(gate);
            }
        },
        Gate);

    /// <summary>What an item refers to need not be held any more. Inside the gate.</summary>
    internal void Release(ParallelItem item)
    {
        if (item.TakeHandles() is { } handles)
        {
            _arrived.Add(handles);
            _hasArrived = true;
        }
    }

    /// <summary>Closes what need not be held any more. Outside the gate: closing may have to wait.</summary>
    internal void CloseArrived()
    {
        if (!_hasArrived)
        {
            return; // Mostly, and without a lock.
        }

        IDisposable[] arrived;
        lock (Gate)
        {
            _hasArrived = false;
            arrived = [.. _arrived];
            _arrived.Clear();
        }

        Array.ForEach(arrived, static one => one.Dispose());
    }

    private void ThrowIfRemoved()
    {
        if (_drainers > 0)
        {
            throw new IpcException(
                IpcError.Closed, $"The pool '{Name}' is being removed and takes no new work. Make a new one with New-IpcPool.");
        }

        if (IsRemoved)
        {
            throw new IpcException(
                IpcError.Closed, $"The pool '{Name}' has been removed. Make a new one with New-IpcPool.");
        }
    }

    private int Count(Func<ScheduledWorker, bool> which)
    {
        lock (Gate)
        {
            return Scheduler.Workers.Count(which);
        }
    }
}
