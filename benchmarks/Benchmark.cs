namespace Ipc.Benchmarks;

/// <summary>
/// One line of work: measured here, and by each control in turn in the same minute, so that what else the machine does
/// falls on all.
/// </summary>
internal sealed record Benchmark(string Name, string Work, string Unit, bool MoreIsBetter, Func<double> Ours, params Control[] Controls)
{
    /// <summary>The goal where it is a figure and not a ratio; null where there is none.</summary>
    public double? Limit { get; init; }

    /// <summary>Bytes that ours allocates a turn, once it has been measured; null where nobody counts them.</summary>
    public Func<long>? Allocated { get; init; }

    /// <summary>Work that needs no other process, in nanoseconds a turn.</summary>
    public static Benchmark InProcess(string name, string work, Piece ours, params Control[] controls) =>
        new(name, work, "ns", false, ours.Nanoseconds, controls) { Allocated = () => ours.Allocated };

    /// <summary>How many times better we are than a control.</summary>
    public double Ratio(double ours, double theirs) => MoreIsBetter ? ours / theirs : theirs / ours;
}
