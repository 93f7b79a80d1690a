namespace Ipc.WorkerHost;

/// <summary>Exit codes of the host itself; a script's own <c>exit n</c> passes through unchanged.</summary>
internal static class ExitCodes
{
    /// <summary>The command line was wrong (EX_USAGE), as <c>pwsh</c> has it.</summary>
    public const int Usage = 64;

    /// <summary>The module that a worker needs could not be loaded (EX_SOFTWARE).</summary>
    public const int NotLoaded = 70;
}
