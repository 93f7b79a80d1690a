using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>How a worker's script ended, as the worker tells it.</summary>
/// <param name="State">Completed, Stopped or Failed.</param>
/// <param name="ExitCode">What the process will exit with.</param>
/// <param name="Error">The terminating error, if there was one.</param>
internal sealed record WorkerEnding(JobState State, int ExitCode, ErrorRecord? Error)
{
    public object?[] ToMessage() => [(int)State, ExitCode, Error];

    public static WorkerEnding FromMessage(object? message) =>
        message is object?[] { Length: 3 } fields && fields[0] is int state && fields[1] is int exitCode
            ? new WorkerEnding((JobState)state, exitCode, fields[2] as ErrorRecord ?? (fields[2] as PSObject)?.BaseObject as ErrorRecord)
            : throw new IpcException(IpcError.Corrupt, "A worker's last message makes no sense. Do parent and worker "
                + "use the same version of the module?");
}
