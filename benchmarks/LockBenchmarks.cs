using System.Diagnostics;

namespace Ipc.Benchmarks;

/// <summary>Locks and barriers.</summary>
internal static class LockBenchmarks
{
    private const int Turns = 3_000_000;

    public static IEnumerable<Benchmark> All()
    {
        yield return new("lock", "lock, nobody else", "ns", false, () => Alone(recursive: false),
            Control.C("lock", "futex lock", 1 / 1.6), Control.Python("lock", "Lock"));
        yield return new("rlock", "recursive lock, nobody else", "ns", false, () => Alone(recursive: true),
            Control.C("lock", "futex lock", 1 / 1.6), Control.Python("rlock", "RLock"));
        yield return new("lock2", "lock, two processes", "ops/s", true, () => Contended(2), Control.Python("lock2", "Lock", 5));
        yield return new("lock4", "lock, four processes", "ops/s", true, () => Contended(4), Control.Python("lock4", "Lock", 5));
        yield return new("value2", "value += 1 under its lock, two processes", "ops/s", true, () => Counting(2), Control.Python("value2", "Value", 10));
        yield return new("barrier2", "barrier of two", "cycles/s", true, () => Meeting(2, 100_000), Control.Python("barrier2", "Barrier", 50));
        yield return new("barrier4", "barrier of four", "cycles/s", true, () => Meeting(4, 10_000), Control.Python("barrier4", "Barrier", 5));
    }

    private static double Alone(bool recursive)
    {
        using IpcLock target = IpcLock.Create(recursive: recursive);
        Peer.WarmUp(() => Peer.Turn(target, 1000));
        Stopwatch watch = Stopwatch.StartNew();
        Peer.Turn(target, Turns);
        return watch.Elapsed.TotalNanoseconds / Turns;
    }

    private static double Contended(int parties)
    {
        using IpcLock target = IpcLock.Create();
        return Rate("lock", target.Id, parties, 4_000_000, out _);
    }

    private static double Counting(int parties)
    {
        using IpcValue<long> target = (IpcValue<long>)IpcValue.Create(0L);
        double rate = Rate("value", target.Id, parties, 4_000_000, out _);
        return target.Value == 4_000_000 ? rate : throw new InvalidOperationException($"Counted to {target.Value}.");
    }

    private static double Meeting(int parties, int count)
    {
        using IpcBarrier target = IpcBarrier.Create(parties);
        return Rate("barrier", target.Id, parties, count * parties, out _) / parties;
    }

    private static double Rate(string work, string target, int parties, int count, out long[] figures)
    {
        using Team team = new();
        for (int i = 0; i < parties; i++)
        {
            team.Add(work, target, count / parties);
        }

        return count / team.Run(out figures);
    }
}
