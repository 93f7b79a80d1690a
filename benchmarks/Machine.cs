using System.Globalization;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Environments;

namespace Ipc.Benchmarks;

/// <summary>What the figures were measured on, and how much of it others had.</summary>
internal static class Machine
{
    /// <summary>Processors, system, runtime, pwsh; a line for each.</summary>
    public static IEnumerable<string> Describe() =>
    [
        HostEnvironmentInfo.GetCurrent().ToFormattedString().ElementAt(1), // The first names the library, the third what has built it.
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}, "
            + $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC",
        Pwsh.Description,
    ];

    /// <summary>
    /// Runs something, and tells the share of the processors' time that the host of a virtual machine gave to others
    /// meanwhile, from 0 to 1. What goes from one processor to another is many times slower then, for ours and for the
    /// controls, but not equally. 0 where the system does not say.
    /// </summary>
    public static double StolenDuring(Action work)
    {
        (long total, long stolen) = Times();
        work();
        (long totalAfter, long stolenAfter) = Times();
        return totalAfter > total ? (double)(stolenAfter - stolen) / (totalAfter - total) : 0;
    }

    // proc(5), /proc/stat: user, nice, system, idle, iowait, irq, softirq, steal; what follows is contained in the
    // first two.
    private static (long Total, long Stolen) Times()
    {
        const int Stolen = 7;
        if (!File.Exists("/proc/stat"))
        {
            return default;
        }

        string first = File.ReadLines("/proc/stat").First();
        long[] times = [.. first.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(Stolen + 1).Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        return times.Length > Stolen ? (times.Sum(), times[Stolen]) : default;
    }
}
