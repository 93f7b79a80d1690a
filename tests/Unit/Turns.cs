namespace Ipc.Tests;

/// <summary>What is tried in turns every day, and as a whole in Soak.</summary>
internal static class Turns
{
    /// <summary>The category of tests that are run every day in part, and in Soak.</summary>
    public const string Category = "Turns";

    private static bool IsSoak => Environment.GetEnvironmentVariable("IPC_SOAK") == "1"; // From soak.runsettings.

    /// <summary>Every so many of them; in Soak all.</summary>
    public static IEnumerable<T> Of<T>(IEnumerable<T> all, int parts, int turn) => all.Where((_, index) => IsSoak || index % parts == turn);
}
