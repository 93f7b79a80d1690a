namespace Ipc.Commands;

/// <summary>
/// One call, as the scheduler sees it: its items, where they are, and how many may be on their way. A plain state: no
/// lock, no clock, no worker's process.
/// </summary>
/// <param name="number">Used once in this process.</param>
/// <param name="options">How it is run.</param>
internal class ScheduledCall(int number, CallOptions options)
{
    private const int MostOnTheWay = 16 * 1024;
    private const long MostBytesOnTheWay = 64L << 20;
    private const int MostAhead = 1024;

    // A worker is given as much as it needs for this long, so that it never waits for us; no more, so that nobody waits
    // for it.
    private const double AheadSeconds = 0.004;
    private const double SlowItemSeconds = 0.02;

    private readonly Queue<ScheduledItem> _waiting = new();
    private readonly Queue<ScheduledItem> _again = new();
    private readonly Dictionary<long, ScheduledItem> _early = [];
    private long _nextInOrder;
    private long _lastItem;
    private long _bytes;
    private double _secondsAnItem;

    public int Number => number;

    public CallOptions Options => options;

    /// <summary>The workers that take part.</summary>
    public List<ScheduledWorker> Workers { get; } = [];

    /// <summary>How many inputs there were.</summary>
    public long Accepted { get; private set; }

    /// <summary>Of how many it is known what became of them.</summary>
    public long Completed { get; private set; }

    /// <summary>How many were not done: their worker died, their time passed.</summary>
    public long Lost { get; private set; }

    /// <summary>Whether any item ended with an error, its own or a loss, and did not just write some.</summary>
    public bool HasFailedItems { get; private set; }

    public bool HasAllInput { get; set; }

    /// <summary>Whether it has ended as a whole.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>
    /// Whether its time is over: it has failed, but what its items have done and written until they are stopped is
    /// still delivered.
    /// </summary>
    public bool IsLate { get; private set; }

    /// <summary>Whether no worker has an item of it any more.</summary>
    public bool IsSettled => Workers.TrueForAll(static worker => worker.Given.Count == 0);

    /// <summary>How many workers have died in a row before they could begin an item.</summary>
    public int DeathsBeforeItems { get; set; }

    public int WaitingCount => _waiting.Count + _again.Count;

    /// <summary>Whether no item will be given to anybody any more.</summary>
    public bool HasNothingLeft => HasFailed || (HasAllInput && Completed == Accepted);

    /// <summary>Whether nothing more will come.</summary>
    public bool IsOver => HasNothingLeft && Workers.Count == 0;

    /// <summary>Backpressure: whether it is to be waited for before more inputs are given.</summary>
    public bool IsFull => HasFailed || Accepted - Taken >= Window || _bytes >= MostBytesOnTheWay;

    // An item is on its way until what it wrote has been taken.
    private long Taken { get; set; }

    private long Delivered => options.IsOrdered ? _nextInOrder : Completed;

    // How many items may be on their way: enough for all workers and for who takes the results.
    private int Window => Math.Clamp(
        Ahead * Math.Max(1, Workers.Count) * 4,
        Math.Clamp(options.BatchSize * Math.Max(1, Workers.Count) * 2, 64, MostOnTheWay),
        MostOnTheWay);

    private int Ahead => _secondsAnItem is 0 or > SlowItemSeconds
        ? 1
        : Math.Clamp((int)(AheadSeconds / _secondsAnItem), 2, MostAhead);

    /// <summary>Takes one more input.</summary>
    public void Accept(ScheduledItem item)
    {
        item.Place(ScheduledItem.IdOf(number, ++_lastItem), Accepted++);
        _waiting.Enqueue(item);
        _bytes += item.Size;
    }

    /// <summary>All that was delivered has been taken.</summary>
    public void Take()
    {
        Taken = Delivered;
        if (Accepted == Taken)
        {
            _bytes = 0;
        }
    }

    /// <summary>Chooses what to give to a worker next. Null when it has enough, or there is nothing.</summary>
    public List<ScheduledItem>? NextBatch(ScheduledWorker worker, int most)
    {
        if (WaitingCount == 0)
        {
            return null;
        }

        int ahead = Ahead;
        int size = options.BatchSize > 0
            ? options.BatchSize
            : Math.Clamp(Math.Min(ahead / 2, (WaitingCount + Workers.Count - 1) / Workers.Count), 1, MostAhead);
        if (!HasAllInput && !IsFull && _again.Count == 0 && WaitingCount < Least(worker, ahead))
        {
            return null; // More is coming, and it has enough to do meanwhile.
        }

        size = Math.Min(size, most);
        int room = Math.Max(ahead, ahead > 1 ? 2 * options.BatchSize : 0);
        if (worker.Given.Count > 0 && worker.Given.Count + size > room)
        {
            return null;
        }

        List<ScheduledItem> batch = new(size);
        while (batch.Count < size && (_again.TryDequeue(out ScheduledItem? item) || _waiting.TryDequeue(out item)))
        {
            batch.Add(item);
        }

        return batch;
    }

    /// <summary>Takes items that nobody has begun back: before all that wait, in their order.</summary>
    public void PutBack(IEnumerable<ScheduledItem> items)
    {
        ScheduledItem[] others = [.. _again];
        _again.Clear();
        foreach (ScheduledItem item in items.Concat(others).OrderBy(static item => item.Index))
        {
            _again.Enqueue(item);
        }
    }

    /// <summary>Takes an item back that waits.</summary>
    /// <returns>False when it does not wait.</returns>
    public bool TryWithdraw(ScheduledItem item) => Withdraw(_waiting, item) || Withdraw(_again, item);

    /// <summary>Looks how long an item takes, now that a worker has done one more.</summary>
    public void Measure(ScheduledWorker worker)
    {
        worker.ItemsMeasured++;
        double seconds = (worker.LastSign - worker.MeasuredFrom).TotalSeconds;
        if (worker.Given.Count == 0 || seconds >= AheadSeconds / 2 || _secondsAnItem == 0)
        {
            seconds /= worker.ItemsMeasured;
            _secondsAnItem = _secondsAnItem == 0 ? seconds : (0.5 * _secondsAnItem) + (0.5 * seconds);
            worker.MeasuredFrom = worker.LastSign;
            worker.ItemsMeasured = 0;
        }
    }

    /// <summary>It is known what became of an item.</summary>
    /// <param name="item">The item.</param>
    /// <param name="hasFailed">Whether by an error.</param>
    /// <param name="commands">Gets a command to deliver for each whose turn has come.</param>
    public void Complete(ScheduledItem item, bool hasFailed, Queue<SchedulerCommand> commands)
    {
        Completed++;
        Lost += item.Loss is null ? 0 : 1;
        HasFailedItems |= hasFailed;
        _bytes -= item.Size;
        Deliver(item, commands);
    }

    /// <summary>An item was stopped, for the time of the call is over.</summary>
    /// <param name="item">The item.</param>
    /// <param name="commands">Gets a command to deliver what it had written.</param>
    public void CompletePart(ScheduledItem item, Queue<SchedulerCommand> commands)
    {
        item.IsPart = true;
        Deliver(item, commands);
    }

    /// <summary>Its time is over.</summary>
    public void BeLate() => IsLate = true;

    /// <summary>Delivers what is left, when nothing more comes: in order, but with gaps.</summary>
    public void DeliverRest(Queue<SchedulerCommand> commands)
    {
        foreach (ScheduledItem item in _early.Values.OrderBy(static item => item.Index))
        {
            commands.Enqueue(new SchedulerCommand(SchedulerCommandKind.Deliver, null, this, item));
        }

        _early.Clear();
    }

    private static bool Withdraw(Queue<ScheduledItem> from, ScheduledItem item)
    {
        int count = from.Count;
        bool isThere = false;
        for (int i = 0; i < count; i++)
        {
            ScheduledItem next = from.Dequeue();
            if (next == item)
            {
                isThere = true;
            }
            else
            {
                from.Enqueue(next);
            }
        }

        return isThere;
    }

    private void Deliver(ScheduledItem item, Queue<SchedulerCommand> commands)
    {
        if (!options.IsOrdered)
        {
            commands.Enqueue(new SchedulerCommand(SchedulerCommandKind.Deliver, null, this, item));
            return;
        }

        _early.Add(item.Index, item);
        while (!IsLate && _early.Remove(_nextInOrder, out ScheduledItem? next))
        {
            _nextInOrder++;
            commands.Enqueue(new SchedulerCommand(SchedulerCommandKind.Deliver, null, this, next));
        }
    }

    /// <summary>Ends it as a whole.</summary>
    /// <returns>The items that nobody has been given.</returns>
    public List<ScheduledItem> Fail()
    {
        HasFailed = true;
        List<ScheduledItem> left = [.. _again.Concat(_waiting).OrderBy(static item => item.Index)];
        _again.Clear();
        _waiting.Clear();
        return left;
    }

    // Below this it is not worth a message.
    private int Least(ScheduledWorker worker, int ahead) =>
        options.BatchSize > 0 ? options.BatchSize : worker.Given.Count == 0 ? 1 : Math.Max(1, ahead / 4);
}
