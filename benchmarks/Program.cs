using System.Globalization;
using System.Text.Json;
using Ipc.Benchmarks;

// benchmarks [name ...] [--rounds n]: all, or those named. benchmarks peer ...: another process of one of them.
if (args is ["peer", .. string[] work])
{
    return Peer.Run(work);
}

// In a folder of its own, so that nothing of the user's is counted or met.
string home = Path.Combine(Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath(), $"ipc-bench-{Environment.ProcessId}");
Environment.SetEnvironmentVariable("IPC_HOME", home);

int at = Array.IndexOf(args, "--rounds");
int rounds = at >= 0 ? int.Parse(args[at + 1], CultureInfo.InvariantCulture) : 5;
string[] names = at >= 0 ? [.. args[..at], .. args[(at + 2)..]] : args;
Benchmark[] all =
[
    .. MessageBenchmarks.All(), .. LockBenchmarks.All(), .. SignalBenchmarks.All(),
    .. LoanBenchmarks.All(), .. MemoryBenchmarks.All(), .. EncodingBenchmarks.All(), .. StoreBenchmarks.All(), .. ScriptBenchmarks.All(), .. ResourceBenchmarks.All(),
];
string[] unknown = [.. names.Except(all.Select(one => one.Name))];
if (unknown.Length > 0)
{
    Console.Error.WriteLine($"There is no benchmark named {string.Join(", ", unknown)}. There are: "
        + $"{string.Join(", ", all.Select(one => one.Name).Distinct())}.");
    return 1;
}

Console.WriteLine(Pwsh.Description);
List<BenchmarkResult> results = [];
double stolen = Machine.StolenDuring(() =>
{
    foreach (Benchmark benchmark in all.Where(one => names.Length == 0 || names.Contains(one.Name)))
    {
        results.Add(BenchmarkResult.Measure(benchmark, rounds));
    }
});

if (Directory.Exists(home)) // Encoding shares nothing.
{
    Directory.Delete(home, recursive: true);
}

string[] machine = [.. Machine.Describe()];
string[] table =
[
    .. machine.Select(line => line + "  "), $"Others had {Table.Share(stolen)} of the processors' time meanwhile.", "", .. Table.Of(results),
];
Console.WriteLine();
Console.WriteLine(string.Join('\n', table));
string folder = Path.Combine(Programs.Root, "benchmarks", "results");
Directory.CreateDirectory(folder);
string file = Path.Combine(folder, DateTime.UtcNow.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture));
File.WriteAllText(file + ".json", JsonSerializer.Serialize(new { Machine = machine, Stolen = stolen, Results = results }, new JsonSerializerOptions { WriteIndented = true }));
File.WriteAllText(file + ".svg", Picture.Of(results));
File.WriteAllLines(file + ".md", table);
Console.WriteLine($"\nWritten to {Path.GetRelativePath(Programs.Root, file)}.json, .svg and .md.");
return 0;
