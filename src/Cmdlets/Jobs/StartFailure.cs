namespace Ipc.Commands;

/// <summary>
/// How a worker's process that cannot begin its script says why: by its exit code, since the way to its parent may be
/// just what failed, and by a line on its standard error. A script's own exit codes are not meant: those come after the
/// worker has said that it has begun.
/// </summary>
internal static class StartFailure
{
    private const int First = 200;
    private const int Other = StartupHook.CouldNotBegin;

    /// <summary>Says it, in the worker.</summary>
    /// <returns>The exit code.</returns>
    public static int Tell(Exception exception)
    {
        Console.Error.WriteLine($"A worker could not begin: {exception.Message}");
        return exception is IpcException known ? First + (int)known.Error : Other;
    }

    /// <summary>What it means, in the parent. Null for another exit code.</summary>
    public static IpcException? Of(int exitCode, IpcWorker worker, string manifest) =>
        exitCode == Other
            ? new IpcException(
                IpcError.WorkerFailed, $"The worker '{worker.Name}' could not begin; it said why on the terminal.")
            : !Enum.IsDefined((IpcError)(exitCode - First)) ? null
            : (IpcError)(exitCode - First) == IpcError.FormatMismatch
                ? new IpcException(
                    IpcError.FormatMismatch,
                    $"The worker '{worker.Name}' could not begin: the module at '{manifest}' has been replaced by another"
                    + " version since this session loaded it. Start a new session.")
                : new IpcException(
                    (IpcError)(exitCode - First),
                    $"The worker '{worker.Name}' could not begin; it said why on the terminal.");
}
