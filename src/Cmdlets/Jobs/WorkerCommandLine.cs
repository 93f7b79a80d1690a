namespace Ipc.Commands;

/// <summary>
/// The arguments that pwsh is started with as a worker. The startup hook knows a worker by them, and takes over before
/// pwsh makes a console; where there is no hook, the command among them does the same a little later.
/// </summary>
/// <remarks>Names no type of PowerShell: the hook asks where there may be none.</remarks>
internal static class WorkerCommandLine
{
    /// <summary>The arguments for the worker with this channel.</summary>
    public static string[] Of(string channel) =>
    [
        "-NoProfile", "-NonInteractive", "-NoLogo", "-Command",
        $"[void][Reflection.Assembly]::LoadFrom('{Quote(typeof(WorkerCommandLine).Assembly.Location)}'); "
            + $"exit [Ipc.Commands.WorkerProcess]::Run('{channel}')",
    ];

    private static string Quote(string text) => text.Replace("'", "''", StringComparison.Ordinal);
}
