using System.Management.Automation;
using Ipc.Commands;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Pools;

/// <summary>
/// Pools: what their workers are prepared with, when they are replaced, and that nothing is left of them.
/// </summary>
[Collection("Pools")]
public sealed class PoolTests : IDisposable
{
    private readonly HostedShell _shell = new();

    public void Dispose()
    {
        _shell.Run("Get-IpcPool | Remove-IpcPool");
        _shell.Dispose();
    }

    [Fact]
    public void Workers_stay_from_call_to_call_and_end_with_the_pool()
    {
        object?[] ids = [.. _shell.Run("""
            $pool = New-IpcPool 1
            1..3 | Invoke-IpcParallel { $PID } -Pool $pool
            4 | Invoke-IpcParallel { $PID } -Pool $pool
            Remove-IpcPool $pool
            """)];
        int id = Assert.IsType<int>(Assert.Single(ids.Distinct()));
        Assert.False(Directory.Exists($"/proc/{id}"));
    }

    [Fact]
    public void A_pool_is_found_by_name_and_gone_when_removed() => Assert.Equal(
        ["mine", "2", "mine", "0"],
        _shell.Run("""
            $null = New-IpcPool 1 -Name mine; $null = New-IpcPool 1 -Name other
            (Get-IpcPool mine).Name
            "$(@(Get-IpcPool).Count)"
            1 | Invoke-IpcParallel { 'mine' } -Pool MINE
            Get-IpcPool * | Remove-IpcPool
            "$(@(Get-IpcPool).Count)"
            """));

    [Fact]
    public void A_pool_ends_with_the_session_that_made_it()
    {
        IpcPool pool;
        using (HostedShell other = new())
        {
            pool = (IpcPool)other.Get("New-IpcPool 1 -Name there")!;
            Assert.Empty(_shell.Run("Get-IpcPool"));
        }

        Until.True(() => pool.IsRemoved && pool.WorkerCount == 0, "the workers have ended");
    }

    [Fact]
    public void Two_pools_cannot_have_the_same_name()
    {
        _shell.Run("$null = New-IpcPool 1 -Name twin");
        _shell.Fails("IpcAlreadyExists", ErrorCategory.ResourceExists, "New-IpcPool 1 -Name Twin");
    }

    [Theory]
    [InlineData("Get-IpcPool none")]
    [InlineData("Remove-IpcPool none")]
    public void A_pool_that_is_not_there_is_an_error(string line) =>
        _shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, line);

    [Fact]
    public void A_removed_pool_says_so() => _shell.Fails(
        "IpcClosed", ErrorCategory.CloseError, "$pool = New-IpcPool 1; Remove-IpcPool $pool; 1..3 | "
            + "Invoke-IpcParallel { 1 } -Pool $pool");

    [Fact]
    public void Each_worker_is_prepared_once() => Assert.Equal(
        ["5 seven <x> 1", "5 seven <x> 1", "5 seven <x> 1"],
        _shell.Run("""
            $count = New-IpcValue 0
            function Get-Text($x) { "<$x>" }
            $five = 5
            $pool = New-IpcPool 1 -Function Get-Text -Variable five -InitializationScript { ($using:count).Add(1); $seven = 'seven' }
            1..2 | Invoke-IpcParallel { "$five $seven $(Get-Text x) $(($using:count).Value)" } -Pool $pool
            3 | Invoke-IpcParallel { "$five $seven $(Get-Text x) $(($using:count).Value)" } -Pool $pool
            """));

    [Fact]
    public void What_is_wrong_with_the_initialization_is_told_by_the_call()
    {
        ErrorRecord error = _shell.Error("$pool = New-IpcPool 2 -InitializationScript { throw 'not prepared' }; 1..3 "
            + "| Invoke-IpcParallel { 1 } -Pool $pool");
        Assert.Equal("not prepared", error.Exception.Message);
    }

    [Fact]
    public void A_worker_that_ends_before_it_is_ready_is_not_started_for_ever()
    {
        ErrorRecord error = _shell.Error("$pool = New-IpcPool 1 -InitializationScript { [Environment]::Exit(5) }; "
            + "1..3 | Invoke-IpcParallel { 1 } -Pool $pool");
        Assert.StartsWith("IpcWorkerFailed", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("exit code 5", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dead_worker_is_replaced()
    {
        IpcPool pool = (IpcPool)_shell.Get("($pool = New-IpcPool 2)")!;
        _shell.Run("1..2 | Invoke-IpcParallel { 1 } -Pool $pool");
        int[] before = pool.ProcessId;
        Signals.Send(before[0], Signals.Kill);
        Until.True(() => pool.WorkersReplaced == 1 && pool.IdleCount == 2, "the worker is replaced");
        Assert.DoesNotContain(before[0], pool.ProcessId);
        Assert.Contains(before[1], pool.ProcessId);
    }

    [Fact]
    public void A_worker_is_replaced_after_so_many_items() => Assert.Equal(
        [3, 3, 3, 3],
        _shell.Run("""
            $pool = New-IpcPool 1 -MaxItemsPerWorker 3
            $ids = @(1..12 | Invoke-IpcParallel { $PID } -Pool $pool)
            $i = 0
            while ($i -lt 12) { $n = $i; while ($n -lt 12 -and $ids[$n] -eq $ids[$i]) { $n++ }; $n - $i; $i = $n }
            """));

    [Fact]
    public void A_worker_that_has_grown_is_replaced()
    {
        ShellResult result = _shell.Try("""
            $pool = New-IpcPool 1 -MaxMemoryPerWorker 400MB
            1..3 | Invoke-IpcParallel -BatchSize 1 { if ($_ -eq 1) { $global:keep = [byte[]]::new(500MB); [Array]::Fill($global:keep, [byte]1) }; [Threading.Thread]::Sleep(100); $PID } -Pool $pool
            """);
        Assert.Empty(result.Errors);
        Assert.Equal(3, result.Output.Count);
        Assert.NotEqual(result.Output[0], result.Output[2]);
    }

    [Fact]
    public void Idle_workers_end_and_come_back()
    {
        IpcPool pool = (IpcPool)_shell.Get("($pool = New-IpcPool 2 -IdleTimeout 0.2)")!;
        Until.True(() => pool.WorkerCount == 0, "the workers have ended");
        Assert.Equal([2, 4], _shell.Run("1..2 | Invoke-IpcParallel { $_ * 2 } -Pool $pool -Ordered"));
        Until.True(() => pool.WorkerCount == 0, "the workers have ended again");
    }

    [Fact]
    public void Two_calls_share_a_pool()
    {
        IpcPool pool = (IpcPool)_shell.Get("New-IpcPool 2")!;
        using HostedShell other = new();
        using RunningScript first = _shell.Begin("1..200 | Invoke-IpcParallel { [Threading.Thread]::Sleep(2); $_ } "
            + "-Ordered -Pool $args[0]", pool);
        using RunningScript second = other.Begin("1..200 | Invoke-IpcParallel { -$_ } -Ordered -Pool $args[0]", pool);
        Assert.Equal(Enumerable.Range(1, 200), first.Wait().Output.Cast<int>());
        Assert.Equal(Enumerable.Range(1, 200).Select(n => -n), second.Wait().Output.Cast<int>());
    }

    [Fact]
    public void A_worker_that_dies_in_its_end_block_is_reported()
    {
        ShellResult result = _shell.Try("$pool = New-IpcPool 1; 1..3 | Invoke-IpcParallel { $_ } -End { Stop-Process "
            + "-Id $PID -Force } -Ordered -Pool $pool");
        Assert.Equal([1, 2, 3], result.Output);
        Assert.Contains("SIGKILL", Assert.Single(result.Errors).Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Removing_a_pool_ends_the_call_that_runs_on_it()
    {
        using IpcEvent begun = IpcEvent.Create();
        IpcPool pool = (IpcPool)_shell.Get("New-IpcPool 1")!;
        using HostedShell other = new();
        using RunningScript call = other.Begin("1 | Invoke-IpcParallel { Set-IpcEvent $args[0]; Start-Sleep 1000 } "
            + "-ArgumentList $args[1] -Pool $args[0]", pool, begun);
        Assert.True(begun.TryWait(HostedShell.Watchdog));
        _shell.Run("Remove-IpcPool $args[0]", pool);
        Assert.Equal(["IpcClosed"], call.Wait().ErrorIds);
    }

    [Theory]
    [InlineData("-End { throw 'end' }", "end")]
    [InlineData("-Begin { throw 'begin' }", "begin")]
    [InlineData("-Begin { exit 3 }", "The -Begin block ended the script*")]
    [InlineData("-Begin { break }", "The -Begin block ended the script*")]
    [InlineData("-Variable PID", "The variable 'PID' cannot be set in a worker:*")]
    [InlineData("-Variable MyInvocation", "The variable 'MyInvocation' cannot be set in a worker:*")]
    public void A_script_of_a_call_that_ends_it_leaves_the_worker_to_the_next(string how, string message)
    {
        ShellResult result = _shell.Try($$"""
            $pool = New-IpcPool 1
            $before = $pool.ProcessId
            try { 1 | Invoke-IpcParallel -Pool $pool { 1 } {{how}} } catch { "$_" -like $args[0] }
            2 | Invoke-IpcParallel -Pool $pool { 'next' }
            "$before" -eq "$($pool.ProcessId)"
            """, message);
        Assert.Equal([true, "next", true], result.Output.Where(item => item is not 1));
    }

    [Fact]
    public void An_initialization_that_exits_has_failed() => Assert.Contains(
        "exit code 4",
        _shell.Error("$pool = New-IpcPool 1 -InitializationScript { exit 4 }; 1..3 | Invoke-IpcParallel { $_ } -Pool "
            + "$pool").Exception.Message,
        StringComparison.Ordinal);

    [Fact]
    public void Items_that_no_worker_is_there_for_are_named_each()
    {
        using IpcValue<int> starts = (IpcValue<int>)_shell.Get("($starts = New-IpcValue 0)")!;
        ShellResult result = _shell.Try("""
            $pool = New-IpcPool 1 -InitializationScript { $starts = $using:starts; $null = $starts.Add(1); if ($starts.Value -gt 1) { Stop-Process -Id $PID -Force } }
            1..20 | Invoke-IpcParallel { if ($_ -eq 3) { Stop-Process -Id $PID -Force }; $_ } -BatchSize 1 -Ordered -Pool $pool
            """);
        Assert.Equal([1, 2], result.Output);
        Assert.Equal(Enumerable.Range(3, 18), result.Errors.SkipLast(1).Select(error => (int)((error.TargetObject as PSObject)?.BaseObject ?? error.TargetObject)!));
        Assert.All(result.Errors.Skip(1).SkipLast(1), error => Assert.Contains("was not begun", error.Exception.Message, StringComparison.Ordinal));
        Assert.All(result.Errors, error => Assert.StartsWith("IpcWorkerFailed", error.FullyQualifiedErrorId, StringComparison.Ordinal));
    }

    [Fact]
    public void A_call_without_a_pool_leaves_no_worker() => Assert.Equal(
        Enumerable.Range(1, 100).Select(n => (object)n), _shell.Run("1..100 | Invoke-IpcParallel { $_ } "
            + "-ThrottleLimit 2 -Ordered"));
}
