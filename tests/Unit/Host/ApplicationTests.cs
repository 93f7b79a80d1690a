using System.Globalization;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Host;

/// <summary>
/// Workers and pools in another application, as a process of its own: it has System.Management.Automation and the module, and none of the
/// project's programs.
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

    private readonly string _folder = Directory.CreateTempSubdirectory("ipc-app-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Workers_and_pools_work_there_and_its_end_leaves_nothing()
    {
        string script = Path.Combine(_folder, "script.ps1");
        string home = Path.Combine(_folder, "home");
        string temporary = Directory.CreateDirectory(Path.Combine(_folder, "tmp")).FullName;
        File.WriteAllText(script, Script);
        string look = Path.Combine(_folder, "look.ps1");
        File.WriteAllText(look, "@(Get-IpcObject).Count");
        string application = Path.Combine(Repository.Root, "tests", "App", "bin", Repository.Configuration, "net10.0", "Ipc.Tests.App.dll");
        Assert.False(File.Exists(Path.Combine(Path.GetDirectoryName(application)!, "Ipc.Core.dll")));

        (int exitCode, string output, string error) = ProgramRun.Run(
            "env", $"IPC_HOME={home}", $"TMPDIR={temporary}", "dotnet", application, Repository.Manifest, script);

        Assert.Equal("", error);
        Assert.Equal(0, exitCode);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            ["output", "Failed failure", "sum 10100", "pooled False"], lines.Where(static line => !line.StartsWith("process ", StringComparison.Ordinal)));
        int[] processes = [.. lines.Where(static line => line.StartsWith("process ", StringComparison.Ordinal))
            .Select(static line => int.Parse(line.AsSpan(8), CultureInfo.InvariantCulture))];
        Assert.Equal(4, processes.Distinct().Count());
        Until.True(() => !processes.Any(static id => Directory.Exists($"/proc/{id}")), "all workers have ended");

        // Processes that end at one moment may each think that another is there; who looks next clears that away.
        (exitCode, output, error) = ProgramRun.Run("env", $"IPC_HOME={home}", $"TMPDIR={temporary}", "dotnet", application, Repository.Manifest, look);
        Assert.Equal((0, "0\n", ""), (exitCode, output, error));
        Assert.Empty(Directory.GetFiles(home));
    }
}
