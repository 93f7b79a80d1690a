using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// One call of Invoke-IpcParallel, as its pipeline sees it: it gives inputs and takes what has come meanwhile, and
/// waits while many are on their way; so there is never much in memory.
/// </summary>
internal sealed class ParallelCall : ScheduledCall
{
    private static readonly List<StreamRecord> s_nothing = [];
    private static int s_lastNumber;

    private List<StreamRecord> _ready = [];
    private List<StreamRecord> _taken = [];
    private readonly List<ParallelItem> _holding = [];
    private int _pruneAt = 64;
    private bool _isAwaited;

    /// <param name="pool">Whose workers do it.</param>
    /// <param name="script">
    /// The encoded <see cref="CallScript"/>. Who makes the call holds what it refers to until it is over, since a
    /// worker may join at any time.
    /// </param>
    /// <param name="options">How it is run.</param>
    public ParallelCall(IpcPool pool, byte[] script, CallOptions options)
        : base(Interlocked.Increment(ref s_lastNumber), options)
    {
        Pool = pool;
        Script = script;
        pool.Add(this);
    }

    public IpcPool Pool { get; }

    /// <summary>The encoded <see cref="CallScript"/>.</summary>
    public byte[] Script { get; }

    /// <summary>The error that ended the call as a whole. Inside the pool's gate, as everything below.</summary>
    public ErrorRecord? Failure { get; private set; }

    /// <summary>Gives one input. Returns what has come meanwhile; it is to be written before the next call.</summary>
    public List<StreamRecord> Add(in EncodedInput input) => Add(new ParallelItem(input));

    /// <summary>Gives one input. Returns what has come meanwhile; it is to be written before the next call.</summary>
    public List<StreamRecord> Add(ParallelItem item)
    {
        List<StreamRecord> ready;
        lock (Pool.Gate)
        {
            if (item.IsHolding)
            {
                Hold(item);
            }

            Pool.Scheduler.ItemAdded(IpcPool.Now, this, item);
            Pool.CarryOut();
            ready = _ready.Count > 0 ? TakeReady() : s_nothing;
        }

        Pool.CloseArrived();
        return ready;
    }

    /// <summary>Says that there are no more inputs.</summary>
    public void EndInput()
    {
        lock (Pool.Gate)
        {
            Pool.Scheduler.InputEnded(this);
            Pool.CarryOut();
        }

        Pool.CloseArrived();
    }

    /// <summary>
    /// Waits for what comes next, or until more inputs may be given, and takes it. Nothing when the deadline has
    /// passed, when the call is over, or has failed.
    /// </summary>
    public List<StreamRecord> Next(long deadline, CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = Pool.PulseOn(cancellation);
        List<StreamRecord> ready;
        lock (Pool.Gate)
        {
            while (_ready.Count == 0 && Failure is null && !(HasAllInput ? IsOver : !IsFull))
            {
                cancellation.ThrowIfCancellationRequested();
                _isAwaited = true;
                if (!Pool.WaitAtGate(deadline))
                {
                    break;
                }
            }

            _isAwaited = false;
            ready = TakeReady();
        }

        Pool.CloseArrived(); // Before the caller does anything that may wait for one of them to close.
        return ready;
    }

    /// <summary>Ends it before it is over: what the workers do for it is stopped.</summary>
    public void GiveUp(TimeSpan grace)
    {
        lock (Pool.Gate)
        {
            Pool.Scheduler.CallGivenUp(IpcPool.Now, this, grace);
            Pool.CarryOut();
        }

        ReleaseItems();
    }

    /// <summary>
    /// Ends it since its time is over: what the workers do for it is stopped, and killed if it does not stop.
    /// </summary>
    /// <param name="grace">How long they have to stop.</param>
    /// <param name="cancellation">Ends the wait for them.</param>
    /// <returns>What the items had written until then, which would be lost otherwise.</returns>
    public List<StreamRecord> EndLate(TimeSpan grace, CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = Pool.PulseOn(cancellation);
        List<StreamRecord> ready;
        lock (Pool.Gate)
        {
            Pool.Scheduler.CallLate(IpcPool.Now, this, grace);
            Pool.CarryOut();
            while (!IsSettled && !Pool.IsRemoved)
            {
                cancellation.ThrowIfCancellationRequested();
                _isAwaited = true;
                Pool.WaitAtGate(long.MaxValue);
            }

            _isAwaited = false;
            Pool.Scheduler.LateCallSettled(this);
            Pool.CarryOut();
            ready = TakeReady();
        }

        ReleaseItems();
        return ready;
    }

    /// <summary>Does one item no more; the others go on.</summary>
    public void Cancel(ParallelItem item)
    {
        lock (Pool.Gate)
        {
            Pool.Scheduler.ItemCancelled(IpcPool.Now, this, item);
            Pool.CarryOut();
        }

        Pool.CloseArrived();
    }

    /// <summary>It has ended: what its items refer to is held no longer, whatever became of them.</summary>
    public void ReleaseItems()
    {
        lock (Pool.Gate)
        {
            _holding.ForEach(Pool.Release);
            _holding.Clear();
        }

        Pool.CloseArrived();
    }

    /// <summary>The error of a call that was not done in time.</summary>
    public IpcException Late(TimeSpan timeout) => new(
        IpcError.Timeout,
        $"The call was not done within {timeout.TotalSeconds} s: of {Accepted} items {Completed} were done."
        + " Its workers were stopped. Give it a longer -Timeout.");

    /// <summary>Something was written that is not kept for the end of an item.</summary>
    public void Pass(params StreamRecord[] records)
    {
        _ready.AddRange(records);
        Notify();
    }

    /// <summary>An item has written something that is not kept for its end.</summary>
    public void PassOf(long item, StreamRecord[] records) => Pass(
        Options.TellsItems && item >= 0
            ? [.. records.Select(record => record with { ItemNumber = ScheduledItem.NumberOf(item) })]
            : records);

    /// <summary>Takes the items that an item has added out of what it has written. Before the next is looked at.</summary>
    /// <returns>The rest.</returns>
    public StreamRecord[] TakeAdded(StreamRecord[] records)
    {
        if (!Array.Exists(records, static record => record.Stream == StreamKind.Added))
        {
            return records;
        }

        List<StreamRecord> rest = [];
        foreach (StreamRecord record in records)
        {
            if (record.Stream != StreamKind.Added)
            {
                rest.Add(record);
            }
            else if (!HasFailed && TryEncode(record.Value, out EncodedInput input, rest))
            {
                ParallelItem item = new(input);
                if (item.IsHolding)
                {
                    Hold(item);
                }

                Pool.Scheduler.ItemAdded(IpcPool.Now, this, item);
            }
        }

        return [.. rest];
    }

    // As an input of the caller: with all that it refers to held until it is done.
    private bool TryEncode(object? value, out EncodedInput input, List<StreamRecord> errors)
    {
        try
        {
            byte[] encoded = new InFlightEncoding(allowSecret: Options.AllowsSecret).Encode(value, out InFlightHandles? handles);
            input = new EncodedInput(value, encoded, handles);
            return true;
        }
        catch (IpcException e)
        {
            input = default;
            errors.Add(StreamRecord.Error(ErrorFactory.Create(e, value)));
            return false;
        }
    }

    /// <summary>It is known what became of an item, and its turn has come.</summary>
    public void Deliver(ParallelItem item)
    {
        int first = _ready.Count;
        foreach (StreamRecord record in item.Records)
        {
            if (record is { Stream: StreamKind.Error, Value: ErrorRecord error } && !StreamRecord.IsNativeLine(error))
            {
                error.In($"{item}");
            }

            _ready.Add(record);
        }

        if (item.Loss is { Kind: not FailureKind.Cancelled } loss)
        {
            item.Failure = loss.OfItem(item, this);
            _ready.Add(StreamRecord.Error(item.Failure));
        }

        if (Options.TellsItems)
        {
            if (!item.IsPart)
            {
                _ready.Add(new StreamRecord(StreamKind.None, item));
            }

            for (int i = first; i < _ready.Count; i++)
            {
                _ready[i] = _ready[i] with { ItemNumber = item.Index + 1 };
            }
        }

        if (_ready.Count == 0)
        {
            Take(); // There is nothing to take.
        }

        if (_ready.Count > 0 || HasNothingLeft || !IsFull)
        {
            Notify();
        }
    }

    /// <summary>Ends the call as a whole.</summary>
    public void Fail(ErrorRecord failure)
    {
        Failure ??= failure;
        _isAwaited = true;
        Notify();
    }

    /// <summary>Lets whoever waits for it look again.</summary>
    public void Notify()
    {
        if (_isAwaited)
        {
            _isAwaited = false;
            Monitor.PulseAll(Pool.Gate);
        }
    }

    private void Hold(ParallelItem item)
    {
        if (_holding.Count >= _pruneAt)
        {
            _holding.RemoveAll(static other => !other.IsHolding);
            _pruneAt = Math.Max(64, 2 * _holding.Count);
        }

        _holding.Add(item);
    }

    private List<StreamRecord> TakeReady()
    {
        (_ready, _taken) = (_taken, _ready);
        _ready.Clear();
        Take();
        return _taken;
    }
}
