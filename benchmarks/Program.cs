using System.Globalization;
using System.Text.Json;
using Ipc.Benchmarks;

// benchmarks [name ...] [--rounds n]: all, or those named. benchmarks peer ...: the second process of one of them.
if (args is ["peer", string verb, string id, string count])
{
    return Peer.Run(verb, id, int.Parse(count, CultureInfo.InvariantCulture));
}

int at = Array.IndexOf(args, "--rounds");
int rounds = at >= 0 ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : 5;
string[] names = at >= 0 ? [.. args[..at], .. args[(at + 2)..]] : args;
Benchmark[] all = [.. CoreBenchmarks.All(), .. ScriptBenchmarks.All()];
string[] unknown = [.. names.Except(all.Select(one => one.Name))];
if (unknown.Length > 0)
{
    Console.Error.WriteLine($"There is no benchmark named {string.Join(", ", unknown)}. There are: {string.Join(", ", all.Select(one => one.Name))}.");
    return 1;
}

List<BenchmarkResult> results = [];
foreach (Benchmark benchmark in all.Where(one => names.Length == 0 || names.Contains(one.Name)))
{
    double[] ours = new double[rounds];
    double[] theirs = new double[benchmark.Theirs is null ? 0 : rounds];
    for (int round = 0; round < rounds; round++)
    {
        ours[round] = benchmark.Ours();
        if (benchmark.Theirs is not null)
        {
            theirs[round] = benchmark.Theirs();
        }

        Console.WriteLine($"{benchmark.Name} {round + 1}/{rounds}: {Table.Number(ours[round])} {benchmark.Unit}" +
            (benchmark.Theirs is null ? "" : $", {benchmark.Control} {Table.Number(theirs[round])}"));
    }

    double[] ratios = [.. theirs.Select((value, round) => benchmark.Ratio(ours[round], value)).Order()];
    results.Add(new BenchmarkResult(
        benchmark.Name, benchmark.Work, benchmark.Unit, benchmark.Control, ours, theirs,
        BenchmarkResult.Median(ratios), ratios.FirstOrDefault(double.NaN), ratios.LastOrDefault(double.NaN)));
}

Table.Print(results);
string folder = Path.Combine(Programs.Root, "benchmarks", "results");
Directory.CreateDirectory(folder);
string file = Path.Combine(folder, $"{DateTime.UtcNow:yyyyMMdd-HHmmss}.json");
File.WriteAllText(file, JsonSerializer.Serialize(results, new JsonSerializerOptions
{
    WriteIndented = true,
    NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals,
}));
Console.WriteLine($"\nWritten to {Path.GetRelativePath(Programs.Root, file)}.");
return 0;
