namespace Ipc.Benchmarks;

/// <summary>The figures of all rounds of one benchmark, ours and the control's in turn.</summary>
internal sealed record BenchmarkResult(
    string Name, string Work, string Unit, string Control, double[] Ours, double[] Theirs, double Ratio, double RatioLow, double RatioHigh)
{
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[sorted.Length / 2];
    }
}
