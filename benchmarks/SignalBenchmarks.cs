using System.Diagnostics;

namespace Ipc.Benchmarks;

/// <summary>Semaphores, events, counting, and how long it takes to wake who sleeps.</summary>
internal static class SignalBenchmarks
{
    private const int Turns = 2_000_000;
    private const int Wakes = 300;

    public static IEnumerable<Benchmark> All()
    {
        yield return new("semaphore", "semaphore, enter and exit", "ns", false, Semaphore, Control.C("semaphore", "futex semaphore", 0.5));
        yield return new("event", "event, set, test and reset", "ns", false, Event, Control.C("event", "futex event", 0.5));
        yield return new("add", "value, add", "ns", false, Add, Control.C("add", "fetch_add", 0.5));
        yield return new("wake", "event, set to awake", "us", false, WakeEvent, Control.C("wake", "futex", 1 / 1.2));
        yield return new("notify", "condition, notify to awake", "us", false, WakeCondition, Control.C("wake", "futex", 1 / 1.2));
    }

    private static double Semaphore()
    {
        using IpcSemaphore target = IpcSemaphore.Create(1);
        return Nanoseconds(() =>
        {
            target.TryEnter(Timeout.InfiniteTimeSpan);
            target.Exit(1);
        });
    }

    private static double Event()
    {
        using IpcEvent target = IpcEvent.Create();
        bool seen = true;
        double each = Nanoseconds(() =>
        {
            target.Set();
            seen &= target.IsSet;
            target.Reset();
        });
        return seen ? each : throw new InvalidOperationException("The event was not set.");
    }

    private static double Add()
    {
        using IpcValue<long> target = (IpcValue<long>)IpcValue.Create(0L);
        return Nanoseconds(() => target.Add(1));
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

    // The other process notes how long after the time that we wrote it is awake: once a millisecond, so that it does sleep.
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

    private static double Nanoseconds(Action action)
    {
        void Repeat(int count)
        {
            for (int i = 0; i < count; i++)
            {
                action();
            }
        }

        Peer.WarmUp(() => Repeat(1000));
        Stopwatch watch = Stopwatch.StartNew();
        Repeat(Turns);
        return watch.Elapsed.TotalNanoseconds / Turns;
    }
}
