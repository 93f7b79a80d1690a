using System.Management.Automation;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Cmdlets;

/// <summary>
/// What people know from Start-ThreadJob and the job cmdlets, in an application that hosts PowerShell.
/// </summary>
public sealed class WorkerJobTests : IDisposable
{
    private readonly HostedShell _shell = new();

    public void Dispose()
    {
        _shell.Run("Get-IpcWorker | Remove-IpcWorker -Force");
        _shell.Dispose();
    }

    [Fact]
    public void Input_goes_to_the_worker_while_more_is_being_made() => Told("got 1, got 2, got 3", """
        $heard = New-IpcQueue
        $told = [Collections.Generic.List[object]]::new()
        $worker = 1..3 | ForEach-Object { $_; $told.Add((Receive-IpcQueue $heard -Timeout 50)) } |
            Start-IpcWorker { process { Send-IpcQueue $using:heard "got $_" } }
        $worker | Wait-IpcWorker | Out-Null
        $told -join ', '
        """);

    [Theory]
    [InlineData("'a', $null, 'b' | Start-IpcWorker { @($input).Count }", "3")]
    [InlineData("@() | Start-IpcWorker { @($input).Count }", "0")]
    [InlineData("Start-IpcWorker { @($input).Count } -InputObject 'one'", "1")]
    [InlineData("1, 2 | Start-IpcWorker { begin { 'b' } process { $_ } end { 'e' } }", "b 1 2 e")]
    [InlineData("1, 2 | Start-IpcWorker { $input } -InitializationScript { $input }", "1 2")]
    public void Input_is_what_was_piped(string script, string expected) =>
        Told(expected, script + " | Receive-IpcWorker -Wait");

    [Fact]
    public void Input_that_cannot_be_sent_is_an_error_and_the_rest_arrives()
    {
        ShellResult result = _shell.Try("'a', [securestring]::new(), 'b' | Start-IpcWorker { $input } | "
            + "Receive-IpcWorker -Wait");
        Assert.Equal(["a", "b"], result.Output.Select(item => $"{item}"));
        Assert.StartsWith("IpcNotSupported", Assert.Single(result.Errors).FullyQualifiedErrorId, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_found_by_position_knows_its_place_has_using_and_an_exit_code()
    {
        string folder = Directory.CreateTempSubdirectory("ipc-test-").FullName;
        string file = Path.Combine(folder, "part [1].ps1");
        File.WriteAllText(file, "param($a)\n\"$a $using:outer $($PSScriptRoot -eq '" + folder + "') $(Split-Path $PSCommandPath -Leaf)\"\nexit 5");
        try
        {
            ShellResult result = _shell.Try("$outer = 'using'; $worker = Start-IpcWorker $args[0] -ArgumentList "
                + "'arg'; $worker | Receive-IpcWorker -Wait", file);
            Assert.Equal("arg using True part [1].ps1", Assert.Single(result.Output)?.ToString());
            Assert.Equal("Failed 5", _shell.Get("\"$($worker.State) $($worker.ExitCode)\"")?.ToString());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("throw 'no'", "", "Failed 1")]
    [InlineData("exit 4", "", "Failed 4")]
    [InlineData("exit 0", "", "Completed 0")]
    [InlineData("'begun'; $x = 1", "begun main 1", "Completed 0")]
    public void The_script_runs_only_if_its_initialization_did(string first, string output, string ending)
    {
        ShellResult result = _shell.Try(
            "$worker = Start-IpcWorker { \"main $x\" } -InitializationScript ([scriptblock]::Create($args[0])); "
                + "$worker | Receive-IpcWorker -Wait", first);
        Assert.Equal(output, string.Join(' ', result.Output));
        Assert.Equal(ending, _shell.Get("\"$($worker.State) $($worker.ExitCode)\"")?.ToString());
    }

    [Fact]
    public void No_more_run_at_once_than_the_limit_and_the_others_are_not_started()
    {
        Told("Running NotStarted NotStarted", """
            $go = New-IpcEvent -AutoReset
            $begun = New-IpcQueue
            $workers = 1..3 | ForEach-Object { Start-IpcWorker -ThrottleLimit 1 { Send-IpcQueue $using:begun $PID; Wait-IpcEvent $using:go } }
            $null = Receive-IpcQueue $begun
            $workers.ForEach{ $_.State.ToString() }
            """);
        Told("Completed Running NotStarted", """
            Set-IpcEvent $go
            $workers[0] | Wait-IpcWorker | Out-Null
            $null = Receive-IpcQueue $begun
            $workers.ForEach{ $_.State.ToString() }
            """);

        // One that is stopped before it starts never runs.
        Told("Completed Completed Stopped", """
            $workers[2] | Stop-IpcWorker
            Set-IpcEvent $go
            $workers | Wait-IpcWorker | Out-Null
            $workers.ForEach{ $_.State.ToString() }
            Receive-IpcQueue $begun -All
            """);
    }

    [Fact]
    public void Input_of_a_worker_that_waits_for_its_turn_is_kept_for_it() => Told("first 1 2 3", """
        $go = New-IpcEvent
        $first = Start-IpcWorker -ThrottleLimit 1 { Wait-IpcEvent $using:go; 'first' }
        $second = 1..3 | Start-IpcWorker -ThrottleLimit 1 { $input }
        if ($second.State -ne 'NotStarted') { throw "it is $($second.State)" }
        Set-IpcEvent $go
        $first, $second | Receive-IpcWorker -Wait
        """);

    [Fact]
    public void Workers_that_wait_for_their_own_workers_take_no_place_that_these_need() => Told("0 inner 1 inner", """
        $outer = 0..1 | ForEach-Object { Start-IpcWorker -ThrottleLimit 2 { $n = $args[0]; "$n $(Start-IpcWorker -ThrottleLimit 1 { 'inner' } | Receive-IpcWorker -Wait)" } -ArgumentList $_ }
        $outer | Receive-IpcWorker -Wait
        """, sort: true);

    [Fact]
    public void The_job_cmdlets_find_it_wait_for_it_receive_and_remove_it()
    {
        Told("named named named named False named", """
            $worker = Start-IpcWorker { 'out' } -Name named
            (Get-Job -Name nam*).Name
            (Get-Job -Id $worker.Id).Name
            (Get-Job -InstanceId $worker.InstanceId).Name
            (Get-Job -Command " 'out' ").Name
            [bool](Get-Job -State NotStarted)
            (Wait-Job $worker -Any).Name
            """);
        Told("out out ", """
            Receive-Job $worker -Keep
            Receive-Job $worker
            "$(Receive-Job $worker)"
            Remove-Job $worker
            Get-Job
            Get-IpcWorker
            """);
    }

    [Fact]
    public void Receive_Job_removes_it_and_tells_of_events()
    {
        Told("1 True", """
            $received = Start-IpcWorker { 1 } | Receive-Job -Wait -AutoRemoveJob -WriteEvents
            $received[0]
            $received[1..9].ForEach{ $_.JobStateInfo.State } -contains 'Completed'
            Get-Job
            """);
    }

    [Fact]
    public void Remove_Job_ends_one_that_runs()
    {
        Told("True", """
            $begun = New-IpcEvent
            $worker = Start-IpcWorker { Set-IpcEvent $using:begun; [Threading.Thread]::Sleep(-1) }
            Wait-IpcEvent $begun
            $process = [Diagnostics.Process]::GetProcessById($worker.ProcessId)
            Remove-Job $worker -Force
            $process.WaitForExit(50000)
            Get-Job
            """);
        _shell.Run("$process.Dispose()");
    }

    [Fact]
    public void Its_events_tell_each_state_and_the_methods_of_Job2_do_what_they_say()
    {
        Told("Stopped", """
            $begun = New-IpcEvent
            $never = New-IpcEvent
            $worker = Start-IpcWorker { Set-IpcEvent $using:begun; Wait-IpcEvent $using:never }
            Wait-IpcEvent $begun
            $worker.StopJobAsync()
            $worker | Wait-IpcWorker | Out-Null
            $worker.State.ToString()
            """);
        ErrorRecord again = _shell.Error("$worker.StartJob()");
        Assert.Contains("Start a new one", again.Exception.Message, StringComparison.Ordinal);
        ErrorRecord suspend = _shell.Error("$worker.SuspendJob()");
        Assert.Contains("cannot be suspended", suspend.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_to_be_done_when_it_has_ended_is_done_in_this_session() => Told("Completed 42, Failed bad", """
        $told = [Collections.Generic.List[object]]::new()
        foreach ($script in { 42 }, { throw 'bad' }) {
            $before = $told.Count
            $null = Start-IpcWorker $script -OnDone { $told.Add("$($_.State) $($_ | Receive-IpcWorker)") } -OnError { $told.Add("$($_.State) $($_.Failure)") }
            while ($told.Count -eq $before) { $null = Wait-IpcEvent (New-IpcEvent) -Timeout 0.02 -Quiet }
        }
        $told -join ', '
        """);

    [Fact]
    public void Its_child_has_its_streams_and_its_reason_and_the_engine_takes_nothing_twice() => Told(
        "1 out err bad out out err bad", """
        $worker = Start-IpcWorker { 'out'; Write-Error 'err'; throw 'bad' }
        $worker | Wait-IpcWorker | Out-Null
        $child = $worker.ChildJobs[0]
        "$($worker.ChildJobs.Count) $($child.Output) $($child.Error) $($child.JobStateInfo.Reason.Message) $($worker.Output)"
        (Receive-Job $worker *>&1).ForEach{ "$_" }
        """);

    [Fact]
    public void The_environment_is_the_callers_with_what_is_asked_for()
    {
        Environment.SetEnvironmentVariable("IPC_TEST_MINE", "mine");
        try
        {
            Told("mine added mine:added , , 1", """
                Start-IpcWorker { "$env:IPC_TEST_MINE $env:ADDED $(sh -c 'echo $IPC_TEST_MINE:$ADDED')" } -Environment @{ ADDED = 'added' } | Receive-IpcWorker -Wait
                Start-IpcWorker { "$env:IPC_TEST_MINE, $env:HOME, $env:DOTNET_TieredPGO" } -Environment @{ IPC_TEST_MINE = $null; HOME = $null; DOTNET_TieredPGO = 1 } | Receive-IpcWorker -Wait
                """);
        }
        finally
        {
            Environment.SetEnvironmentVariable("IPC_TEST_MINE", null);
        }

        _shell.Fails("IpcInvalidName", ErrorCategory.InvalidArgument, "Start-IpcWorker { 1 } -Environment @{ 'a=b' = "
            + "1 }");
    }

    [Fact]
    public void The_module_is_there_for_whoever_asks()
    {
        Told("1 none", "Start-IpcWorker { (New-IpcValue 1).Value; 'none' } | Receive-IpcWorker -Wait");
        Told("Ipc Ipc 1 True", """
            Start-IpcWorker {
                $null = New-IpcQueue
                (Get-Module Ipc).Name
                (Get-Command Send-IpcQueue).Source
                @(Get-Command *-IpcQueue).Where{ $_.Name -eq 'Send-IpcQueue' }.Count
                (Ipc\New-IpcLock) -is [Ipc.IpcLock]
            } | Receive-IpcWorker -Wait
            """);
    }

    [Fact]
    public void Each_cmdlet_of_the_manifest_has_the_class_that_a_worker_takes_for_it()
    {
        string[] names = [.. _shell.Run("(Get-Module Ipc).ExportedCmdlets.Keys").Select(name => $"{name}").Order(StringComparer.Ordinal)];
        Assert.NotEmpty(names);
        Assert.Equal(names, Ipc.Commands.WorkerCommands.ExportedCmdlets(Repository.Manifest).Order(StringComparer.Ordinal));
        Assert.All(names, name => Assert.Equal(
            name,
            Ipc.Commands.CmdletClasses.Of(name)?.GetCustomAttributes(typeof(CmdletAttribute), false).Cast<CmdletAttribute>().Select(cmdlet => $"{cmdlet.VerbName}-{cmdlet.NounName}").Single()));
    }

    [Fact]
    public void It_has_the_callers_culture() => Told("1,5 de-DE fr-FR 2,5", """
        [cultureinfo]::CurrentCulture = 'de-DE'
        [cultureinfo]::CurrentUICulture = 'fr-FR'
        Start-IpcWorker { (1.5).ToString(); [cultureinfo]::CurrentCulture.Name; [cultureinfo]::CurrentUICulture.Name; '{0}' -f 2.5 } | Receive-IpcWorker -Wait
        """);

    [Fact]
    public void It_starts_on_the_callers_drive() => Told("Env:", """
        $here = $ExecutionContext.SessionState.Path
        $null = $here.PushCurrentLocation('test')
        $null = $here.SetLocation('Env:')
        try { Start-IpcWorker { $PWD.Drive.Name + ':' } | Receive-IpcWorker -Wait } finally { $null = $here.PopLocation('test') }
        """);

    private void Told(string expected, string script, bool sort = false)
    {
        IEnumerable<string> told = _shell.Run(script).Select(item => $"{item}");
        Assert.Equal(expected, string.Join(' ', sort ? told.Order(StringComparer.Ordinal) : told));
    }
}
