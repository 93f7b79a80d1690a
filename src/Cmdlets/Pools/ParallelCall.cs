using System.Diagnostics;
using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// One call of Invoke-IpcParallel: its inputs on their way to the workers of a pool, and what they wrote on its way back. Whoever gives
/// inputs waits while many are on their way, and takes what has come meanwhile: so there is never much in memory.
/// </summary>
internal sealed partial class ParallelCall
{
    private const int MostOnTheWay = 16 * 1024;
    private const long MostBytesOnTheWay = 64L << 20;

    private static readonly List<PoolRecord> s_nothing = [];
    private static int s_lastNumber;

    private readonly IpcPool _pool;
    private readonly byte[] _script;
    private readonly Queue<ParallelItem> _waiting = new();
    private readonly Queue<ParallelItem> _again = new();
    private List<PoolRecord> _ready = [];
    private List<PoolRecord> _taken = [];
    private readonly Dictionary<long, ParallelItem> _early = [];
    private long _nextInOrder;
    private long _lastItem;
    private long _bytes;
    private bool _isAwaited;

    public ParallelCall(IpcPool pool, byte[] script, ParallelOptions options)
    {
        _pool = pool;
        _script = script;
        Options = options;
        Number = Interlocked.Increment(ref s_lastNumber);
        pool.Add(this);
    }

    public int Number { get; }

    public ParallelOptions Options { get; }

    public IpcPool Pool => _pool;

    /// <summary>The workers that take part. Inside the gate, as everything below.</summary>
    public List<PoolWorker> Workers { get; } = [];

    /// <summary>How many inputs there were.</summary>
    public long Accepted { get; private set; }

    /// <summary>Of how many it is known what became of them.</summary>
    public long Completed { get; private set; }

    /// <summary>How many ended with an error of the pool's: died, timed out.</summary>
    public long Lost { get; private set; }

    /// <summary>Whether any item ended with an error, its own or the pool's, and did not just write some.</summary>
    public bool HasFailedItems { get; private set; }

    public bool HasAllInput { get; private set; }

    /// <summary>The error that ended the call as a whole.</summary>
    public ErrorRecord? Failure { get; private set; }

    public int WaitingCount => _waiting.Count + _again.Count;

    /// <summary>Whether no item will be given to anybody any more.</summary>
    public bool HasNothingLeft => Failure is not null || (HasAllInput && Completed == Accepted);

    /// <summary>Whether nothing more will come.</summary>
    public bool IsOver => HasNothingLeft && Workers.Count == 0;

    // An item counts until what it wrote has been taken.
    private long OnTheWay => Accepted - Handed;

    private long Handed { get; set; }

    /// <summary>Whether it is to be waited for before more inputs are given.</summary>
    public bool IsFull => Failure is not null || OnTheWay >= Window || _bytes >= MostBytesOnTheWay;

    /// <summary>Gives one input. Returns what has come meanwhile; it is to be written before the next call.</summary>
    public List<PoolRecord> Add(object? input, byte[] encoded)
    {
        lock (_pool.Gate)
        {
            _waiting.Enqueue(new ParallelItem(NextItemId(), Accepted++, input, encoded));
            _bytes += encoded.Length;
            _pool.Dispatch();
            return _ready.Count > 0 ? Take() : s_nothing;
        }
    }

    /// <summary>Says that there are no more inputs.</summary>
    public void EndInput()
    {
        lock (_pool.Gate)
        {
            HasAllInput = true;
            _pool.Dispatch();
        }
    }

    /// <summary>
    /// Waits for what comes next, or until more inputs may be given, and takes it. Nothing when the deadline has passed, when the call
    /// is over, or has failed.
    /// </summary>
    public List<PoolRecord> Next(long deadline, CancellationToken cancellation)
    {
        using CancellationTokenRegistration registration = _pool.PulseOn(cancellation);
        lock (_pool.Gate)
        {
            while (_ready.Count == 0 && Failure is null && !(HasAllInput ? IsOver : !IsFull))
            {
                cancellation.ThrowIfCancellationRequested();
                long now = Stopwatch.GetTimestamp();
                if (now >= deadline)
                {
                    break;
                }

                _isAwaited = true;
                TimeSpan left = Stopwatch.GetElapsedTime(now, deadline);
                Monitor.Wait(_pool.Gate, left < TimeSpan.FromDays(1) ? left + TimeSpan.FromMilliseconds(1) : TimeSpan.FromDays(1));
            }

            _isAwaited = false;
            return Take();
        }
    }

    /// <summary>Ends it before it is over: what the workers do for it is stopped.</summary>
    public void GiveUp(TimeSpan grace)
    {
        lock (_pool.Gate)
        {
            if (!IsOver)
            {
                Failure ??= ErrorFactory.Create(new IpcException(IpcError.Closed, "The call was given up."), null);
                _pool.GiveUp(this, grace);
            }
        }
    }

    /// <summary>The error of a call that was not done in time.</summary>
    public IpcException Late(TimeSpan timeout) => new(
        IpcError.Timeout,
        $"The call was not done within {timeout.TotalSeconds} s: of {Accepted} items {Completed} were done. Its workers were stopped. Give it a longer -Timeout.");

    private List<PoolRecord> Take()
    {
        (_ready, _taken) = (_taken, _ready);
        _ready.Clear();
        Handed = Options.IsOrdered ? _nextInOrder : Completed;
        if (OnTheWay == 0)
        {
            _bytes = 0;
        }

        return _taken;
    }

    private void Tell()
    {
        if (_isAwaited)
        {
            _isAwaited = false;
            Monitor.PulseAll(_pool.Gate);
        }
    }

    private long NextItemId() => ((long)Number << 40) | ++_lastItem;
}
