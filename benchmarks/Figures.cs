namespace Ipc.Benchmarks;

/// <summary>The median of some rounds, with the lowest and the highest.</summary>
internal sealed record Figures(double Median, double Low, double High)
{
    public static Figures Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return new Figures(sorted[sorted.Length / 2], sorted[0], sorted[^1]);
    }
}
