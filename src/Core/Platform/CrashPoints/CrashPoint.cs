using System.Diagnostics;
using System.Globalization;
using Ipc.Platform.Linux;

namespace Ipc.Platform.CrashPoints;

/// <summary>
/// Where a test can kill or pause this process. Calls of <see cref="Reach"/> are compiled out of release builds; in
/// debug builds one costs a read.
/// </summary>
internal static class CrashPoint
{
    /// <summary>
    /// The environment variable that arms a process: step, hit and signal, with commas. Debug builds only.
    /// </summary>
    public const string Variable = "CRASH_POINT_OF_TEST";

    private static readonly object s_gate = new();
    private static List<CrashStep>? s_trace;
    private static CrashStep s_step;
    private static int s_hits;
    private static int s_signal;
    private static volatile bool s_active;
    private static volatile PlantedBug s_planted;

#if CRASH_POINTS
    static CrashPoint()
    {
        // For a process in which no test runs: a worker, from its first step on.
        if (Environment.GetEnvironmentVariable(Variable)?.Split(',') is [var step, var hit, var signal])
        {
            CultureInfo invariant = CultureInfo.InvariantCulture;
            Arm((CrashStep)int.Parse(step, invariant), int.Parse(hit, invariant), int.Parse(signal, invariant));
        }
    }
#endif

    /// <summary>Whether this build has them.</summary>
    public static bool IsCompiledIn
    {
        get
        {
#if CRASH_POINTS
            return true;
#else
            return false;
#endif
        }
    }

    /// <summary>
    /// Sends a signal to this very thread when it reaches a step for the given time from now, counted from 1.
    /// </summary>
    public static void Arm(CrashStep step, int hit, int signal)
    {
        lock (s_gate)
        {
            (s_step, s_hits, s_signal) = (step, hit, signal);
            s_active = true;
        }
    }

    /// <summary>From now on notes the steps that are reached.</summary>
    public static void StartTrace()
    {
        lock (s_gate)
        {
            s_trace = [];
            s_active = true;
        }
    }

    /// <summary>
    /// The steps that were reached since <see cref="StartTrace"/>, in order; nothing is armed any more.
    /// </summary>
    public static CrashStep[] EndTrace()
    {
        lock (s_gate)
        {
            CrashStep[] reached = s_trace?.ToArray() ?? [];
            s_trace = null;
            s_step = CrashStep.None;
            s_active = false;
            return reached;
        }
    }

    /// <summary>From now on a mistake is made.</summary>
    public static void Plant(PlantedBug bug) => s_planted = bug;

    /// <summary>Whether a mistake is planted; never in release builds.</summary>
    public static bool Has(PlantedBug bug) => IsCompiledIn && s_planted == bug;

    /// <summary>A step has been made.</summary>
    [Conditional("CRASH_POINTS")]
    public static void Reach(CrashStep step)
    {
        if (s_active)
        {
            ReachActive(step);
        }
    }

    private static void ReachActive(CrashStep step)
    {
        int signal;
        lock (s_gate)
        {
            s_trace?.Add(step);
            if (step != s_step || --s_hits != 0)
            {
                return;
            }

            signal = s_signal;
        }

        // To this thread, so that it goes no further than here: a signal to the process may stop another thread first.
        _ = Libc.raise(signal);
    }
}
