namespace Ipc.Commands;

/// <summary>
/// What the engine has for its own cmdlets only, and pools use. Another engine may not have it where it was: then the public ways are taken,
/// which do less; docs/design/pools.md says what.
/// </summary>
internal static class EngineInternals
{
    /// <summary>
    /// Whether the public ways are taken though the others are there: for tests, which set it before they make a pool. Its workers are told.
    /// </summary>
    public static bool AreAvoided { get; set; }
}
