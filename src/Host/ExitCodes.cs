namespace Ipc.Host;

/// <summary>Exit codes of the host itself; a script's own <c>exit n</c> passes through unchanged.</summary>
internal static class ExitCodes
{
    public const int Success = 0;

    /// <summary>A terminating error left the script, as <c>pwsh -File</c> has it.</summary>
    public const int Failed = 1;

    /// <summary>The command line was wrong (EX_USAGE), as <c>pwsh</c> has it.</summary>
    public const int Usage = 64;

    /// <summary>The module that a worker needs could not be loaded (EX_SOFTWARE).</summary>
    public const int NotLoaded = 70;

    /// <summary>Ended by Ctrl+C (128 + SIGINT).</summary>
    public const int Interrupted = 130;
}
