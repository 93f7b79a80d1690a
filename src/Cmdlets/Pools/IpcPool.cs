
namespace Ipc.Commands;

/// <summary>
/// Worker processes that stay warm from call to call. What the workers send arrives in one queue and is handled by one thread, which also
/// hands out items, replaces workers that have ended and looks at the deadlines.
/// </summary>
/// <remarks>
/// Each worker has a pipe of its own, so that it is always known who was given what, and one word in a shared array, in which
/// it stores the id of an item before it begins it. When a worker has died, everything it had sent is in the queue; of the
/// items that it was given and has not sent, the one in its word had begun, and the others had not. So none is lost and none is done twice.
/// </remarks>
public sealed partial class IpcPool
{
    private static int s_lastId;

    private readonly PoolPlan _plan;
    private readonly IpcQueue _replies;
    private readonly IpcArray<long> _begun;
    private readonly Dictionary<int, PoolWorker> _workers = [];
    private readonly PoolWorker?[] _slots;
    private readonly List<ParallelCall> _calls = [];
    private readonly Queue<IpcWorker> _jobs = new();
    private readonly PoolWriter _writer = new();
    private bool _isOver;

    internal IpcPool(PoolPlan plan)
    {
        _plan = plan;
        _slots = new PoolWorker?[plan.Size];
        Id = Interlocked.Increment(ref s_lastId);
        Name = plan.Name ?? $"Pool{Id}";
        _replies = IpcQueue.Create(encoding: PoolReplyEncoding.Instance);
        try
        {
            _begun = (IpcArray<long>)IpcArray.Create(typeof(long), plan.Size, noLock: true);
            lock (Gate)
            {
                if (plan.StartsAll)
                {
                    StartMissing();
                }
            }
        }
        catch
        {
            foreach (PoolWorker worker in _workers.Values)
            {
                worker.Job.Kill();
                worker.Dispose();
            }

            _begun?.Close();
            _replies.Close();
            throw;
        }

        new Thread(Listen) { IsBackground = true, Name = $"Ipc pool {Name}" }.Start();
    }

    /// <summary>Its number in this process.</summary>
    public int Id { get; }

    /// <summary>Its name; Pool and its number if it was given none.</summary>
    public string Name { get; }

    /// <summary>The most workers at once.</summary>
    public int Size => _plan.Size;

    /// <summary>How many worker processes there are now.</summary>
    public int WorkerCount => Count(static _ => true);

    /// <summary>How many of them do nothing.</summary>
    public int IdleCount => Count(static worker => worker.State == PoolWorkerState.Idle);

    /// <summary>How many of them take part in a call.</summary>
    public int BusyCount => Count(static worker => worker.State == PoolWorkerState.Working);

    /// <summary>How many items it has done.</summary>
    public long ItemsDone { get; private set; }

    /// <summary>How many workers have been replaced, for whatever reason.</summary>
    public int WorkersReplaced { get; private set; }

    /// <summary>Whether it has been removed.</summary>
    public bool IsRemoved { get; private set; }

    /// <summary>The processes of its workers.</summary>
    public int[] ProcessId
    {
        get
        {
            lock (Gate)
            {
                return [.. _workers.Values.Select(static worker => worker.Job.ProcessId).OfType<int>()];
            }
        }
    }

    /// <summary>Held while anything here or in a call changes; pulsed when a call has news.</summary>
    internal object Gate { get; } = new();

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>Makes a call known; its items are handed out from now on.</summary>
    internal void Add(ParallelCall call)
    {
        lock (Gate)
        {
            if (IsRemoved)
            {
                throw RemovedError();
            }

            if (_calls.Count == 0)
            {
                foreach (PoolWorker worker in _workers.Values)
                {
                    worker.ForgetWant(); // Of a call before: this one waits as long for memory as any.
                }
            }

            _calls.Add(call);
            TryAgain();
        }
    }

    /// <summary>Runs a job on the next worker that is free.</summary>
    internal void Enqueue(IpcWorker job)
    {
        lock (Gate)
        {
            if (IsRemoved)
            {
                throw RemovedError();
            }

            _jobs.Enqueue(job);
            TryAgain();
            Dispatch();
        }
    }

    /// <summary>Ends it: workers that do nothing end at once, the others are stopped, and killed after the grace period.</summary>
    internal void Remove(TimeSpan grace)
    {
        lock (Gate)
        {
            if (!IsRemoved)
            {
                IsRemoved = true;
                foreach (PoolWorker worker in _workers.Values)
                {
                    if (worker.State == PoolWorkerState.Idle)
                    {
                        worker.Leave();
                        worker.KillAt = DeadlineAfter(grace);
                    }
                    else if (worker.State != PoolWorkerState.Leaving || worker.KillAt is null)
                    {
                        worker.Stop(grace);
                    }
                }

                while (_jobs.TryDequeue(out IpcWorker? job))
                {
                    job.RequestStop();
                }

                foreach (ParallelCall call in _calls)
                {
                    call.Fail(ErrorFactory.Create(new IpcException(IpcError.Closed, $"The pool '{Name}' was removed during the call."), this));
                }

                Nudge();
                Monitor.PulseAll(Gate);
            }
        }
    }

    /// <summary>Waits until all its processes have ended.</summary>
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

    // Workers could not be started, and were given up: somebody may have put right why.
    private void TryAgain()
    {
        if (_startFailures >= StartAttempts && _workers.Count == 0)
        {
            _startFailures = 0;
        }
    }

    private IpcException RemovedError() => new(IpcError.Closed, $"The pool '{Name}' has been removed. Make a new one with New-IpcPool.");

    private int Count(Func<PoolWorker, bool> which)
    {
        lock (Gate)
        {
            return _workers.Values.Count(which);
        }
    }
}
