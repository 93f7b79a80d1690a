namespace Ipc.Benchmarks;

/// <summary>How one control did, and how many times better ours was in each round.</summary>
internal sealed record ControlResult(string Label, Figures Theirs, Figures Ratio, double? Goal, bool? Met, long? Allocated)
{
    public static ControlResult Of(Benchmark benchmark, Control control, double[] ours, double[] theirs)
    {
        Figures ratio = Figures.Of(ours.Zip(theirs, benchmark.Ratio));
        bool? met = control.Goal is { } goal ? ratio.Median >= goal : null;
        return new ControlResult(control.Label, Figures.Of(theirs), ratio, control.Goal, met, control.Allocated?.Invoke());
    }
}
