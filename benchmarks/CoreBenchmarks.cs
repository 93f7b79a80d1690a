using System.Buffers;
using System.Diagnostics;
using System.Globalization;

namespace Ipc.Benchmarks;

/// <summary>Core against Python: the same work between two processes.</summary>
internal static class CoreBenchmarks
{
    private const int Messages = 1_000_000;
    private const int RoundTrips = 20_000;
    private const int Turns = 1_000_000;
    private const int Meetings = 20_000;

    public static IEnumerable<Benchmark> All()
    {
        Func<double>? Python(string work) => Programs.Python is null ? null : () => Programs.Control(work);
        yield return new("queue", "queue of ints, one to one, Core", "msg/s", true, "Python Queue", Queue, Python("queue"));
        yield return new("pipe", "pipe round trip, Core", "us", false, "Python Pipe", Pipe, Python("pipe"));
        yield return new("lock", "lock, uncontended, Core", "ns", false, "Python Lock", Lock, Python("lock"));
        yield return new("lock2", "lock, two processes, Core", "ops/s", true, "Python Lock", ContendedLock, Python("lock2"));
        yield return new("barrier", "barrier of two, Core", "cycles/s", true, "Python Barrier", Barrier, Python("barrier"));
    }

    private static double Queue()
    {
        using IpcQueue queue = IpcQueue.Create(capacity: 10_000);
        using Process peer = Ready("receive", queue.Id, Messages);
        byte[] message = new byte[4];
        Stopwatch watch = Stopwatch.StartNew();
        for (int i = 0; i < Messages; i++)
        {
            BitConverter.TryWriteBytes(message, i);
            queue.TrySendBytes(message, Timeout.InfiniteTimeSpan);
        }

        long sum = long.Parse(peer.StandardOutput.ReadLine()!, CultureInfo.InvariantCulture);
        double rate = Messages / watch.Elapsed.TotalSeconds;
        peer.WaitForExit();
        return sum == Messages * (Messages - 1L) / 2 ? rate : throw new InvalidOperationException("Messages were lost.");
    }

    private static double Pipe()
    {
        (IpcPipe left, IpcPipe right) = IpcPipe.Create();
        using (left)
        {
            using Process peer = Ready("echo", left.Id, 0);
            byte[] message = new byte[8];
            ArrayBufferWriter<byte> answer = new();
            void RoundTrip()
            {
                left.TrySendBytes(message, Timeout.InfiniteTimeSpan);
                answer.ResetWrittenCount();
                left.TryReceiveBytes(answer, Timeout.InfiniteTimeSpan);
            }

            for (int i = 0; i < RoundTrips / 10; i++)
            {
                RoundTrip();
            }

            right.Close();
            Stopwatch watch = Stopwatch.StartNew();
            for (int i = 0; i < RoundTrips; i++)
            {
                RoundTrip();
            }

            double each = watch.Elapsed.TotalMicroseconds / RoundTrips;
            left.Close();
            peer.WaitForExit();
            return each;
        }
    }

    private static double Lock()
    {
        using IpcLock target = IpcLock.Create();
        Peer.Turn(target, Turns);
        Stopwatch watch = Stopwatch.StartNew();
        Peer.Turn(target, Turns);
        return watch.Elapsed.TotalNanoseconds / Turns;
    }

    private static double ContendedLock()
    {
        using IpcLock target = IpcLock.Create();
        Peer.Turn(target, Turns / 10);
        using Process peer = Ready("lock", target.Id, Turns);
        Stopwatch watch = Stopwatch.StartNew();
        Peer.Turn(target, Turns);
        peer.WaitForExit();
        return 2 * Turns / watch.Elapsed.TotalSeconds;
    }

    private static double Barrier()
    {
        using IpcBarrier barrier = IpcBarrier.Create(2);
        using Process peer = Ready("barrier", barrier.Id, Meetings + 1);
        barrier.Wait();
        Stopwatch watch = Stopwatch.StartNew();
        Peer.Meet(barrier, Meetings);
        double rate = Meetings / watch.Elapsed.TotalSeconds;
        peer.WaitForExit();
        return rate;
    }

    private static Process Ready(string verb, string id, int count)
    {
        Process peer = Programs.Peer(verb, id, count.ToString(CultureInfo.InvariantCulture));
        peer.StandardOutput.ReadLine();
        return peer;
    }
}
