using System.Globalization;

namespace Ipc.Benchmarks;

/// <summary>The results as the table that goes into the documents.</summary>
internal static class Table
{
    public static IEnumerable<string> Of(IReadOnlyList<BenchmarkResult> results)
    {
        yield return "| work | ours (low - high) | control (low - high) | times better (low - high) | goal |";
        yield return "| --- | --- | --- | --- | --- |";
        foreach (BenchmarkResult result in results)
        {
            string ours = $"{Range(result.Ours)} {result.Unit}{Allocated(result.Allocated)}";
            if (result.Controls.Count == 0)
            {
                yield return $"| {result.Work} | {ours} | | | {Goal(result.Limit, result.LimitMet)} |";
            }

            bool first = true;
            foreach (ControlResult control in result.Controls)
            {
                yield return $"| {(first ? result.Work : "")} | {(first ? ours : "")} | {control.Label}: "
                    + $"{Range(control.Theirs)}{Allocated(control.Allocated)} | "
                    + $"{Range(control.Ratio)} | {Goal(control.Goal, control.Met)} |";
                first = false;
            }
        }
    }

    public static string Share(double part) => part.ToString("0.0 %", CultureInfo.InvariantCulture);

    public static string Number(double value) =>
        value.ToString(Math.Abs(value) >= 999.5 ? "N0" : "G3", CultureInfo.InvariantCulture);

    private static string Range(Figures figures) =>
        $"{Number(figures.Median)} ({Number(figures.Low)} - {Number(figures.High)})";

    private static string Allocated(long? bytes) => bytes is { } count ? $", {Number(count)} B" : "";

    private static string Goal(double? goal, bool? met) =>
        goal is { } value ? $"{Number(value)}{(met == true ? "" : " **missed**")}" : "";
}
