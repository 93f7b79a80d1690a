namespace Ipc.Benchmarks;

/// <summary>
/// One line of work: measured here, and by each control in turn in the same minute, so that what else the machine does falls on all.
/// </summary>
internal sealed record Benchmark(string Name, string Work, string Unit, bool MoreIsBetter, Func<double> Ours, params Control[] Controls)
{
    /// <summary>The goal where it is a figure and not a ratio; null where there is none.</summary>
    public double? Limit { get; init; }

    /// <summary>How many times better we are than a control.</summary>
    public double Ratio(double ours, double theirs) => MoreIsBetter ? ours / theirs : theirs / ours;
}
