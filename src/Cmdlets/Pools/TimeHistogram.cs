namespace Ipc.Commands;

/// <summary>
/// How long many things took: counts in buckets, each a fifth longer than the one before, so that it always takes
/// 1.3 KB, and a percentile is wrong by a tenth at most. From a microsecond to twelve days. Not for several threads.
/// </summary>
internal sealed class TimeHistogram
{
    private const int BucketsPerDoubling = 4;

    private readonly long[] _counts = new long[40 * BucketsPerDoubling];
    private long _count;
    private TimeSpan _longest;

    /// <summary>One more took that long.</summary>
    public void Add(TimeSpan time)
    {
        double microseconds = Math.Max(1, time.TotalMicroseconds);
        _counts[Math.Min((int)(Math.Log2(microseconds) * BucketsPerDoubling), _counts.Length - 1)]++;
        _count++;
        _longest = time > _longest ? time : _longest;
    }

    /// <summary>What is known now.</summary>
    public IpcPoolTimes Snapshot() => new(Percentile(0.5), Percentile(0.9), Percentile(0.99), _longest);

    // The middle of the bucket below whose upper end that share of all lies; never more than the longest.
    private TimeSpan Percentile(double share)
    {
        long wanted = Math.Max(1, (long)Math.Ceiling(share * _count));
        long seen = 0;
        for (int i = 0; i < _counts.Length; i++)
        {
            seen += _counts[i];
            if (seen >= wanted)
            {
                TimeSpan middle = TimeSpan.FromMicroseconds(Math.Pow(2, (i + 0.5) / BucketsPerDoubling));
                return middle < _longest ? middle : _longest;
            }
        }

        return TimeSpan.Zero;
    }
}
