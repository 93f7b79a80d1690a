using System.Management.Automation;
using Ipc.Commands;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Pools;

/// <summary>Start-IpcWorker -Pool: a whole job on a worker that is there already.</summary>
[Collection("Pools")]
public sealed class PooledWorkerTests : IClassFixture<PooledWorkerTests.Prepared>
{
    private readonly HostedShell _shell;
    private readonly IpcPool _pool;

    public PooledWorkerTests(Prepared prepared) => (_shell, _pool) = (prepared.Shell, prepared.Pool);

    [Fact]
    public void Runs_in_the_worker_with_what_the_pool_gives_to_all()
    {
        object?[] told = [.. _shell.Run("""
            $three = 3
            $worker = Start-IpcWorker -Pool $pool -Name mine { param($one) "$one $using:three $five $six $(Get-Seven) $($IpcWorker.Name)"; $PID } -ArgumentList 1
            $worker | Receive-IpcWorker -Wait
            $worker.State.ToString()
            $worker.ProcessId
            """)];
        Assert.Equal("1 3 5 6 7 mine", told[0]);
        Assert.Equal([told[^1], "Completed", _pool.ProcessId[0]], told[1..]);
    }

    [Fact]
    public void One_job_leaves_nothing_to_the_next_and_the_process_stays() => Assert.Equal(
        ["|||True", "|||True"],
        _shell.Run("""
            $before = $pool.ProcessId
            1..2 | ForEach-Object {
                Start-IpcWorker -Pool $pool {
                    "$global:leak|$env:LEAK|$(if (Test-Path function:leak) { 'there' })|$($PWD.Path -eq $args[0])"
                    $global:leak = 1; $env:LEAK = 1; Set-Location /
                    function global:leak { }
                } -ArgumentList $PWD.Path | Receive-IpcWorker -Wait
            }
            if ("$before" -ne "$($pool.ProcessId)") { 'another process' }
            """));

    [Theory]
    [InlineData("exit 3", "Failed 3 ")]
    [InlineData("throw 'x'", "Failed 1 ")]
    [InlineData("[Environment]::Exit(5)", "Failed 5 ")]
    [InlineData("Stop-Process -Id $PID -Force", "Failed 137 SIGKILL")]
    [InlineData("$null", "Completed 0 ")]
    public void How_it_ended_is_told(string script, string expected) => Assert.Equal(
        [expected, "next"],
        _shell.Run($$"""
            $worker = Start-IpcWorker -Pool $pool { {{script}} }
            $worker | Wait-IpcWorker | Out-Null
            "$($worker.State) $($worker.ExitCode) $($worker.Signal)"
            Start-IpcWorker -Pool $pool { 'next' } | Receive-IpcWorker -Wait
            """));

    [Fact]
    public void Waits_its_turn_and_takes_input() => Assert.Equal(
        ["NotStarted", 2, 4, 6],
        _shell.Run("""
            $go = New-IpcEvent
            $first = Start-IpcWorker -Pool $pool { $null = Wait-IpcEvent $using:go }
            $second = 1..3 | Start-IpcWorker -Pool $pool { $input | ForEach-Object { $_ * 2 } }
            $second.State.ToString()
            Set-IpcEvent $go
            $second | Receive-IpcWorker -Wait
            """));

    [Fact]
    public void Stopping_it_leaves_the_worker_to_others() => Assert.Equal(
        ["Stopped", 1, "next", "True"],
        _shell.Run("""
            $begun = New-IpcEvent; $cleaned = New-IpcValue 0
            $worker = Start-IpcWorker -Pool $pool { try { Set-IpcEvent $using:begun; Start-Sleep 1000 } finally { ($using:cleaned).Add(1) } }
            Wait-IpcEvent $begun
            $before = $pool.ProcessId
            Stop-IpcWorker $worker
            $worker.State.ToString()
            $cleaned.Value
            Start-IpcWorker -Pool $pool { 'next' } | Receive-IpcWorker -Wait
            "$("$before" -eq "$($pool.ProcessId)")"
            """));

    [Fact]
    public void Removing_it_ends_what_it_does() => Assert.Equal(
        ["next"],
        _shell.Run("""
            $begun = New-IpcEvent
            $worker = Start-IpcWorker -Pool $pool { Set-IpcEvent $using:begun; Start-Sleep 1000 }
            Wait-IpcEvent $begun
            Remove-IpcWorker $worker -Force
            Start-IpcWorker -Pool $pool { 'next' } | Receive-IpcWorker -Wait
            """));

    [Fact]
    public void Removing_finished_jobs_leaves_the_worker_and_the_jobs_that_follow() => Assert.Equal(
        [.. Enumerable.Range(1, 30).Select(n => (object)n), "0"],
        _shell.Run("""
            $before = $pool.WorkersReplaced
            1..30 | ForEach-Object { Start-IpcWorker { $args[0] } -ArgumentList $_ -Pool $pool | Receive-Job -Wait -AutoRemoveJob }
            "$($pool.WorkersReplaced - $before)"
            """));

    // A warm worker may have done the job before who has sent it there says that it runs: here that one is held up in between.
    [Fact]
    public void A_job_that_ends_before_it_is_said_to_run_has_ended()
    {
        _shell.Run("$go = New-IpcEvent; $first = Start-IpcWorker -Pool $pool { $null = Wait-IpcEvent $using:go }");
        IpcWorker job = (IpcWorker)_shell.Get("($job = Start-IpcWorker -Pool $pool { 'done' })")!;
        job.ChildJobs[0].StateChanged += (_, change) =>
        {
            if (change.JobStateInfo.State == JobState.Running)
            {
                SpinWait.SpinUntil(() => job.Child.Output.Count > 0, Eventually.Watchdog);
                SpinWait.SpinUntil(() => job.JobStateInfo.State == JobState.Completed, 300); // Where nobody waits for us it comes.
            }
        };
        Assert.Equal(["done", "Completed"], _shell.Run("Set-IpcEvent $go; $job | Receive-IpcWorker -Wait; $job.State.ToString()"));
    }

    [Fact]
    public void A_job_that_waits_is_removed_at_once() => Assert.Equal(
        ["Stopped", "next"],
        _shell.Run("""
            $go = New-IpcEvent
            $first = Start-IpcWorker -Pool $pool { $null = Wait-IpcEvent $using:go }
            $waiting = Start-IpcWorker -Pool $pool { 'never' }
            Remove-IpcWorker $waiting -Force
            $waiting.State.ToString()
            Set-IpcEvent $go
            Start-IpcWorker -Pool $pool { 'next' } | Receive-IpcWorker -Wait
            """));

    [Fact]
    public void A_job_that_is_given_to_a_worker_that_dies_before_it_begins_is_given_to_another()
    {
        // Paused, it takes the job and cannot begin it; killed, it has not.
        int paused = _pool.ProcessId.Single();
        Signals.Send(paused, Signals.Stop);
        using RunningScript job = _shell.Begin("1..3 | Start-IpcWorker -Pool $pool { $input; $PID } | "
            + "Receive-IpcWorker -Wait");
        Until.True(() => _pool.BusyCount == 1, "the job is given to the worker");
        Signals.Send(paused, Signals.Kill);
        object?[] output = [.. job.Wait().Output];
        Assert.Equal([1, 2, 3], output[..^1]);
        Assert.NotEqual(paused, output[^1]);
    }

    [Fact]
    public void What_cannot_be_sent_is_an_error_of_the_call_also_where_it_would_wait_in_line()
    {
        ShellResult result = _shell.Try("""
            $go = New-IpcEvent
            $first = Start-IpcWorker -Pool $pool { param($go) Wait-IpcEvent $go; 'first' } -ArgumentList $go
            $before = @(Get-Job).Count
            Start-IpcWorker -Pool $pool { 1 } -ArgumentList ([securestring]::new())
            @(Get-Job).Count - $before
            Set-IpcEvent $go
            $first | Receive-IpcWorker -Wait
            Start-IpcWorker -Pool $pool { 'next' } | Receive-IpcWorker -Wait
            """);
        Assert.Equal([0, "first", "next"], result.Output);
        ErrorRecord error = Assert.Single(result.Errors);
        Assert.Contains("-AllowSecret", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void It_is_given_what_it_was_called_with_when_its_turn_comes() => Assert.Equal(
        [1, 10],
        _shell.Run("""
            $go = New-IpcEvent; $table = @{ X = 1 }; $r, $s = New-IpcPipe -OneWay
            $first = Start-IpcWorker -Pool $pool { $null = Wait-IpcEvent $using:go }
            $second = Start-IpcWorker -Pool $pool { param($t, $s) $t.X; 1..10 | Send-IpcPipe $s } -ArgumentList $table, $s
            $table.X = 2
            Close-IpcPipe $s
            Set-IpcEvent $go
            $second | Receive-IpcWorker -Wait
            @(Receive-IpcPipe $r -Wait).Count
            """));

    [Fact]
    public void A_secret_reaches_it_where_it_is_allowed() => Assert.Equal(
        [3],
        _shell.Run("""
            $secret = [securestring]::new()
            'abc'.ToCharArray() | ForEach-Object { $secret.AppendChar($_) }
            Start-IpcWorker -Pool $pool { param($secret) $secret.Length } -ArgumentList $secret -AllowSecret | Receive-IpcWorker -Wait
            """));

    [Fact]
    public void Its_end_is_told_when_somebody_removes_what_the_pool_listens_to() => Assert.Equal(
        ["Failed", "Failed"],
        _shell.Run("""
            $doomed = New-IpcPool 1
            $ready = New-IpcEvent
            $running = Start-IpcWorker -Pool $doomed { param($ready) Set-IpcEvent $ready; [Threading.Thread]::Sleep(-1) } -ArgumentList $ready
            Wait-IpcEvent $ready
            $waiting = Start-IpcWorker -Pool $doomed { 1 }
            [Ipc.Commands.IpcPool].GetField('_replies', 'Instance, NonPublic').GetValue($doomed).Remove()
            $running, $waiting | Wait-IpcWorker | Out-Null
            $running, $waiting | ForEach-Object { "$($_.State)" }
            """));

    [Theory]
    [InlineData("-ThrottleLimit 2")]
    [InlineData("-Executable pwsh")]
    public void What_a_pool_decides_itself_is_refused(string what) =>
        _shell.Fails("IpcNotSupported", ErrorCategory.NotImplemented, $"Start-IpcWorker -Pool $pool {what} {{ 1 }}");

    /// <summary>A pool of one that gives something to all.</summary>
    public sealed class Prepared : IDisposable
    {
        public Prepared()
        {
            Shell.Run("function Get-Seven { 7 }; $six = 6");
            Pool = (IpcPool)Shell.Get("($pool = New-IpcPool 1 -Function Get-Seven -Variable six "
                + "-InitializationScript { $five = 5 })")!;
        }

        public HostedShell Shell { get; } = new();

        public IpcPool Pool { get; }

        public void Dispose()
        {
            Shell.Run("Get-IpcWorker | Remove-IpcWorker -Force; Get-IpcPool | Remove-IpcPool");
            Shell.Dispose();
        }
    }
}
