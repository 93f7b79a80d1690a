using System.Diagnostics;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>Which worker is given what, and what becomes of it. Inside the pool's gate.</summary>
internal sealed partial class ParallelCall
{
    // A worker is given as much as it needs for this long, so that it never waits for us; no more, so that nobody waits for it.
    private const double AheadSeconds = 0.004;
    private const double SlowItemSeconds = 0.02;
    private const int MostAhead = 1024;

    private double _secondsAnItem;
    private int _deathsBeforeItems;

    // How many items may be on their way: enough for all workers and for who takes the results.
    private int Window => Math.Clamp(Ahead * Math.Max(1, Workers.Count) * 4, Math.Max(64, Options.BatchSize * Options.ThrottleLimit * 2), MostOnTheWay);

    private int Ahead => _secondsAnItem == 0 ? 1
        : _secondsAnItem > SlowItemSeconds ? 1
        : Math.Clamp((int)(AheadSeconds / _secondsAnItem), 2, MostAhead);

    public ReadOnlySpan<byte> StartMessage(PoolWriter writer)
    {
        writer.Clear();
        writer.Write((byte)PoolMessage.Call);
        writer.Write(Number);
        writer.Write(_script);
        return writer.Written;
    }

    /// <summary>Chooses what to give to a worker next, and writes the message. Null when it has enough, or there is nothing.</summary>
    public List<ParallelItem>? NextBatch(PoolWorker worker, int most, PoolWriter writer)
    {
        if (Failure is not null || WaitingCount == 0)
        {
            return null;
        }

        int ahead = Ahead;
        int size = Options.BatchSize > 0
            ? Options.BatchSize
            : Math.Clamp(Math.Min(ahead / 2, (WaitingCount + Workers.Count - 1) / Workers.Count), 1, MostAhead);
        if (!HasAllInput && _again.Count == 0 && WaitingCount < Least(worker, ahead))
        {
            return null; // More is coming, and it has enough to do meanwhile.
        }

        size = Math.Min(size, most);
        if (worker.Given.Count > 0 && worker.Given.Count + size > Math.Max(ahead, ahead > 1 ? 2 * Options.BatchSize : 0))
        {
            return null;
        }

        List<ParallelItem> batch = new(size);
        writer.Clear();
        writer.Write((byte)PoolMessage.Batch);
        writer.Write(Number);
        while (batch.Count < size && (_again.TryDequeue(out ParallelItem? item) || _waiting.TryDequeue(out item)))
        {
            batch.Add(item);
            writer.Write(item.Id);
            writer.Write(item.Encoded.Length);
            writer.Write(item.Encoded);
        }

        return batch;
    }

    /// <summary>Puts back what could not be sent.</summary>
    public void TakeBack(List<ParallelItem> batch) => PutBack(batch);

    /// <summary>An item cannot be given to anybody.</summary>
    public void Refuse(ParallelItem item, IpcException why)
    {
        Lost++;
        HasFailedItems = true;
        item.Records = [PoolRecord.Error(ErrorFactory.Create(why, item.Input))];
        Finish(item);
    }

    /// <summary>An item is done.</summary>
    /// <param name="item">With what it wrote.</param>
    /// <param name="worker">Who did it.</param>
    /// <param name="hasFailed">Whether an error ended it.</param>
    public void Complete(ParallelItem item, PoolWorker worker, bool hasFailed)
    {
        HasFailedItems |= hasFailed;
        _deathsBeforeItems = 0;
        worker.ItemsMeasured++;
        double seconds = (worker.LastSign - worker.MeasuredFrom) / (double)Stopwatch.Frequency;
        if (worker.Given.Count == 0 || seconds >= AheadSeconds / 2 || _secondsAnItem == 0)
        {
            seconds /= worker.ItemsMeasured;
            _secondsAnItem = _secondsAnItem == 0 ? seconds : (0.5 * _secondsAnItem) + (0.5 * seconds);
            worker.MeasuredFrom = worker.LastSign;
            worker.ItemsMeasured = 0;
        }

        Finish(item);
    }

    /// <summary>Something was written that is not kept for the end of an item.</summary>
    public void Pass(PoolRecord[] records)
    {
        _ready.AddRange(records);
        Tell();
    }

    /// <summary>Ends the call as a whole.</summary>
    public void Fail(ErrorRecord? failure)
    {
        Failure ??= failure ?? ErrorFactory.Create(new IpcException(IpcError.WorkerFailed, "A worker of the pool failed and did not say why."), null);
        _isAwaited = true;
        Tell();
    }

    /// <summary>A worker has left: it ran its -End block, or was never needed.</summary>
    public void Leave(PoolWorker worker)
    {
        Workers.Remove(worker);
        if (IsOver)
        {
            _isAwaited = true;
            Tell();
        }
    }

    /// <summary>A worker has died. All it has sent has been handled before.</summary>
    /// <param name="worker">The worker.</param>
    /// <param name="begun">The item that it began last.</param>
    public void OnDeath(PoolWorker worker, long begun)
    {
        Workers.Remove(worker);
        if (Failure is not null)
        {
            return;
        }

        List<ParallelItem> untouched = [];
        bool hadBegun = false;
        while (worker.Given.TryDequeue(out ParallelItem? item))
        {
            if (item.Id != begun)
            {
                untouched.Add(item);
                continue;
            }

            hadBegun = true;
            OnDeathIn(item, worker);
        }

        PutBack(untouched);
        if (!hadBegun && worker.TimedOut is null)
        {
            OnDeathBetween(worker);
        }

        if (IsOver)
        {
            Tell();
        }
    }

    private void OnDeathIn(ParallelItem item, PoolWorker worker)
    {
        bool isLate = ReferenceEquals(worker.TimedOut, item);
        if (!isLate && item.Deaths++ < Options.Retry)
        {
            _again.Enqueue(item);
            return;
        }

        Refuse(item, isLate
            ? new IpcException(IpcError.Timeout, $"{item} was not done within {Options.ItemTimeout!.Value.TotalSeconds} s; its worker was stopped and replaced. Give it a longer -ItemTimeout, or find out what it waits for.")
            : new IpcException(IpcError.WorkerFailed, $"{item} was not finished: {DeathOf(worker)}{(Options.Retry > 0 ? $" It was tried {item.Deaths} times." : " With -Retry it is tried again.")}"));
    }

    // In -Begin or -End, or while it had nothing to do.
    private void OnDeathBetween(PoolWorker worker)
    {
        if (worker.HasBeenToldOfEnd)
        {
            if (!Options.HasEnd)
            {
                return; // It had nothing left to do.
            }

            Pass([PoolRecord.Error(ErrorFactory.Create(new IpcException(IpcError.WorkerFailed, $"A worker died while it ended the call. {DeathOf(worker)}"), worker.Job.Name))]);
        }
        else if (!worker.HasJoined && ++_deathsBeforeItems >= 3)
        {
            Fail(ErrorFactory.Create(
                new IpcException(IpcError.WorkerFailed, $"Three workers in a row died before they could begin an item: look at the -Begin block. {DeathOf(worker)}"), worker.Job.Name));
        }
    }

    private static string DeathOf(PoolWorker worker) => worker.Job.Failure?.Exception.Message
        ?? $"The worker '{worker.Job.Name}' (pid {worker.Job.ProcessId}) was stopped.";

    // Before all that wait, in their order.
    private void PutBack(List<ParallelItem> items)
    {
        ParallelItem[] others = [.. _again];
        _again.Clear();
        foreach (ParallelItem item in items.Concat(others).OrderBy(static item => item.Index))
        {
            _again.Enqueue(item);
        }
    }

    private void Finish(ParallelItem item)
    {
        Completed++;
        _bytes -= item.Encoded.Length;
        if (!Options.IsOrdered)
        {
            _ready.AddRange(item.Records);
        }
        else
        {
            _early.Add(item.Index, item);
            while (_early.Remove(_nextInOrder, out ParallelItem? next))
            {
                _nextInOrder++;
                _ready.AddRange(next.Records);
            }
        }

        if (_ready.Count == 0)
        {
            Handed = Options.IsOrdered ? _nextInOrder : Completed; // There is nothing to take.
        }

        if (_ready.Count > 0 || HasNothingLeft || !IsFull)
        {
            Tell();
        }
    }

    // Below this it is not worth a message.
    private int Least(PoolWorker worker, int ahead) => Options.BatchSize > 0 ? Options.BatchSize : worker.Given.Count == 0 ? 1 : Math.Max(1, ahead / 4);
}
