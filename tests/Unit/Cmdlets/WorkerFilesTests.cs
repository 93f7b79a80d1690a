using Ipc.Platform.Linux;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Cmdlets;

/// <summary>
/// The files that the runtime and the engine keep for each process in the folder for temporary files: none is left of a
/// worker.
/// </summary>
public sealed class WorkerFilesTests : IDisposable
{
    private readonly HostedShell _shell = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("ipc-worker-files-").FullName;

    public void Dispose()
    {
        _shell.Run("Get-IpcWorker | Remove-IpcWorker -Force");
        _shell.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("1", false)]
    [InlineData("0", true)]
    public void An_orderly_end_leaves_none(string withoutPipe, bool hasPipe)
    {
        string[] there = [.. _shell.Run("""
            $worker = Start-IpcWorker { [IO.Directory]::GetFileSystemEntries($args[0]) } -ArgumentList $args[0] -Environment @{
                TMPDIR = $args[0]; POWERSHELL_DIAGNOSTICS_OPTOUT = $args[1] }
            $worker | Receive-IpcWorker -Wait
            """, _folder, withoutPipe).Select(file => Path.GetFileName(file!.ToString()!))];
        Assert.Contains(there, file => file.StartsWith("dotnet-diagnostic-", StringComparison.Ordinal));
        Assert.Equal(hasPipe, there.Any(file => file.StartsWith("CoreFxPipe_PSHost.", StringComparison.Ordinal)));
        Assert.Empty(Directory.GetFileSystemEntries(_folder));
    }

    [Fact]
    public void A_killed_worker_leaves_none()
    {
        int id = (int)_shell.Get("""
            $ready = New-IpcEvent
            $worker = Start-IpcWorker { Set-IpcEvent $args[0]; [Threading.Thread]::Sleep(-1) } -ArgumentList $ready
            $null = Wait-IpcEvent $ready
            $worker.ProcessId
            """)!;
        string pattern = $"*-{id}-{ProcessIdentity.Of(id)!.Value.StartTime}*";
        Assert.NotEmpty(Directory.GetFileSystemEntries(Path.GetTempPath(), pattern));
        Signals.Send(id, Signals.Kill);
        _shell.Run("$worker | Wait-IpcWorker");
        Assert.Empty(Directory.GetFileSystemEntries(Path.GetTempPath(), pattern));
    }
}
