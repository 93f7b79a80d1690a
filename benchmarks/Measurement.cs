using System.Diagnostics;
using System.Globalization;

namespace Ipc.Benchmarks;

/// <summary>One piece of work, measured in batches of some milliseconds.</summary>
internal sealed class Measurement(string name, Func<object?> work)
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(2.5);

    private readonly List<double> _times = [];
    private int _batch;

    public string Name => name;

    /// <summary>Bytes a turn.</summary>
    public long Allocated { get; private set; }

    /// <summary>The median, in words.</summary>
    public string Time
    {
        get
        {
            double[] sorted = [.. _times.Order()];
            double median = sorted[sorted.Length / 2];
            return median < 10_000 ? median.ToString("N0", CultureInfo.InvariantCulture) + " ns" : (median / 1000).ToString("N0", CultureInfo.InvariantCulture) + " us";
        }
    }

    /// <summary>Lets the runtime compile it well, finds how many turns a batch has, and counts what a turn allocates.</summary>
    public void Prepare(TimeSpan batch)
    {
        if (_batch > 0)
        {
            return;
        }

        Stopwatch warm = Stopwatch.StartNew();
        for (long turns = 1; warm.Elapsed < s_warmUp; turns++)
        {
            work();
            if (turns % 1000 == 0 && warm.Elapsed < s_warmUp / 2)
            {
                Thread.Sleep(1); // The better code is made on another thread.
            }
        }

        Stopwatch watch = Stopwatch.StartNew();
        work();
        work();
        work();
        _batch = (int)Math.Clamp(batch / (watch.Elapsed / 3), 1, 1_000_000);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
        {
            work();
        }

        Allocated = (GC.GetAllocatedBytesForCurrentThread() - before) / 10;
    }

    /// <summary>One batch.</summary>
    /// <returns>Nanoseconds a turn.</returns>
    public double Once()
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < _batch; i++)
        {
            work();
        }

        double time = Stopwatch.GetElapsedTime(start).TotalNanoseconds / _batch;
        _times.Add(time);
        return time;
    }
}
