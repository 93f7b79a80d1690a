using System.Diagnostics;
using System.Management.Automation;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Pools;

/// <summary>
/// Invoke-IpcParallel on workers that are there already: real processes of the module's host. Run once as it is, and
/// once in the ways that an engine without today's internals would be left with.
/// </summary>
public abstract class ParallelCases(PoolFixture fixture)
{
    /// <summary>
    /// Whether the output of an item stays that ends by an error, or by leaving its block in another way than return.
    /// </summary>
    private protected virtual bool KeepsWhatCameBefore => true;

    private protected HostedShell Shell => fixture.Shell;

    [Fact]
    public void Every_input_gives_its_result()
    {
        object?[] results = [.. Run("1..1000 | Invoke-IpcParallel { $_ * 2 } -Pool $args[0]")];
        Assert.Equal(Enumerable.Range(1, 1000).Select(n => n * 2), results.Cast<int>().Order());
    }

    [Theory]
    [InlineData("")]
    [InlineData("-BatchSize 1")]
    [InlineData("-BatchSize 7")]
    public void Order_is_kept_if_asked_for(string how) => Assert.Equal(
        Enumerable.Range(1, 2000).Select(n => (object)n),
        Run($$"""1..2000 | Invoke-IpcParallel { if ($_ % 100 -eq 1) { [Threading.Thread]::Sleep(3) }; $_ } -Ordered -Pool $args[0] {{how}}"""));

    [Fact]
    public void Works_in_other_processes_at_once() => Assert.Equal(2, Run("""
        $barrier = New-IpcBarrier 2
        1..2 | Invoke-IpcParallel { $null = Wait-IpcBarrier $using:barrier; $PID } -BatchSize 1 -Pool $args[0]
        """).Distinct().Except([Environment.ProcessId]).Count());

    [Fact]
    public void Takes_no_more_workers_than_it_may() => Assert.Single(
        Run("1..50 | Invoke-IpcParallel { [Threading.Thread]::Sleep(1); $PID } -ThrottleLimit 1 -Pool $args[0]").Distinct());

    [Fact]
    public void Gives_arguments_and_using() => Assert.Equal(
        ["1-a-x", "2-a-x"],
        Run("""
            $outer = @{ Name = 'x' }
            1..2 | Invoke-IpcParallel { param($first) "$_-$first-$($using:outer.Name)" } -ArgumentList 'a' -Ordered -Pool $args[0]
            """));

    [Fact]
    public void Shares_live_objects() => Assert.Equal(500, Shell.Get("""
        $count = New-IpcValue 0
        1..500 | Invoke-IpcParallel { ($using:count).Add(1) } -Pool $args[0]
        $count.Value
        """, fixture.Pool));

    [Fact]
    public void Carries_functions_and_variables_along() => Assert.Equal(
        ["<1> 7 8", "<2> 7 8"],
        Run("""
            function Get-One($x) { "<$x>" }
            filter Convert-Other { $_ + 1 }
            function Convert-Third { }
            $seven = 7
            1..2 | Invoke-IpcParallel { "$(Get-One $_) $seven $($seven | Convert-Other)" } -Function Get-One, Convert-* -Variable seven -Ordered -Pool $args[0]
            """));

    [Fact]
    public void A_module_is_imported_by_path()
    {
        string folder = Directory.CreateTempSubdirectory("ipc-module").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "Small.psm1"), "function Get-Small { 'small' }");
            Assert.Equal(["small"], Run("$null | Invoke-IpcParallel { Get-Small } -Module $args[1] -Pool $args[0]", Path.Combine(folder, "Small.psm1")));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("Invoke-IpcParallel { 1 } -Function NoSuchFunction")]
    [InlineData("Invoke-IpcParallel { 1 } -Variable noSuchVariable")]
    [InlineData("Invoke-IpcParallel { 1 } -Module ./no/such/module.psm1")]
    [InlineData("Invoke-IpcParallel { $using:noSuchVariable }")]
    [InlineData("Invoke-IpcParallel { 1 } -Pool noSuchPool")]
    public void What_there_is_not_is_said_once(string line) =>
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "1..3 | " + line);

    [Fact]
    public void Secrets_go_along_where_that_is_allowed()
    {
        const string Script = """
            $secret = [securestring]::new()
            'abc'.ToCharArray() | ForEach-Object { $secret.AppendChar($_) }
            """;
        Assert.Equal(
            ["3 3 3", "abc"],
            Run(Script + """

                $results = @($secret | Invoke-IpcParallel { param($argument) "$($_.Length) $($argument.Length) $(($using:secret).Length)"; $_ } -ArgumentList $secret -AllowSecret -Ordered -Pool $args[0])
                $results[0]
                [Net.NetworkCredential]::new('', $results[1]).Password
                """));
        Assert.Equal(
            ["IpcNotSupported", "IpcNotSupported"],
            Shell.Try(Script + "\n$secret, $secret | Invoke-IpcParallel { 'never' } -Pool $args[0]", fixture.Pool).ErrorIds);
        Assert.Equal(
            "3",
            Shell.Get(Script + """

                $pool = New-IpcPool 1 -InitializationScript { $length = ($using:secret).Length } -Variable secret -AllowSecret
                "$(1 | Invoke-IpcParallel { if ($secret.Length -eq $length) { $length } } -Pool $pool)"
                Remove-IpcPool $pool
                """));
    }

    [Fact]
    public void Progress_counts_and_says_how_long_it_will_take()
    {
        IpcEvent go = IpcEvent.Create();
        using RunningScript running = Shell.Begin("1..4 | Invoke-IpcParallel { if ($_ -eq 4) { Wait-IpcEvent "
            + "$args[0] }; $_ } -ArgumentList $args[1] -Pool $args[0]", fixture.Pool, go);
        ProgressRecord? seen;
        long start = Stopwatch.GetTimestamp();
        do
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < HostedShell.Watchdog, string.Join('\n', running.Progress));
            Thread.Sleep(20);
            seen = running.Progress.FirstOrDefault(record => record.StatusDescription.StartsWith("3 of 4 done", StringComparison.Ordinal));
        }
        while (seen is null);
        Assert.Equal(("Invoke-IpcParallel", 75, ProgressRecordType.Processing), (seen.Activity, seen.PercentComplete, seen.RecordType));
        Assert.True(seen.SecondsRemaining > 0);

        go.Set();
        Assert.Equal([1, 2, 3, 4], running.Wait().Output.Order());
        Assert.Equal((seen.ActivityId, ProgressRecordType.Completed), (running.Progress[^1].ActivityId, running.Progress[^1].RecordType));
        go.Close();
    }

    [Fact]
    public void Begin_and_end_run_once_in_each_worker() => Assert.Equal(
        [2, 20, 210],
        Run("""
            $barrier = New-IpcBarrier 2
            $all = 1..20 | Invoke-IpcParallel -Begin { $sum = [int[]]::new(1); $null = Wait-IpcBarrier $using:barrier } { $sum[0] += $_; 'item' } -End { $sum[0] } -Pool $args[0]
            $ends = @($all | ForEach-Object { if ($_ -is [int]) { $_ } })
            $ends.Count
            $all.Count - $ends.Count
            $ends[0] + $ends[1]
            """));

    [Fact]
    public void A_failure_in_begin_ends_the_call_and_not_the_worker()
    {
        ErrorRecord error = Shell.Error("1..100 | Invoke-IpcParallel -Begin { throw 'no way' } { $_ } -Pool $args[0]", fixture.Pool);
        Assert.Equal("no way", error.Exception.Message);
        Assert.Equal([1, 2], Run("1..2 | Invoke-IpcParallel { $_ } -Ordered -Pool $args[0]"));
    }

    [Fact]
    public virtual void An_item_leaves_nothing_to_the_next() => Assert.Equal(
        ["|||True|False|Continue|0|pool"],
        Run("""
            function leaky { 'pool' }
            $pool = New-IpcPool 1 -Function leaky
            1..5 | Invoke-IpcParallel -Pool $pool -ArgumentList $PWD.Path -ErrorAction Ignore {
                param($here)
                "$global:leak|$local|$env:LEAK|$($PWD.Path -eq $here)|$(Test-Path function:leak)|$ErrorActionPreference|$($Error.Count)|$(leaky)"
                $global:leak = 1; $local = 1; $env:LEAK = 1; Set-Location /; $global:ErrorActionPreference = 'SilentlyContinue'
                function global:leak { }
                function global:leaky { 'changed' }
                Write-Error 'x'
            }
            Remove-IpcPool $pool
            """).Distinct());

    [Fact]
    public void State_is_kept_if_asked_for() => Assert.Equal(
        Enumerable.Range(1, 20).Select(n => (object)n),
        Run("1..20 | Invoke-IpcParallel -Begin { $n = 0 } { $n++; $n } -KeepState -ThrottleLimit 1 -Pool $args[0]"));

    [Fact]
    public virtual void Nothing_is_left_of_a_call_for_the_next() => Assert.Equal(
        ["||False"],
        Run("""
            1 | Invoke-IpcParallel -Begin { $global:fromBegin = 1; $env:FROMBEGIN = 1; function global:fromBegin { } } { $global:more = 1 } -KeepState -ThrottleLimit 1 -Pool $args[0]
            1..20 | Invoke-IpcParallel { "$global:fromBegin|$env:FROMBEGIN|$(Test-Path function:fromBegin)" } -Pool $args[0]
            """).Distinct());

    [Fact]
    public void All_streams_arrive()
    {
        using RunningScript running = Shell.Begin("""
            1 | Invoke-IpcParallel { Write-Warning 'warn'; Write-Verbose 'verb'; Write-Host 'host'; 'before'
                Write-Error 'bad'; throw 'worse' } -Pool $args[0] -Verbose 4>&1 6>&1
            """, fixture.Pool);
        ShellResult result = running.Wait();
        Assert.Equal(["verb", "host", .. KeepsWhatCameBefore ? ["before"] : Array.Empty<string>()], result.Output.Select(item => item!.ToString()));
        Assert.Equal(["warn"], running.Warnings);
        Assert.Equal(["bad", "worse"], result.Errors.Select(error => error.Exception.Message));
        Assert.All(result.Errors, error => Assert.Contains("line 2", error.ScriptStackTrace, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("break", 0)]
    [InlineData("continue", 0)]
    [InlineData("exit 0", 0)]
    [InlineData("exit 3", 1)]
    [InlineData("return", 0)]
    public void An_item_that_ends_itself_ends_nothing_else(string how, int errors)
    {
        ShellResult result = Shell.Try($$"""1..3 | Invoke-IpcParallel { "in $_"; if ($_ -eq 2) { {{how}} }; "out $_" } -Ordered -Pool $args[0]""", fixture.Pool);
        Assert.Equal(["in 1", "out 1", .. how == "return" || KeepsWhatCameBefore ? ["in 2"] : Array.Empty<string>(), "in 3", "out 3"], result.Output);
        Assert.Equal(errors, result.Errors.Count);
    }

    [Fact]
    public void What_cannot_be_sent_is_an_error_of_its_own()
    {
        ShellResult result = Shell.Try("1, ([Threading.CancellationToken]::None), { 3 }, 4 | Invoke-IpcParallel { "
            + "'done' } -Pool $args[0]", fixture.Pool);
        Assert.Equal(4, result.Output.Count + result.Errors.Count);
    }

    [Fact]
    public void An_item_whose_worker_dies_is_named_and_the_others_go_on()
    {
        ShellResult result = Shell.Try("1..200 | Invoke-IpcParallel { if ($_ -eq 77) { Stop-Process -Id $PID -Force "
            + "}; $_ } -Pool $args[0]", fixture.Pool);
        ErrorRecord error = Assert.Single(result.Errors);
        Assert.StartsWith("IpcWorkerFailed", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Equal(77, error.TargetObject is PSObject wrapped ? wrapped.BaseObject : error.TargetObject);
        Assert.Contains("'77'", error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains("SIGKILL", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 200).Where(n => n != 77), result.Output.Cast<int>().Order());
    }

    [Fact]
    public void An_item_is_tried_again_as_often_as_asked()
    {
        ShellResult result = Shell.Try("""
            $tries = New-IpcArray int 4
            1..3 | Invoke-IpcParallel { $tries = $using:tries; $tries.Add($_, 1); if ($_ -eq 2 -or ($_ -eq 3 -and $tries[3] -lt 3)) { [Environment]::Exit(9) }; $_ } -Retry 2 -Ordered -Pool $args[0]
            $tries[1], $tries[2], $tries[3] -join ' '
            """, fixture.Pool);
        Assert.Equal([1, 3, "1 3 3"], result.Output);
        Assert.Contains("exit code 9", Assert.Single(result.Errors).Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_item_that_takes_too_long_is_named_and_its_finally_blocks_run()
    {
        ShellResult result = Shell.Try("""
            $cleaned = New-IpcValue 0
            1..20 | Invoke-IpcParallel { if ($_ -eq 5) { try { [Threading.Thread]::Sleep(1); Start-Sleep 1000 } finally { ($using:cleaned).Add(1) } }; $_ } -ItemTimeout 5 -Pool $args[0]
            $cleaned.Value
            """, fixture.Pool);
        ErrorRecord error = Assert.Single(result.Errors);
        Assert.Equal(("IpcTimeout", ErrorCategory.OperationTimeout), (error.FullyQualifiedErrorId.Split(',')[0], error.CategoryInfo.Category));
        Assert.Contains("'5'", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(1, 20).Where(n => n != 5).Append(1).Order(), result.Output.Cast<int>().Order());
    }

    [Fact]
    public void The_whole_may_take_so_long_and_no_longer()
    {
        Run("$barrier = New-IpcBarrier 2; 1..2 | Invoke-IpcParallel { Wait-IpcBarrier $using:barrier } -BatchSize 1 "
            + "-Pool $args[0]"); // Both are there again.
        ShellResult result = Shell.Try("1..4 | Invoke-IpcParallel { if ($_ -gt 1) { Start-Sleep 1000 }; $_ } "
            + "-BatchSize 1 -Timeout 3 -Pool $args[0]", fixture.Pool);
        Assert.Equal([1], result.Output);
        Assert.Equal("IpcTimeout", Assert.Single(result.ErrorIds));
    }

    [Fact]
    public void The_first_error_ends_it_if_asked_for()
    {
        ShellResult result = Shell.Try("""
            $begun = New-IpcValue 0
            try { 1..100 | Invoke-IpcParallel { ($using:begun).Add(1); if ($_ -eq 1) { throw 'first' }; Start-Sleep 1000 } -ErrorAction Stop -Pool $args[0] }
            catch { "$_" }
            $begun.Value -lt 100
            """, fixture.Pool);
        Assert.Equal(["Item 1 ('1'): first", true], result.Output);
    }

    [Fact]
    public void Ctrl_C_ends_it()
    {
        using IpcEvent begun = IpcEvent.Create();
        using RunningScript running = Shell.Begin(
            "1..100 | Invoke-IpcParallel { Set-IpcEvent $args[0]; Start-Sleep 1000 } -ArgumentList $args[1] -Pool "
                + "$args[0]", fixture.Pool, begun);
        Assert.True(begun.TryWait(HostedShell.Watchdog));
        running.Stop();
        Assert.Equal([1, 2], Run("1..2 | Invoke-IpcParallel { $_ } -Ordered -Pool $args[0]")); // The workers were replaced.
    }

    [Fact]
    public void A_command_behind_it_may_end_it() => Assert.Equal(
        [1, 2],
        Run("1..100000 | Invoke-IpcParallel { $_ } -Ordered -Pool $args[0] | & { process { $_; if ($_ -eq 2) { break "
            + "} } }"));

    [Fact]
    public void Inputs_are_taken_only_as_they_are_needed() => Assert.InRange(
        (int)Shell.Get("""
            $gate = New-IpcEvent
            $read = New-IpcValue 0
            try {
                & { for ($i = 0; $i -lt 1000000; $i++) { $read.Add(1); $i } } |
                    Invoke-IpcParallel { $null = Wait-IpcEvent $using:gate } -Timeout 2 -Pool $args[0]
            } catch { }
            $read.Value
            """, fixture.Pool)!,
        3,
        20_000);

    private protected IReadOnlyList<object?> Run(string script, params object?[] more) =>
        Shell.Run(script, [fixture.Pool, .. more]);
}
