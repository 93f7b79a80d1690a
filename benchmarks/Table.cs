using System.Globalization;

namespace Ipc.Benchmarks;

/// <summary>Prints the results as the table that goes into the README.</summary>
internal static class Table
{
    public static void Print(IReadOnlyList<BenchmarkResult> results)
    {
        Console.WriteLine();
        Console.WriteLine("| work | ours | control | times better (low - high) |");
        Console.WriteLine("| --- | --- | --- | --- |");
        foreach (BenchmarkResult result in results)
        {
            string theirs = result.Theirs.Length == 0
                ? "not here"
                : $"{result.Control}: {Number(BenchmarkResult.Median(result.Theirs))} {result.Unit}";
            string ratio = result.Theirs.Length == 0
                ? ""
                : $"{Number(result.Ratio)} ({Number(result.RatioLow)} - {Number(result.RatioHigh)})";
            Console.WriteLine($"| {result.Work} | {Number(BenchmarkResult.Median(result.Ours))} {result.Unit} | {theirs} | {ratio} |");
        }
    }

    public static string Number(double value) =>
        value.ToString(value >= 1000 ? "N0" : "G3", CultureInfo.InvariantCulture);
}
