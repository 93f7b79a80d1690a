using System.Diagnostics;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Cmdlets;

/// <summary>
/// SIGTERM and a closed terminal are everyday ends: nothing stays in shared memory. In a real pwsh, since another program
/// that hosts PowerShell ends in its own way.
/// </summary>
public sealed class TerminationTests : IDisposable
{
    private const string Script = """
        Import-Module $args[0]
        $lock = New-IpcLock
        $queue = New-IpcQueue -Name talk
        $worker = Start-IpcWorker { param($queue) $mine = New-IpcArray int 10; Send-IpcQueue $queue up; Start-Sleep 1000 } -ArgumentList $queue
        $job = 1..2 | Invoke-IpcParallel { Start-Sleep 1000 } -ThrottleLimit 1 -AsJob
        Receive-IpcQueue $queue
        while ($line = [Console]::In.ReadLine()) { Send-IpcQueue $queue $line; Receive-IpcQueue $queue }
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ipc-termination-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(15)]
    [InlineData(1)]
    public void A_script_that_is_ended_leaves_nothing(int signal)
    {
        using Process process = Start(RealPwsh.StartInfo("-File", WriteScript(), Repository.Manifest), out string home);
        Assert.Equal("up", process.StandardOutput.ReadLine());
        Assert.NotEmpty(Directory.GetFileSystemEntries(home));
        Signals.Send(process.Id, signal);
        Assert.True(process.WaitForExit(Eventually.Watchdog));
        Assert.Equal(128 + signal, process.ExitCode); // As it would have ended without the module.
        Eventually.True(() => Directory.GetFileSystemEntries(home).Length == 0, "nothing is left");
    }

    [Fact]
    public void What_ignores_a_closed_terminal_goes_on()
    {
        ProcessStartInfo pwsh = RealPwsh.StartInfo("-File", WriteScript(), Repository.Manifest);
        ProcessStartInfo info = ProgramRun.StartInfo("nohup", [pwsh.FileName, .. pwsh.ArgumentList]);
        using Process process = Start(info, out _);
        Assert.Equal("up", process.StandardOutput.ReadLine());
        Signals.Send(process.Id, 1);
        process.StandardInput.WriteLine("still here");
        Assert.Equal("still here", process.StandardOutput.ReadLine());
        process.StandardInput.Close();
        Assert.True(process.WaitForExit(Eventually.Watchdog));
        Assert.Equal(0, process.ExitCode);
    }

    [Fact]
    public void A_worker_that_is_terminated_says_so()
    {
        using HostedShell shell = new();
        ShellResult result = shell.Try("""
            $ready = New-IpcEvent
            $worker = Start-IpcWorker { param($ready) Set-IpcEvent $ready; Start-Sleep 1000 } -ArgumentList $ready
            $null = Wait-IpcEvent $ready
            kill -s TERM $worker.ProcessId
            $null = Wait-IpcWorker $worker
            "$($worker.State) $($worker.Signal)"
            Remove-IpcWorker $worker
            """);
        Assert.Equal(["Failed SIGTERM"], result.Output);
    }

    private string WriteScript()
    {
        string script = Path.Combine(_folder.FullName, "script.ps1");
        File.WriteAllText(script, Script);
        return script;
    }

    private Process Start(ProcessStartInfo info, out string home)
    {
        home = Path.Combine(_folder.FullName, "home");
        Directory.CreateDirectory(home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        info.Environment["IPC_HOME"] = home;
        return Process.Start(info)!;
    }
}
