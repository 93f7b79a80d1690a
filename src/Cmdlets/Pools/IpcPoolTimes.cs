namespace Ipc.Commands;

/// <summary>How long what a pool did took, all since it was made. The percentiles are right to a tenth.</summary>
public sealed class IpcPoolTimes
{
    internal IpcPoolTimes(TimeSpan median, TimeSpan percentile90, TimeSpan percentile99, TimeSpan longest)
    {
        Median = median;
        Percentile90 = percentile90;
        Percentile99 = percentile99;
        Longest = longest;
    }

    /// <summary>Half took no longer.</summary>
    public TimeSpan Median { get; }

    /// <summary>Nine of ten took no longer.</summary>
    public TimeSpan Percentile90 { get; }

    /// <summary>99 of 100 took no longer.</summary>
    public TimeSpan Percentile99 { get; }

    /// <summary>The longest of all, exactly.</summary>
    public TimeSpan Longest { get; }

    /// <summary>In words.</summary>
    public override string ToString() =>
        $"median {Text(Median)}, 90 % {Text(Percentile90)}, 99 % {Text(Percentile99)}, longest {Text(Longest)}";

    private static string Text(TimeSpan time) => FormattableString.Invariant(
        time.TotalMilliseconds < 1 ? $"{time.TotalMicroseconds:0} us"
        : time.TotalSeconds < 1 ? (FormattableString)$"{time.TotalMilliseconds:0.#} ms"
        : $"{time.TotalSeconds:0.#} s");
}
