using System.Globalization;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.WorkerHost;

/// <summary>
/// Workers and pools in another application, as a process of its own: it has System.Management.Automation and the
/// module, and none of the project's programs.
/// </summary>
public sealed class ApplicationTests : IDisposable
{
    // What is left at the end is for the application's end to clear away.
    private const string Script = """
        $queue = New-IpcQueue
        $worker = Start-IpcWorker { param($queue) $PID | Send-IpcQueue $queue; 'output'; throw 'failure' } -ArgumentList $queue
        "process $(Receive-IpcQueue $queue)"
        $worker | Receive-IpcWorker -Wait -ErrorAction SilentlyContinue -ErrorVariable failed
        "$($worker.JobStateInfo.State) $($failed.FullyQualifiedErrorId)"
        $pool = New-IpcPool 2
        $sum = 0
        1..100 | Invoke-IpcParallel { $_ * 2 } -Pool $pool | ForEach-Object { $sum += $_ }
        "sum $sum"
        Start-IpcWorker { "$($args[0]) $([bool](Get-IpcPool))" } -ArgumentList pooled -Pool $pool | Receive-IpcWorker -Wait
        $pool.ProcessId | ForEach-Object { "process $_" }
        $ready = New-IpcEvent
        $sleeper = Start-IpcWorker { Set-IpcEvent $args[0]; [Threading.Thread]::Sleep(-1) } -ArgumentList $ready
        Wait-IpcEvent $ready
        "process $($sleeper.ProcessId)"
        """;

    private readonly string _folder;
    private readonly string _home;

    public ApplicationTests()
    {
        _folder = Directory.CreateTempSubdirectory("ipc-app-").FullName;
        _home = Path.Combine(_folder, "home");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Workers_and_pools_work_there_and_its_end_leaves_nothing()
    {
        (int exitCode, string output, string error) = Run(Script);

        Assert.True(error.Length == 0, error);
        Assert.Equal(0, exitCode);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["output", "Failed failure", "sum 10100", "pooled False"], lines.Where(static line => !line.StartsWith("process ", StringComparison.Ordinal)));
        Assert.Equal(4, WaitForEndOfAll(lines).Distinct().Count());

        // Who ends does not wait long for another that is paused; who looks next clears away what that leaves.
        Assert.Equal((0, "0\n", ""), Run("@(Get-IpcObject -Force).Count"));
        Assert.Empty(Directory.GetFiles(_home));
    }

    // Nobody but the workers is there to clear away what they have open, so nothing may kill them before they have left
    // it.
    [Theory]
    [InlineData("$pool = New-IpcPool 2 -Variable begun -InitializationScript { \"process $PID\" | Send-IpcQueue "
        + "$begun; [Threading.Thread]::Sleep(-1) }")]
    [InlineData("$job = 1..9 | Invoke-IpcParallel { \"process $PID\" | Send-IpcQueue $using:begun; "
        + "[Threading.Thread]::Sleep(-1) } -Pool (New-IpcPool 2) -AsJob")]
    public void Its_end_leaves_nothing_while_a_pool_works(string work)
    {
        (int exitCode, string output, string error) = Run($"$begun = New-IpcQueue; {work}; 1..2 | ForEach-Object {{ "
            + "Receive-IpcQueue $begun }");

        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(2, WaitForEndOfAll(output.Split('\n', StringSplitOptions.RemoveEmptyEntries)).Length);
        Assert.Empty(Directory.GetFiles(_home));
    }

    private static int[] WaitForEndOfAll(string[] lines)
    {
        int[] processes = [.. lines.Where(static line => line.StartsWith("process ", StringComparison.Ordinal))
            .Select(static line => int.Parse(line.AsSpan(8), CultureInfo.InvariantCulture))];
        Until.True(() => !processes.Any(static id => Directory.Exists($"/proc/{id}")), "all workers have ended");
        return processes;
    }

    private (int ExitCode, string Output, string Error) Run(string script)
    {
        string file = Path.Combine(_folder, "script.ps1");
        File.WriteAllText(file, script);
        string application = Path.Combine(Repository.Root, "tests", "App", "bin", Repository.Configuration, "net10.0", "Ipc.Tests.App.dll");
        Assert.False(File.Exists(Path.Combine(Path.GetDirectoryName(application)!, "Ipc.Core.dll")));
        string temporary = Directory.CreateDirectory(Path.Combine(_folder, "tmp")).FullName;
        return ProgramRun.Run("env", $"IPC_HOME={_home}", $"TMPDIR={temporary}", "dotnet", application, Repository.Manifest, file);
    }
}
