using System.Diagnostics;
using System.Management.Automation;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Cmdlets;

/// <summary>
/// Workers of an application that hosts PowerShell: real processes of the module's host, with this application's own
/// PowerShell assemblies. Start-Job refuses to work here.
/// </summary>
public sealed class WorkerTests : IDisposable
{
    private readonly HostedShell _shell = new();

    public void Dispose()
    {
        _shell.Run("Get-IpcWorker | Remove-IpcWorker -Force");
        _shell.Dispose();
    }

    [Fact]
    public void Runs_in_another_process_with_arguments_and_using()
    {
        object? told = _shell.Get("""
            $outer = @{ Name = 'using' }
            Start-IpcWorker { param($a, $b) "$PID $a $b $($using:outer.Name)" } -ArgumentList 1, 'two' | Receive-IpcWorker -Wait
            """);

        string[] words = told!.ToString()!.Split(' ');
        Assert.NotEqual(Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), words[0]);
        Assert.Equal(["1", "two", "using"], words[1..]);
    }

    [Fact]
    public void Uses_the_engine_of_this_application() => Assert.Equal(
        typeof(PSObject).Assembly.Location,
        _shell.Get("Start-IpcWorker { [psobject].Assembly.Location } | Receive-IpcWorker -Wait")?.ToString());

    [Fact]
    public void Programs_that_the_script_starts_inherit_nothing_of_how_the_worker_was_started()
    {
        string[] own = ["DOTNET_STARTUP_HOOKS", "IPC_WORKER_CHANNEL", "IPC_HOST_", "DOTNET_TieredPGO", "POWERSHELL_"];
        string[] inherited = [.. _shell.Run("Start-IpcWorker { sh -c env } | Receive-IpcWorker -Wait").Select(line => $"{line}")];
        Assert.Contains(inherited, line => line.StartsWith("IPC_HOME=", StringComparison.Ordinal));
        Assert.DoesNotContain(
            inherited,
            line => own.Any(name => line.StartsWith(name, StringComparison.Ordinal)) && Environment.GetEnvironmentVariable(line.Split('=')[0]) is null);
    }

    [Fact]
    public void The_channel_of_a_worker_stands_in_files_of_the_owner_alone_and_the_script_in_none_that_others_read()
    {
        string id = _shell.Get("""
            $ready = New-IpcEvent
            $worker = Start-IpcWorker { param($ready, $secret) Set-IpcEvent $ready; [Threading.Thread]::Sleep(-1) } -ArgumentList $ready, 'SECRET-ARGUMENT'
            Wait-IpcEvent $ready
            $worker.ProcessId
            """)!.ToString()!;
        string line = File.ReadAllText($"/proc/{id}/cmdline");
        Assert.DoesNotContain("SECRET", line, StringComparison.Ordinal);
        Assert.DoesNotContain("Set-IpcEvent", line, StringComparison.Ordinal);
        Assert.DoesNotContain("SECRET", File.ReadAllText($"/proc/{id}/environ"), StringComparison.Ordinal);

        string pipe = System.Text.RegularExpressions.Regex.Match(line, "~[0-9a-f]{32}").Value;
        IpcObjectInfo channel = IpcObjectInfo.List().Single(info => info.Id == pipe);
        Assert.Equal(IpcKind.Pipe, channel.Kind);
        Assert.Equal(2, channel.HolderCount);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(channel.Path));
    }

    [Fact]
    public void Shares_live_objects() => Assert.Equal(
        "hello",
        _shell.Get("""
            $queue = New-IpcQueue
            $worker = Start-IpcWorker { param($given) Send-IpcQueue $given.Queue 'hello' } -ArgumentList @{ Queue = $queue }
            Receive-IpcQueue $queue
            $worker | Wait-IpcWorker | Out-Null
            """)?.ToString());

    [Fact]
    public void Is_a_job_of_its_own_type() => Assert.Equal(
        ["IpcWorker", "Completed", "out"],
        _shell.Run("""
            $worker = Start-IpcWorker { 'out' } -Name mine
            $null = Wait-Job $worker
            $worker.PSJobTypeName
            (Get-Job -Name mine).State.ToString()
            Receive-Job $worker
            Remove-Job $worker
            """).Select(item => item?.ToString()));

    [Fact]
    public void Every_stream_comes_out_where_it_went_in()
    {
        ShellResult result = _shell.Try("""
            Start-IpcWorker { 'out'; Write-Warning 'warn'; Write-Error 'err'; Write-Host 'host'; 'last' } | Receive-IpcWorker -Wait
            """);

        Assert.Equal(["out", "last"], result.Output.Select(item => item?.ToString()));
        Assert.Equal("err", Assert.Single(result.Errors).Exception.Message);
    }

    [Fact]
    public void A_terminating_error_fails_the_job_with_the_workers_own_record()
    {
        ErrorRecord error = _shell.Error("""
            $worker = Start-IpcWorker { 'fine'
                throw 'bad thing' }
            $null = $worker | Receive-IpcWorker -Wait
            """);

        Assert.Equal("bad thing", error.Exception.Message);
        Assert.Contains("line 2", error.ScriptStackTrace, StringComparison.Ordinal);
        Assert.Equal("Failed", _shell.Get("$worker.State.ToString()")?.ToString());
    }

    [Fact]
    public void An_exit_code_is_told()
    {
        _shell.Fails("IpcWorkerFailed", ErrorCategory.OperationStopped, "$worker = Start-IpcWorker { exit 3 }; "
            + "$worker | Receive-IpcWorker -Wait");
        Assert.Equal("3", _shell.Get("$worker.ExitCode")?.ToString());
    }

    [Fact]
    public void A_killed_worker_fails_at_once_and_says_by_which_signal()
    {
        string id = _shell.Get("""
            $event = New-IpcEvent
            $worker = Start-IpcWorker { param($event) Set-IpcEvent $event; [Threading.Thread]::Sleep(-1) } -ArgumentList $event
            Wait-IpcEvent $event
            $worker.ProcessId
            """)!.ToString()!;
        Process.GetProcessById(int.Parse(id, System.Globalization.CultureInfo.InvariantCulture)).Kill();

        ErrorRecord error = _shell.Fails("IpcWorkerFailed", ErrorCategory.OperationStopped, "$worker | Receive-IpcWorker -Wait");
        Assert.Contains("SIGKILL", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal("SIGKILL", _shell.Get("$worker.Signal")?.ToString());
    }

    [Fact]
    public void Stopping_runs_finally_blocks()
    {
        _shell.Run("""
            $event = New-IpcEvent
            $never = New-IpcEvent
            $worker = Start-IpcWorker { param($event, $never) try { Set-IpcEvent $event; Wait-IpcEvent $never } finally { Reset-IpcEvent $event } } -ArgumentList $event, $never
            Wait-IpcEvent $event
            $worker | Stop-IpcWorker
            """);

        Assert.Equal("Stopped", _shell.Get("$worker.State.ToString()")?.ToString());
        Assert.Equal("False", _shell.Get("$event.IsSet")?.ToString());
    }

    [Theory]
    [InlineData("Start-IpcWorker -FilePath /no/such/script.ps1", "IpcNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Start-IpcWorker { $using:nothingOfThatName }", "IpcNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Start-IpcWorker { 1 } -WorkingDirectory /no/such/folder", "IpcNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Start-IpcWorker { 1 } -Executable no-such-pwsh", "IpcNotSupported", ErrorCategory.NotImplemented)]
    [InlineData("Start-IpcWorker { 1 } -ArgumentList ([securestring]::new())", "IpcNotSupported", ErrorCategory.NotImplemented)]
    [InlineData("Start-IpcWorker { 1 } -ArgumentList ([IO.Stream]::Null)", "IpcNotSupported", ErrorCategory.NotImplemented)]
    [InlineData("Get-IpcWorker nobody", "IpcNotFound", ErrorCategory.ObjectNotFound)]
    [InlineData("Get-IpcWorker -Id 99999", "IpcNotFound", ErrorCategory.ObjectNotFound)]
    public void Bad_input_is_told_before_a_process_starts(string script, string id, ErrorCategory category)
    {
        _shell.Fails(id, category, script);
        Assert.Empty(_shell.Run("Get-IpcWorker | Where-Object ProcessId"));
    }

    [Fact]
    public void A_script_that_does_not_parse_is_told_with_line_and_column()
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "'fine'\nif (");
        try
        {
            ErrorRecord error = _shell.Fails("IpcWorkerFailed", ErrorCategory.OperationStopped, "Start-IpcWorker -FilePath $args[0]", file);
            Assert.Contains("line 2, column", error.Exception.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void Waiting_for_a_worker_ends_with_the_pipeline()
    {
        _shell.Run("$never = New-IpcEvent; $worker = Start-IpcWorker { param($never) Wait-IpcEvent $never } "
            + "-ArgumentList $never");
        using RunningScript running = _shell.Begin("'reached'; $worker | Wait-IpcWorker");
        Until.True(() => running.Output.Count == 1, "the script runs");
        running.Stop();

        Assert.Equal("Running", _shell.Get("$worker.State.ToString()")?.ToString());
        Assert.Equal("False", _shell.Get("$worker | Wait-IpcWorker -Timeout 0 -Quiet")?.ToString());
    }

    [Fact]
    public void Many_at_once_keep_the_order_between_them() => Assert.Equal(
        "1 1 1 2 2 2 3 3 3",
        string.Join(' ', _shell.Run("""
            $barrier = New-IpcBarrier 3
            Start-IpcWorker -Count 3 -ArgumentList $barrier { param($barrier) foreach ($i in 1..3) { $i; Wait-IpcBarrier $barrier } } | Receive-IpcWorker -Wait
            """)));
}
