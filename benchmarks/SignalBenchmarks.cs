using System.Diagnostics;
using BenchmarkDotNet.Attributes;

namespace Ipc.Benchmarks;

/// <summary>Semaphores, events, counting, what keeps in step besides, and how long it takes to wake who sleeps.</summary>
public class SignalBenchmarks : IDisposable
{
    private const int Turns = 1000;
    private const int Wakes = 300;

    private readonly IpcSemaphore _semaphore = IpcSemaphore.Create(1);
    private readonly IpcEvent _event = IpcEvent.Create();
    private readonly IpcReaderWriterLock _gate = IpcReaderWriterLock.Create();
    private readonly IpcCountdown _countdown = IpcCountdown.Create(5);
    private readonly IpcRateLimit _limit = IpcRateLimit.Create(IpcRateLimit.MaximumCount, TimeSpan.FromMilliseconds(1));
    private readonly IpcOnce _once = Done();
    private readonly IpcValue<long> _value = (IpcValue<long>)IpcValue.Create(0L);

    internal static IEnumerable<Benchmark> All()
    {
        yield return Benchmark.InProcess("semaphore", "semaphore, enter and exit", Piece(nameof(Semaphore)), Control.C("semaphore", "futex semaphore", 0.5));
        yield return Benchmark.InProcess("event", "event, set, test and reset", Piece(nameof(Event)), Control.C("event", "futex event", 0.5));
        yield return Benchmark.InProcess("add", "value, add", Piece(nameof(Add)), Control.C("add", "fetch_add", 0.5));
        yield return Benchmark.InProcess("shared", "reader-writer lock, share and leave, nobody else", Piece(nameof(Share)), Control.Python("lock", "Lock"));
        yield return Benchmark.InProcess("countdown", "countdown, add and step", Piece(nameof(Countdown)), Control.C("add", "fetch_add"));
        yield return Benchmark.InProcess("rate", "rate limit of a million a millisecond, enter", Piece(nameof(Enter)));
        yield return Benchmark.InProcess("once", "done once, is it done?", Piece(nameof(Once)));
        yield return new("wake", "event, set to awake", "us", false, WakeEvent, Control.C("wake", "futex", 1 / 1.2));
        yield return new("notify", "condition, notify to awake", "us", false, WakeCondition, Control.C("wake", "futex", 1 / 1.2));

        static Piece Piece(string method) => new(typeof(SignalBenchmarks), method);
    }

    [Benchmark(OperationsPerInvoke = Turns)]
    public void Semaphore()
    {
        for (int i = 0; i < Turns; i++)
        {
            _semaphore.TryEnter(Timeout.InfiniteTimeSpan);
            _semaphore.Exit(1);
        }
    }

    [Benchmark(OperationsPerInvoke = Turns)]
    public void Event()
    {
        bool seen = true;
        for (int i = 0; i < Turns; i++)
        {
            _event.Set();
            seen &= _event.IsSet;
            _event.Reset();
        }

        if (!seen)
        {
            throw new InvalidOperationException("The event was not set.");
        }
    }

    [Benchmark(OperationsPerInvoke = Turns)]
    public void Add()
    {
        for (int i = 0; i < Turns; i++)
        {
            _value.Add(1);
        }
    }

    [Benchmark(OperationsPerInvoke = Turns)]
    public void Share()
    {
        for (int i = 0; i < Turns; i++)
        {
            _gate.TryEnterShared(Timeout.InfiniteTimeSpan, 1);
            _gate.ExitShared(1);
        }
    }

    [Benchmark(OperationsPerInvoke = Turns)]
    public void Countdown()
    {
        for (int i = 0; i < Turns; i++)
        {
            _countdown.Add();
            _countdown.Step();
        }
    }

    [Benchmark(OperationsPerInvoke = Turns)]
    public void Enter()
    {
        for (int i = 0; i < Turns; i++)
        {
            _limit.TryEnter(Timeout.InfiniteTimeSpan);
        }
    }

    [Benchmark(OperationsPerInvoke = Turns)]
    public void Once()
    {
        for (int i = 0; i < Turns; i++)
        {
            if (_once.TryBegin(TimeSpan.Zero) != IpcOnceResult.Done)
            {
                throw new InvalidOperationException("It is to be done again.");
            }
        }
    }

    [GlobalCleanup]
    public void Dispose()
    {
        _gate.Dispose();
        _countdown.Dispose();
        _limit.Dispose();
        _once.Dispose();
        _semaphore.Dispose();
        _event.Dispose();
        _value.Dispose();
    }

    private static IpcOnce Done()
    {
        IpcOnce once = IpcOnce.Create();
        once.TryBegin(TimeSpan.Zero);
        once.Complete([]);
        return once;
    }

    private static double WakeEvent()
    {
        using IpcEvent target = IpcEvent.Create(autoReset: true);
        return Wake("wake", target.Id, target.Set);
    }

    private static double WakeCondition()
    {
        using IpcCondition target = IpcCondition.Create();
        return Wake("notify", target.Id, () =>
        {
            target.Enter();
            target.Notify();
            target.Exit();
        });
    }

    // The other process notes how long after the time that we wrote it is awake: once a millisecond, so that it does
    // sleep.
    private static double Wake(string work, string target, Action wake)
    {
        using IpcArray<long> times = (IpcArray<long>)IpcArray.Create(typeof(long), Wakes + 2, name: Peer.TimesOf(target));
        using Team team = new();
        team.Add(work, target, Wakes);
        Thread waker = new(() =>
        {
            for (int i = 0; i < Wakes; i++)
            {
                while (times[1] != i + 1)
                {
                    Thread.Sleep(1); // Not asleep yet.
                }

                Thread.Sleep(1);
                times[0] = Stopwatch.GetTimestamp();
                wake();
            }
        });
        waker.Start();
        team.Run(out _);
        waker.Join();
        return Figures.Of(times.AsSpan()[2..].ToArray().Select(ticks => (double)ticks)).Median / Stopwatch.Frequency * 1e6;
    }
}
