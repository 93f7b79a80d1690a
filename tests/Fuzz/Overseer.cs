using System.Diagnostics;
using System.Globalization;

namespace Ipc.Tests.Fuzz;

/// <summary>
/// Runs the feeding in another process, so that its crash or its endless loop is seen, and told with the number of the
/// input.
/// </summary>
internal static class Overseer
{
    private const int FewestOfEach = 20;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    public static Outcome Run(Options options)
    {
        string home = $"/dev/shm/ipc-fuzz-{Environment.ProcessId}";
        string progressPath = Path.Combine(Directory.CreateTempSubdirectory("ipc-fuzz-").FullName, "progress");
        try
        {
            using Progress progress = new(progressPath);
            ProcessStartInfo info = new("dotnet", [typeof(Overseer).Assembly.Location, "feed", Environment.ProcessId.ToString(CultureInfo.InvariantCulture), progressPath, .. options.ToWords()]);
            info.Environment["IPC_HOME"] = home;
            info.Environment["DOTNET_GCHeapHardLimit"] = "20000000"; // 512 MiB: room that is taken before a length was looked at is found out.
            using Process feeder = Process.Start(info)!;
            return Judge(options, progress, feeder);
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(progressPath)!, recursive: true);
            if (Directory.Exists(home))
            {
                Directory.Delete(home, recursive: true);
            }
        }
    }

    private static Outcome Judge(Options options, Progress progress, Process feeder)
    {
        long last = -1;
        Stopwatch silence = Stopwatch.StartNew();
        while (!feeder.WaitForExit(s_look))
        {
            if (progress.Number != last)
            {
                last = progress.Number;
                silence.Restart();
            }
            else if (silence.Elapsed.TotalSeconds > options.Patience)
            {
                feeder.Kill();
                feeder.WaitForExit();
                return Tell(options, progress, "hangs");
            }
        }

        if (feeder.ExitCode != 0)
        {
            return Tell(options, progress, $"ends the process with code {feeder.ExitCode}");
        }

        bool said = options.Inputs == 1 || (progress.Accepted >= FewestOfEach && progress.Refused >= FewestOfEach);
        Console.WriteLine(
            $"{(said ? "Pass" : "Inconclusive, too few of a kind")}: {options.Target}, seed {options.Seed}, "
                + $"{progress.Accepted + progress.Refused} inputs: "
            + $"{progress.Accepted} taken, {progress.Refused} refused.");
        return said ? Outcome.Pass : Outcome.Inconclusive;
    }

    private static Outcome Tell(Options options, Progress progress, string what)
    {
        Console.WriteLine($"Violation: {options.Target} {what} at input {progress.Number} of seed {options.Seed}. "
            + "Again: "
            + $"{options.Target} --seed {options.Seed} --first {progress.Number} --inputs 1");
        return Outcome.Violation;
    }
}
