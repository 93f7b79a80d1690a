using System.Diagnostics;

namespace Ipc.Sync;

/// <summary>A point on the monotonic clock. The wall clock plays no part in any wait.</summary>
internal readonly struct Deadline
{
    private readonly long _timestamp;

    private Deadline(long timestamp) => _timestamp = timestamp;

    public static Deadline Never => new(long.MaxValue);

    /// <summary>Already passed: one attempt is made and nothing is waited for.</summary>
    public static Deadline Now => new(long.MinValue);

    public bool IsNever => _timestamp == long.MaxValue;

    public bool IsNow => _timestamp == long.MinValue;

    public bool HasPassed => !IsNever && Stopwatch.GetTimestamp() >= _timestamp;

    /// <summary>What is left, never negative; <see cref="TimeSpan.MaxValue"/> when there is no deadline.</summary>
    public TimeSpan Remaining
    {
        get
        {
            if (IsNever)
            {
                return TimeSpan.MaxValue;
            }

            long now = Stopwatch.GetTimestamp();
            return now >= _timestamp ? TimeSpan.Zero : Stopwatch.GetElapsedTime(now, _timestamp);
        }
    }

    /// <summary>The deadline that lies a time-out ahead. <see cref="Timeout.InfiniteTimeSpan"/> is never.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time-out is negative.</exception>
    public static Deadline After(TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
        {
            return Never;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(timeout, TimeSpan.Zero);
        if (timeout == TimeSpan.Zero)
        {
            return Now;
        }

        double ticks = timeout.TotalSeconds * Stopwatch.Frequency;
        long now = Stopwatch.GetTimestamp();
        return ticks >= long.MaxValue - now - 1 ? Never : new Deadline(now + (long)ticks);
    }

    /// <summary>The earlier of this deadline and one that lies <paramref name="slice"/> ahead.</summary>
    public Deadline AtMost(TimeSpan slice)
    {
        Deadline other = After(slice);
        return other._timestamp < _timestamp ? other : this;
    }

    /// <summary>The earlier of this deadline and a time on the monotonic clock; 0 is no time.</summary>
    public Deadline OrAt(long timestamp) => timestamp != 0 && timestamp < _timestamp ? new Deadline(timestamp) : this;

    /// <summary>
    /// The time on the monotonic clock that lies a time-out ahead; 0 for <see cref="Timeout.InfiniteTimeSpan"/>, or
    /// beyond all times.
    /// </summary>
    public static long TimestampAfter(TimeSpan timeout) =>
        After(timeout) is { IsNever: false } deadline ? deadline._timestamp : 0;

    /// <summary>Reads a number of seconds as PowerShell users write it; null waits for ever.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative or not a number.</exception>
    public static TimeSpan Seconds(double seconds)
    {
        if (double.IsNaN(seconds) || seconds < 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(seconds), seconds, "A time-out is a number of seconds, zero or more.");
        }

        return seconds >= TimeSpan.MaxValue.TotalSeconds ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds);
    }
}
