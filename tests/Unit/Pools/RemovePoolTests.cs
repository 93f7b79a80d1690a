using Ipc.Commands;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Pools;

/// <summary>A pool that is removed with work in it, or whose session ends: nothing is lost without a word.</summary>
[Collection("Pools")]
public sealed class RemovePoolTests : IDisposable
{
    private readonly HostedShell _shell = new();

    public void Dispose()
    {
        _shell.Run("Get-IpcPool | Remove-IpcPool -Force; Get-IpcWorker | Remove-IpcWorker -Force; Get-Job | Remove-Job -Force; "
            + "Remove-Variable jobs, job, call, pool -ErrorAction Ignore"); // The engine may keep the session for a while.
        _shell.Dispose();
    }

    [Fact]
    public void What_was_stopped_is_told()
    {
        ShellResult result = _shell.Try("""
            $begun = New-IpcEvent
            $pool = New-IpcPool 2
            $jobs = 'runs', 'waits' | ForEach-Object { Start-IpcWorker { Set-IpcEvent $args[0]; Start-Sleep 1000 } -ArgumentList $begun -Name $_ -Pool $pool }
            $call = 1..5 | Invoke-IpcParallel { Start-Sleep 1000 } -Pool $pool -AsJob
            $null = Wait-IpcEvent $begun
            while ($call.StatusMessage -ne '0 of 5 done') { $null = Wait-IpcEvent (New-IpcEvent) -Timeout 0.02 -Quiet }
            Remove-IpcPool $pool -WarningVariable told -WarningAction SilentlyContinue
            "$told"
            $jobs.State
            """);
        string told = (string)result.Output[0]!;
        Assert.Contains("2 jobs: 'waits', 'runs'", told.Replace("'runs', 'waits'", "'waits', 'runs'", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("a call of Invoke-IpcParallel with 5 items not done", told, StringComparison.Ordinal);
        Assert.Contains("-Wait", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$pool = New-IpcPool 1; Remove-IpcPool $pool")]
    [InlineData("$pool = New-IpcPool 1; $null = 1..3 | Invoke-IpcParallel { $_ } -Pool $pool; Remove-IpcPool $pool")]
    [InlineData("$pool = New-IpcPool 1; $null = Start-IpcWorker { 1 } -Pool $pool | Receive-IpcWorker -Wait -AutoRemove; Remove-IpcPool $pool")]
    [InlineData("$pool = New-IpcPool 1; $null = Start-IpcWorker { Start-Sleep 1000 } -Pool $pool; Remove-IpcPool $pool -Force")]
    [InlineData("$pool = New-IpcPool 1; $null = Start-IpcWorker { 1 } -Pool $pool; Remove-IpcPool $pool -Wait")]
    public void There_is_no_warning_where_nothing_was_stopped_or_it_was_forced(string script)
    {
        ShellResult result = _shell.Try(script + " -WarningVariable told; $told.Count; @(Get-IpcPool).Count");
        Assert.Equal([0, 0], result.Output);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void With_Wait_all_is_done_first()
    {
        ShellResult result = _shell.Try("""
            $pool = New-IpcPool 2
            $jobs = 1..5 | ForEach-Object { Start-IpcWorker { $args[0] * 2 } -ArgumentList $_ -Pool $pool }
            $call = 1..20 | Invoke-IpcParallel { $_ } -Pool $pool -AsJob
            Remove-IpcPool $pool -Wait
            ($jobs | Receive-IpcWorker -Wait | Measure-Object -Sum).Sum
            @($call | Receive-Job -Wait).Count
            """);
        Assert.Equal([30.0, 20], result.Output);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void What_is_not_done_in_time_stays_and_takes_work_again()
    {
        using IpcEvent go = IpcEvent.Create();
        ShellResult result = _shell.Try("""
            $pool = New-IpcPool 1
            $job = Start-IpcWorker { $null = Wait-IpcEvent $args[0]; 'done' } -ArgumentList $args[0] -Pool $pool
            Remove-IpcPool $pool -Wait -Timeout 0.1 -ErrorVariable problem -ErrorAction SilentlyContinue
            $problem[0].FullyQualifiedErrorId.Split(',')[0]
            "$problem" -like "*the job '*was not removed*"
            Set-IpcEvent $args[0]
            $job | Receive-IpcWorker -Wait
            'next' | Invoke-IpcParallel { $_ } -Pool $pool
            Remove-IpcPool $pool
            """, go);
        Assert.Equal(["IpcTimeout", true, "done", "next"], result.Output);
    }

    [Fact]
    public void Meanwhile_it_takes_nothing_new()
    {
        using IpcEvent go = IpcEvent.Create();
        IpcPool pool = (IpcPool)_shell.Get("($pool = New-IpcPool 1)")!;
        _shell.Run("$job = Start-IpcWorker { $null = Wait-IpcEvent $args[0]; 'done' } -ArgumentList $args[0] -Pool $pool", go);
        using HostedShell other = new();
        using RunningScript removing = other.Begin("Remove-IpcPool $args[0] -Wait", pool);
        Until.True(() => _shell.Try("1 | Invoke-IpcParallel { $_ } -Pool $pool -Timeout 0.05").ErrorIds.FirstOrDefault() == "IpcClosed", "it refuses");
        go.Set();
        Assert.Empty(removing.Wait().Errors);
        Assert.Equal("done", _shell.Get("$job | Receive-IpcWorker -Wait"));
    }

    [Fact]
    public void Who_gives_up_waiting_does_not_keep_the_news_from_another_who_waits()
    {
        using IpcEvent go = IpcEvent.Create();
        IpcPool pool = (IpcPool)_shell.Get("($pool = New-IpcPool 1)")!;
        _shell.Run("$job = Start-IpcWorker { $null = Wait-IpcEvent $args[0] } -ArgumentList $args[0] -Pool $pool", go);
        using HostedShell other = new();
        using RunningScript removing = other.Begin("Remove-IpcPool $args[0] -Wait", pool);
        Until.True(() => _shell.Try("1 | Invoke-IpcParallel { $_ } -Pool $pool -Timeout 0.05").ErrorIds.FirstOrDefault() == "IpcClosed", "it waits");
        _shell.Try("Remove-IpcPool $pool -Wait -Timeout 0.01 -ErrorAction SilentlyContinue");
        go.Set();
        Assert.Empty(removing.Wait().Errors);
    }

    [Fact]
    public void A_script_that_ends_meanwhile_says_so()
    {
        (int exitCode, _, string error) = RealPwsh.Run("-Command", $$"""
            Import-Module '{{Repository.Manifest}}'
            $pool = New-IpcPool 1 -Name mine
            $job = Start-IpcWorker { Start-Sleep 1000 } -Name sleeper -Pool $pool
            """);
        Assert.Contains("the session ended while the pool 'mine' was doing the job 'sleeper', which was stopped", error, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
    }
}
