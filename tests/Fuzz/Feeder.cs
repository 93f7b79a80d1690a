using System.Diagnostics;
using Ipc.Platform.CrashPoints;
using Ipc.Tests.Stress;

namespace Ipc.Tests.Fuzz;

/// <summary>Feeds a target, input after input, and writes down how far it is.</summary>
internal static class Feeder
{
    public static int Run(Options options, int parent, string progressPath)
    {
        using Timer orphan = Parent.EndWith(parent);
        using Progress progress = new(progressPath);
        using ITarget target = options.Target switch
        {
            "decoder" => new DecoderTarget(),
            "cost" => new CostTarget(),
            "region" => new RegionTarget(),
            _ => new FileTarget(),
        };
        CrashPoint.Plant(options.Plant);
        Stopwatch watch = Stopwatch.StartNew();
        for (long number = options.First; number - options.First < options.Inputs && watch.Elapsed.TotalSeconds < options.Seconds; number++)
        {
            progress.Number = number;
            try
            {
                if (target.Feed(new Random(SeedOf(options.Seed, number))))
                {
                    progress.Accepted++;
                }
                else
                {
                    progress.Refused++;
                }
            }
            catch (Exception e)
            {
                Console.Error.WriteLine(e);
                return (int)Outcome.Violation;
            }
        }

        return (int)Outcome.Pass;
    }

    // The same in every process, which System.HashCode is not.
    private static int SeedOf(int seed, long number) =>
        unchecked((int)(((ulong)seed * 0x9E3779B97F4A7C15) ^ ((ulong)number * 0xD1B54A32D192ED03) >> 17) ^ (int)number);
}
