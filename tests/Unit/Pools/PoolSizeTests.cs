using Ipc.Tests.Hosting;

namespace Ipc.Tests.Pools;

/// <summary>A pool that grows and shrinks, and what it counts, in an application that hosts PowerShell.</summary>
[Collection("Pools")]
public sealed class PoolSizeTests : IDisposable
{
    private readonly HostedShell _shell = new();

    public void Dispose()
    {
        _shell.Run("Get-IpcPool | Remove-IpcPool -Force; Get-IpcWorker | Remove-IpcWorker -Force; Get-Job | Remove-Job -Force; "
            + "Remove-Variable jobs, job, pool, shared -ErrorAction Ignore"); // The engine may keep the session for a while.
        _shell.Dispose();
    }

    [Fact]
    public void Grows_for_jobs_that_wait_and_shrinks_when_they_are_done()
    {
        using IpcBarrier here = IpcBarrier.Create(3);
        ShellResult result = _shell.Try("""
            $pool = New-IpcPool 1
            $shared = $args[0]
            $jobs = 1..3 | ForEach-Object { Start-IpcWorker { Wait-IpcBarrier $args[0]; 'here' } -ArgumentList $shared -Pool $pool }
            Set-IpcPool $pool -Size 3
            $jobs | Receive-IpcWorker -Wait
            Set-IpcPool $pool -Size 1
            while ($pool.WorkerCount -gt 1) { $null = Wait-IpcEvent (New-IpcEvent) -Timeout 0.02 -Quiet }
            $pool.Size
            $pool.WorkersReplaced
            $pool.Statistics.Done
            """, here);
        Assert.Empty(result.Errors);
        Assert.Equal(["here", "here", "here", 1, 0, 3L], result.Output);
    }

    [Fact]
    public void A_job_on_a_full_pool_that_is_stopped_waits_no_more()
    {
        using IpcEvent go = IpcEvent.Create();
        ShellResult result = _shell.Try("""
            $pool = New-IpcPool 1
            $shared = $args[0]
            $jobs = 1..3 | ForEach-Object { Start-IpcWorker { $null = Wait-IpcEvent $args[0]; 'done' } -ArgumentList $shared -Pool $pool }
            $pool.Statistics.Waiting + $pool.Statistics.Running
            $jobs[1] | Stop-IpcWorker
            $pool.Statistics.Waiting + $pool.Statistics.Running
            Set-IpcEvent $shared
            $jobs | Receive-IpcWorker -Wait
            """, go);
        Assert.Equal([3L, 2L, "done", "done"], result.Output);
    }
}
