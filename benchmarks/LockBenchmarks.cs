using BenchmarkDotNet.Attributes;

namespace Ipc.Benchmarks;

/// <summary>Locks and barriers.</summary>
public class LockBenchmarks : IDisposable
{
    private const int Turns = 1000;

    private readonly IpcLock _lock = IpcLock.Create();
    private readonly IpcLock _recursive = IpcLock.Create(recursive: true);

    internal static IEnumerable<Benchmark> All()
    {
        yield return Benchmark.InProcess("lock", "lock, nobody else", new Piece(typeof(LockBenchmarks), nameof(Alone)),
            Control.C("lock", "futex lock", 1 / 1.6), Control.Python("lock", "Lock"));
        yield return Benchmark.InProcess("rlock", "recursive lock, nobody else", new Piece(typeof(LockBenchmarks), nameof(RecursiveAlone)),
            Control.C("lock", "futex lock", 1 / 1.6), Control.Python("rlock", "RLock"));
        yield return new("lock2", "lock, two processes", "ops/s", true, () => Contended(2), Control.Python("lock2", "Lock", 5));
        yield return new("lock4", "lock, four processes", "ops/s", true, () => Contended(4), Control.Python("lock4", "Lock", 5));
        yield return new("value2", "value += 1 under its lock, two processes", "ops/s", true, () => Counting(2), Control.Python("value2", "Value", 10));
        yield return new("barrier2", "barrier of two", "cycles/s", true, () => Meeting(2, 100_000), Control.Python("barrier2", "Barrier", 50));
        yield return new("barrier4", "barrier of four", "cycles/s", true, () => Meeting(4, 10_000), Control.Python("barrier4", "Barrier", 5));
    }

    [Benchmark(OperationsPerInvoke = Turns)]
    public void Alone() => Peer.Turn(_lock, Turns);

    [Benchmark(OperationsPerInvoke = Turns)]
    public void RecursiveAlone() => Peer.Turn(_recursive, Turns);

    [GlobalCleanup]
    public void Dispose()
    {
        _lock.Dispose();
        _recursive.Dispose();
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
