namespace Ipc.Benchmarks;

/// <summary>
/// What a script gets: cmdlets and methods in PowerShell against Python, and workers against PowerShell's own jobs.
/// </summary>
internal static class ScriptBenchmarks
{
    public static IEnumerable<Benchmark> All()
    {
        static Control Shell(string label, string script, string? argument = null, double? goal = null) => new(
            label, () => argument is null ? Programs.Script(script) : Programs.Script(script, argument), goal);
        yield return new("queue-cmdlets", "`Send-IpcQueue`, `Receive-IpcQueue`, ints, 1 to 1", "msg/s", true,
            () => Programs.Script("queue-cmdlets.ps1"), Control.Python("ints", "Queue", 3));
        yield return new("queue-methods", "`$queue.Send()`, `.Receive()`, ints, 1 to 1", "msg/s", true,
            () => Programs.Script("queue-methods.ps1"), Control.Python("ints", "Queue", 3));
        yield return new("pipe-methods", "pipe round trip, methods in a script", "us", false,
            () => Programs.Script("pipe-methods.ps1"), Control.Python("pipe", "Pipe", 3));
        yield return new("array-script", "`$array[$i] = $x` in a loop", "ns", false,
            () => Programs.Script("loop.ps1", "array"), new Control("object[]", () => Programs.Script("loop.ps1", "plain-array"), 1 / 1.3));
        yield return new("value-script", "`$value.Value` in a loop", "ns", false,
            () => Programs.Script("loop.ps1", "value"), new Control("StrongBox", () => Programs.Script("loop.ps1", "plain-value"), 1 / 1.3));
        yield return new("worker", "`Start-IpcWorker { 1 }` to its output", "ms", false,
            () => Programs.Script("start-worker.ps1"), Shell("Start-Job", "start-job.ps1"));
        yield return new("pool-one", "`Invoke-IpcParallel { $_ * 2 }`, one by one, 2 workers", "items/s", true,
            () => Programs.Script("pool.ps1", "one-by-one"), Control.Python("pool-one", "Pool.map, chunks of 1", 1));
        yield return new("pool-each", "the same", "items/s", true,
            () => Programs.Script("pool.ps1", "one-by-one"), Shell("ForEach-Object -Parallel", "pool.ps1", "for-each-parallel", 20));
        yield return new("pool-batch", "the same, size chosen", "items/s", true,
            () => Programs.Script("pool.ps1", "batches"), Control.Python("pool-batch", "Pool.map", 0.5));
        yield return new("pool-cpu", "items of 27 ms: two workers against one", "times", true,
            () => Programs.Script("pool.ps1", "cpu"), Control.Python("pool-cpu", "Pool.map", 1));
        yield return new("pool-job", "`Start-IpcWorker -Pool { 1 }` to its output", "ms", false,
            () => Programs.Script("pool.ps1", "job"), Shell("Start-ThreadJob", "pool.ps1", "thread-job", 1));
    }
}
