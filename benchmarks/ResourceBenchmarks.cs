using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using BenchmarkDotNet.Attributes;

namespace Ipc.Benchmarks;

/// <summary>What waiting, memory and growth cost.</summary>
public class ResourceBenchmarks : IDisposable
{
    private const int Turns = 1000;

    private readonly IpcQueue _queue = IpcQueue.Create();
    private readonly byte[] _message = new byte[8];
    private readonly ArrayBufferWriter<byte> _output = new();

    internal static IEnumerable<Benchmark> All()
    {
        yield return new("waiting", "100 waiters, CPU time of ten seconds", "ms", false, Waiting) { Limit = 50 };
        yield return new("memory-queue", "an empty queue, shared memory", "KiB", false, QueueMemory) { Limit = 64 };
        yield return new("memory-locks", "10,000 locks made at once, shared memory", "KiB", false, LockSetMemory) { Limit = 2048 };
        yield return new("memory-objects", "10,000 locks made one by one (1,000 measured), shared memory", "KiB", false, LockMemory);
        yield return new("open", "1,000 named objects opened", "ms", false, Opening) { Limit = 1000 };
        yield return Benchmark.InProcess("growth-messages", "send and receive, 10 million waiting", Piece(nameof(BehindMany)),
            Control.InProcess("10 waiting", Piece(nameof(BehindFew)), 0.8));
        yield return new("growth-waiters", "event set, 200 waiters", "us", false, () => Among(200), new Control("1 waiter", () => Among(1), 0.8));

        static Piece Piece(string method) => new(typeof(ResourceBenchmarks), method);
    }

    [GlobalSetup(Target = nameof(BehindMany))]
    public void SendMany() => Send(10_000_000);

    [Benchmark(OperationsPerInvoke = Turns)]
    public void BehindMany() => SendAndReceive();

    [GlobalSetup(Target = nameof(BehindFew))]
    public void SendFew() => Send(10);

    [Benchmark(OperationsPerInvoke = Turns)]
    public void BehindFew() => SendAndReceive();

    [GlobalCleanup]
    public void Dispose() => _queue.Dispose();

    private static double Waiting()
    {
        const int processes = 4;
        using IpcQueue queue = IpcQueue.Create();
        Process[] peers = [.. Enumerable.Range(0, processes).Select(_ => Programs.Peer("wait", queue.Id, "", "25"))];
        foreach (Process peer in peers)
        {
            peer.StandardOutput.ReadLine();
        }

        Thread.Sleep(1000);
        Dictionary<string, double>[] before = [.. peers.Select(CpuTimes)];
        Thread.Sleep(10_000);
        double spent = peers.Zip(before).Sum(one => CpuTimes(one.First).Sum(thread => thread.Value - one.Second.GetValueOrDefault(thread.Key)));
        queue.Remove();
        foreach (Process peer in peers)
        {
            peer.WaitForExit();
            peer.Dispose();
        }

        return spent / 1e6;
    }

    // Nanoseconds on a processor, thread by thread.
    private static Dictionary<string, double> CpuTimes(Process process) => Directory.GetDirectories($"/proc/{process.Id}/task")
        .ToDictionary(task => task, task => double.Parse(File.ReadAllText(Path.Combine(task, "schedstat")).Split(' ')[0], CultureInfo.InvariantCulture));

    private static double QueueMemory()
    {
        double before = UsedMemory();
        using IpcQueue queue = IpcQueue.Create();
        return UsedMemory() - before;
    }

    private static double LockSetMemory()
    {
        double before = UsedMemory();
        using IpcLockSet locks = IpcLockSet.Create(10_000);
        foreach (IpcLock one in locks)
        {
            one.Enter();
            one.Exit();
        }

        return UsedMemory() - before;
    }

    private static double LockMemory()
    {
        const int count = 1000;
        double before = UsedMemory();
        IpcLock[] locks = [.. Enumerable.Range(0, count).Select(_ => IpcLock.Create())];
        double used = UsedMemory() - before;
        foreach (IpcLock one in locks)
        {
            one.Close();
        }

        return used * 10_000 / count;
    }

    private static double UsedMemory()
    {
        using Process process = Programs.Start("du", ["-sk", Environment.GetEnvironmentVariable("IPC_HOME")!]);
        return double.Parse(process.StandardOutput.ReadToEnd().Split('\t')[0], CultureInfo.InvariantCulture);
    }

    private static double Opening()
    {
        const int count = 1000;
        IpcLock[] locks = [.. Enumerable.Range(0, count).Select(i => IpcLock.Create($"bench{i}"))];
        using Team team = new();
        team.Add("open", "bench", count);
        double seconds = team.Run(out _);
        foreach (IpcLock one in locks)
        {
            one.Close();
        }

        return seconds * 1000;
    }

    private void Send(int count)
    {
        for (int i = 0; i < count; i++)
        {
            _queue.TrySendBytes(_message, Timeout.InfiniteTimeSpan);
        }
    }

    private void SendAndReceive()
    {
        for (int i = 0; i < Turns; i++)
        {
            _queue.TrySendBytes(_message, Timeout.InfiniteTimeSpan);
            _output.ResetWrittenCount();
            _queue.TryReceiveBytes(_output, Timeout.InfiniteTimeSpan);
        }
    }

    // How long setting takes while that many sleep, of whom one is woken.
    private static double Among(int waiters)
    {
        using IpcEvent target = IpcEvent.Create(autoReset: true);
        using Process peer = Programs.Peer("wait-event", target.Id, "", waiters.ToString(CultureInfo.InvariantCulture));
        peer.StandardOutput.ReadLine();
        List<double> each = [];
        for (int i = 0; i < 300; i++)
        {
            Thread.Sleep(1);
            long start = Stopwatch.GetTimestamp();
            target.Set();
            each.Add(Stopwatch.GetElapsedTime(start).TotalMicroseconds);
        }

        target.Remove();
        peer.WaitForExit();
        return Figures.Of(each).Median;
    }
}
