using System.Management.Automation;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Pools;

/// <summary>
/// What the workers of a pool are given is held until it has arrived or never will, and closed there when the call or
/// job is over: the process goes on, and must hold nothing by handles that nobody can use.
/// </summary>
[Collection("Pools")]
public sealed class PoolArgumentTests : IClassFixture<PoolArgumentTests.Shared>
{
    private readonly Shared _shared;
    private readonly HostedShell _shell;

    public PoolArgumentTests(Shared shared) => (_shared, _shell) = (shared, shared.Shell);

    [Theory]
    [InlineData("Start-IpcWorker -Pool $pool { param($s) 1..10 | Send-IpcPipe $s } -ArgumentList $s")]
    [InlineData("Start-IpcWorker -Pool $pool { 1..10 | Send-IpcPipe $using:s }")]
    [InlineData("$s | Start-IpcWorker -Pool $pool { $input | ForEach-Object { 1..10 | Send-IpcPipe $_ } }")]
    [InlineData("1..10 | Invoke-IpcParallel -AsJob -Pool $pool { $_ | Send-IpcPipe $using:s }")]
    [InlineData("1..10 | Invoke-IpcParallel -AsJob { $_ | Send-IpcPipe $using:s }")]
    [InlineData("1..10 | Invoke-IpcParallel -AsJob -Pool $pool { $_ | Send-IpcPipe $args[0] } -ArgumentList $s")]
    [InlineData("1..10 | Invoke-IpcParallel -AsJob -Pool $pool { $_ | Send-IpcPipe $s } -Variable s")]
    [InlineData("1 | Invoke-IpcParallel -AsJob -Pool $pool { } -ThrottleLimit 1 -Begin { 1..10 | Send-IpcPipe $using:s }")]
    [InlineData("1 | Invoke-IpcParallel -AsJob -Pool $pool { } -ThrottleLimit 1 -End { 1..10 | Send-IpcPipe $using:s }")]
    [InlineData("$s | Invoke-IpcParallel -AsJob -Pool $pool { 1..10 | Send-IpcPipe $_ }")]
    [InlineData("@{ End = $s } | Invoke-IpcParallel -AsJob -Pool $pool -KeepState { 1..10 | Send-IpcPipe $_.End }")]
    [InlineData("1..9 + @($s) | Invoke-IpcParallel -AsJob -Pool $pool -Ordered { if ($_ -isnot [int]) { 1..10 | Send-IpcPipe $_ } }")]
    public void The_caller_closes_an_end_at_once_and_receives_all(string start) => Assert.Equal([10], _shell.Run(
        $"$r, $s = New-IpcPipe -OneWay; $job = {start}; Close-IpcPipe $s; @(Receive-IpcPipe $r -Wait).Count; $job | Wait-Job | Remove-Job"));

    [Fact]
    public void What_an_item_gives_back_arrives_though_all_else_is_closed() => Assert.Equal(
        ["hello"],
        _shell.Run("""
            $q = New-IpcQueue; 'hello' | Send-IpcQueue $q
            $job = $q | Invoke-IpcParallel -AsJob -Pool $pool { $_ }
            $q.Close()
            $job | Wait-Job | Receive-Job | Receive-IpcQueue
            """));

    [Fact]
    public void A_pool_gives_what_it_was_made_with_to_workers_that_start_later()
    {
        int[] before = [.. _shell.Run("""
            $kept = New-IpcQueue; $other = New-IpcQueue
            $global:made = New-IpcPool 1 -Variable kept -InitializationScript { $five = ($using:other).Count }
            $kept.Close(); $other.Close()
            1 | Invoke-IpcParallel -Pool $made { $kept.Count; $PID }
            """).Cast<int>()];
        Signals.Send(before[^1], Signals.Kill);
        object?[] after = [.. _shell.Run("1 | Invoke-IpcParallel -Pool $made -Retry 1 { $kept.Count; $PID }; "
            + "Remove-IpcPool $made")];
        Assert.Equal(0, after[0]);
        Assert.NotEqual(before[^1], after[1]);
    }

    [Fact]
    public void Nothing_of_a_pool_that_is_removed_is_held()
    {
        Assert.Equal([true, 0], _shell.Run("""
            $r, $s = New-IpcPipe -OneWay
            $doomed = New-IpcPool 1 -Variable s
            Close-IpcPipe $s
            $null = 1 | Invoke-IpcParallel -Pool $doomed { 1 }
            $r.IsFarEndOpen
            Remove-IpcPool $doomed
            @(Receive-IpcPipe $r -Wait).Count
            """));
    }

    [Theory]
    [InlineData("Remove-IpcWorker $waiting -Force")]
    [InlineData("Stop-IpcWorker $waiting")]
    public void A_job_that_never_gets_its_turn_holds_nothing_any_more(string end) => Assert.Equal([true, 0], _shell.Run($$"""
        $go = New-IpcEvent; $r, $s = New-IpcPipe -OneWay
        $busy = 1..2 | ForEach-Object { Start-IpcWorker -Pool $pool { $null = Wait-IpcEvent $using:go } }
        $waiting = Start-IpcWorker -Pool $pool { } -ArgumentList $s
        Close-IpcPipe $s
        $r.IsFarEndOpen
        {{end}}
        @(Receive-IpcPipe $r -Wait).Count
        Set-IpcEvent $go
        $busy | Wait-IpcWorker | Out-Null
        """));

    [Fact]
    public void A_call_that_is_stopped_holds_nothing_any_more()
    {
        using HostedShell other = new();
        (IpcPipe r, IpcPipe s) = IpcPipe.Create(oneWay: true);
        (IpcPipe t, IpcPipe u) = IpcPipe.Create(oneWay: true);
        using IpcEvent begun = IpcEvent.Create();
        using (RunningScript call = other.Begin(
            "$pool, $s, $u, $begun = $args; 1..5 + @($u) | Invoke-IpcParallel -Pool $pool -ThrottleLimit 1 "
                + "{ $null = $using:s; Set-IpcEvent $using:begun; Start-Sleep 1000 }",
            _shared.Pool,
            s,
            u,
            begun))
        {
            Assert.True(begun.TryWait(HostedShell.Watchdog));
            s.Close();
            u.Close();
            Assert.True(r.IsFarEndOpen && t.IsFarEndOpen);
            call.Stop();
        }

        Assert.True(r.Poll(HostedShell.Watchdog) && t.Poll(HostedShell.Watchdog));
        Assert.False(r.IsFarEndOpen || t.IsFarEndOpen);
        r.Close();
        t.Close();
    }

    [Fact]
    public void An_item_that_was_lost_holds_nothing_any_more()
    {
        ShellResult result = _shell.Try("""
            $r, $s = New-IpcPipe -OneWay
            $job = $s | Invoke-IpcParallel -AsJob -Pool $pool { Stop-Process -Id $PID -Force }
            Close-IpcPipe $s
            @(Receive-IpcPipe $r -Wait).Count
            $job | Wait-Job | Receive-Job
            """);
        Assert.Equal([0], result.Output);
        Assert.Equal("IpcWorkerFailed", Assert.Single(result.Errors).FullyQualifiedErrorId.Split(',')[0]);
    }

    [Fact]
    public void A_job_whose_worker_dies_before_it_begins_is_given_all_of_it_again()
    {
        Until.True(() => _shared.Pool.IdleCount == 2, "both workers are ready");
        int[] paused = _shared.Pool.ProcessId;
        Array.ForEach(paused, static id => Signals.Send(id, Signals.Stop));
        _shell.Run("""
            $global:r, $s = New-IpcPipe -OneWay
            $global:job = Start-IpcWorker -Pool $pool { param($s) 1..10 | Send-IpcPipe $s } -ArgumentList $s
            Close-IpcPipe $s
            """);
        Until.True(() => _shared.Pool.BusyCount == 1, "the job is given to a worker");
        Array.ForEach(paused, static id => Signals.Send(id, Signals.Kill));
        Assert.Equal([10], _shell.Run("@(Receive-IpcPipe $r -Wait).Count"));
    }

    [Theory]
    [InlineData("$q | Invoke-IpcParallel -AsJob -Pool $pool -ThrottleLimit 1 { $_ }", "'$_'")]
    [InlineData("1 | Invoke-IpcParallel -AsJob -Pool $pool { $using:q }", "'$using:q'")]
    [InlineData("1 | Invoke-IpcParallel -AsJob -Pool $pool { 1 } -ArgumentList @{ Queue = $q }", "'ArgumentList[0].Queue'")]
    [InlineData("1 | Invoke-IpcParallel -AsJob -Pool $pool { 1 } -Variable q", "'$q'")]
    [InlineData("Start-IpcWorker -Pool $pool { 1 } -ArgumentList 1, $q", "'ArgumentList[1]'")]
    public void What_cannot_be_opened_is_named(string start, string what)
    {
        ErrorRecord error = Assert.Single(_shell.Try($$"""
            $go = New-IpcEvent; $q = New-IpcQueue
            $busy = 1..2 | ForEach-Object { Start-IpcWorker -Pool $pool { $null = Wait-IpcEvent $using:go } }
            $job = {{start}}
            Remove-IpcObject $q
            Set-IpcEvent $go
            $busy | Wait-IpcWorker | Out-Null
            $job | Wait-Job | Receive-Job
            """).Errors);
        Assert.Contains(
            $"{what} could not be opened in the worker's process: The anonymous queue is gone",
            error.Exception.Message,
            StringComparison.Ordinal);
    }

    /// <summary>A pool of two.</summary>
    public sealed class Shared : PoolFixture
    {
        public Shared() => Shell.Run("$global:pool = Get-IpcPool");
    }
}
