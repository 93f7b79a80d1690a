namespace Ipc.Commands;

/// <summary>What a pool does and has done, as of the moment when it was asked. Items and jobs count alike.</summary>
public sealed class IpcPoolStatistics
{
    internal IpcPoolStatistics(IpcPoolTimes waitTime, IpcPoolTimes runTime)
    {
        WaitTime = waitTime;
        RunTime = runTime;
    }

    /// <summary>How many wait for a worker, or stand behind another one in its worker.</summary>
    public long Waiting { get; internal init; }

    /// <summary>How many run.</summary>
    public int Running { get; internal init; }

    /// <summary>How many have ended, and not with an error.</summary>
    public long Done { get; internal init; }

    /// <summary>How many were ended by an error, or lost with their worker.</summary>
    public long Failed { get; internal init; }

    /// <summary>How many workers have ended that nobody wanted to end.</summary>
    public int WorkersLost { get; internal init; }

    /// <summary>How long those that have ended had waited before they began.</summary>
    public IpcPoolTimes WaitTime { get; }

    /// <summary>How long those that have ended took.</summary>
    public IpcPoolTimes RunTime { get; }

    /// <summary>In words.</summary>
    public override string ToString() =>
        $"{Waiting} waiting, {Running} running, {Done} done, {Failed} failed, {WorkersLost} workers lost; "
        + $"wait: {WaitTime}; run: {RunTime}";
}
