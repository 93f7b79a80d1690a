namespace Ipc.Benchmarks;

/// <summary>The figures of all rounds of one benchmark, ours and each control's in turn.</summary>
/// <param name="Name">By which it is chosen.</param>
/// <param name="Work">What is done.</param>
/// <param name="Unit">Of its figures.</param>
/// <param name="Ours">The figures.</param>
/// <param name="Limit">The goal where there is no control.</param>
/// <param name="LimitMet">Whether that is reached.</param>
/// <param name="Allocated">Bytes a turn.</param>
/// <param name="Stolen">The share of the processors' time that others had meanwhile; 0 to 1.</param>
/// <param name="Controls">The figures of the controls.</param>
internal sealed record BenchmarkResult(
    string Name,
    string Work,
    string Unit,
    Figures Ours,
    double? Limit,
    bool? LimitMet,
    long? Allocated,
    double Stolen,
    IReadOnlyList<ControlResult> Controls)
{
    /// <summary>Measures ours and the controls in turn, round by round.</summary>
    public static BenchmarkResult Measure(Benchmark benchmark, int rounds)
    {
        Control[] present = [.. benchmark.Controls.Where(one => one.Measure is not null)];
        double[] ours = new double[rounds];
        double[][] theirs = [.. present.Select(_ => new double[rounds])];
        double stolen = Machine.StolenDuring(() => Run(benchmark, present, ours, theirs));
        if (stolen > 0.01)
        {
            Console.WriteLine($"Meanwhile others had {Table.Share(stolen)} of the processors' time.");
        }

        Figures figures = Figures.Of(ours);
        bool? met = benchmark.Limit is { } limit ? (benchmark.MoreIsBetter ? figures.Median >= limit : figures.Median <= limit) : null;
        return new BenchmarkResult(
            benchmark.Name,
            benchmark.Work,
            benchmark.Unit,
            figures,
            benchmark.Limit,
            met,
            benchmark.Allocated?.Invoke(),
            stolen,
            [.. present.Select((control, i) => ControlResult.Of(benchmark, control, ours, theirs[i]))]);
    }

    private static void Run(Benchmark benchmark, Control[] present, double[] ours, double[][] theirs)
    {
        for (int round = 0; round < ours.Length; round++)
        {
            ours[round] = benchmark.Ours();
            string line = $"{benchmark.Work} {round + 1}/{ours.Length}: {Table.Number(ours[round])} {benchmark.Unit}";
            for (int i = 0; i < present.Length; i++)
            {
                theirs[i][round] = present[i].Measure!();
                line += $", {present[i].Label} {Table.Number(theirs[i][round])}";
            }

            Console.WriteLine(line);
        }
    }
}
