namespace Ipc.Benchmarks;

/// <summary>The figures of all rounds of one benchmark, ours and each control's in turn.</summary>
internal sealed record BenchmarkResult(
    string Name, string Work, string Unit, Figures Ours, double? Limit, bool? LimitMet, long? Allocated, IReadOnlyList<ControlResult> Controls)
{
    /// <summary>Measures ours and the controls in turn, round by round.</summary>
    public static BenchmarkResult Measure(Benchmark benchmark, int rounds)
    {
        Control[] present = [.. benchmark.Controls.Where(one => one.Measure is not null)];
        double[] ours = new double[rounds];
        double[][] theirs = [.. present.Select(_ => new double[rounds])];
        for (int round = 0; round < rounds; round++)
        {
            ours[round] = benchmark.Ours();
            string line = $"{benchmark.Work} {round + 1}/{rounds}: {Table.Number(ours[round])} {benchmark.Unit}";
            for (int i = 0; i < present.Length; i++)
            {
                theirs[i][round] = present[i].Measure!();
                line += $", {present[i].Label} {Table.Number(theirs[i][round])}";
            }

            Console.WriteLine(line);
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
            [.. present.Select((control, i) => ControlResult.Of(benchmark, control, ours, theirs[i]))]);
    }
}
