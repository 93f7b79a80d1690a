namespace Ipc.Benchmarks;

/// <summary>What a script gets: cmdlets and methods in PowerShell against Python, and workers against PowerShell's own jobs.</summary>
internal static class ScriptBenchmarks
{
    public static IEnumerable<Benchmark> All()
    {
        Func<double>? Python(string work) => Programs.Python is null ? null : () => Programs.Control(work);
        Func<double>? StartJob() => Programs.PowerShell is null ? null : () => Programs.Script("start-job.ps1");
        yield return new("queue-cmdlets", "queue of ints, one to one, cmdlets", "msg/s", true, "Python Queue", () => Programs.Script("queue-cmdlets.ps1"), Python("queue"));
        yield return new("pipe-methods", "pipe round trip, methods in a script", "us", false, "Python Pipe", () => Programs.Script("pipe-methods.ps1"), Python("pipe"));
        yield return new("worker", "Start-IpcWorker { 1 } to its output", "ms", false, "Start-Job", () => Programs.Script("start-worker.ps1"), StartJob());
    }
}
