namespace Ipc.Commands;

/// <summary>What a pool does and has done, as of the moment when it was asked. Items and jobs count alike.</summary>
/// <param name="Waiting">How many wait for a worker, or stand behind another one in its worker.</param>
/// <param name="Running">How many run.</param>
/// <param name="Done">How many have ended, and not with an error.</param>
/// <param name="Failed">How many were ended by an error, or lost with their worker.</param>
/// <param name="WorkersLost">How many workers have ended that nobody wanted to end.</param>
/// <param name="WaitTime">How long those that have ended had waited before they began.</param>
/// <param name="RunTime">How long those that have ended took.</param>
public sealed record IpcPoolStatistics(
    long Waiting, int Running, long Done, long Failed, int WorkersLost, IpcPoolTimes WaitTime, IpcPoolTimes RunTime)
{
    /// <summary>In words.</summary>
    public override string ToString() =>
        $"{Waiting} waiting, {Running} running, {Done} done, {Failed} failed, {WorkersLost} workers lost; "
        + $"wait: {WaitTime}; run: {RunTime}";
}
