namespace Ipc.Commands;

/// <summary>What a pool is doing.</summary>
/// <param name="Jobs">That run or wait for a worker.</param>
/// <param name="Calls">How many calls of Invoke-IpcParallel run.</param>
/// <param name="Items">How many of their items are not done.</param>
internal sealed record PoolWork(IReadOnlyList<ScheduledJob> Jobs, int Calls, long Items)
{
    private const int Named = 5;

    public bool IsNothing => Jobs.Count == 0 && Calls == 0;

    /// <summary>In words; without a verb.</summary>
    public override string ToString() => string.Join(" and ", Parts());

    private IEnumerable<string> Parts()
    {
        if (Jobs.Count > 0)
        {
            yield return (Jobs.Count == 1 ? "the job " : $"{Jobs.Count} jobs: ")
                + string.Join(", ", Jobs.Take(Named).Select(static job => $"'{((IpcWorker)job.Worker).Name}'"))
                + (Jobs.Count > Named ? " ..." : "");
        }

        if (Calls > 0)
        {
            yield return (Calls == 1 ? "a call" : $"{Calls} calls") + $" of Invoke-IpcParallel with {Items} items not done";
        }
    }
}
