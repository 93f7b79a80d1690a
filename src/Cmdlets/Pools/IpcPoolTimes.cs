namespace Ipc.Commands;

/// <summary>How long what a pool did took, all since it was made. The percentiles are right to a tenth.</summary>
/// <param name="Median">Half took no longer.</param>
/// <param name="Percentile90">Nine of ten took no longer.</param>
/// <param name="Percentile99">99 of 100 took no longer.</param>
/// <param name="Longest">The longest of all, exactly.</param>
public sealed record IpcPoolTimes(TimeSpan Median, TimeSpan Percentile90, TimeSpan Percentile99, TimeSpan Longest)
{
    /// <summary>In words.</summary>
    public override string ToString() =>
        $"median {Text(Median)}, 90 % {Text(Percentile90)}, 99 % {Text(Percentile99)}, longest {Text(Longest)}";

    private static string Text(TimeSpan time) => FormattableString.Invariant(
        time.TotalMilliseconds < 1 ? $"{time.TotalMicroseconds:0} us"
        : time.TotalSeconds < 1 ? (FormattableString)$"{time.TotalMilliseconds:0.#} ms"
        : $"{time.TotalSeconds:0.#} s");
}
