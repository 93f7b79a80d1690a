using System.Management.Automation;
using Ipc.Commands;
using Ipc.Platform.CrashPoints;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Cmdlets;

/// <summary>
/// What a worker is given is held from the call until it has arrived: the caller may close it at once, and it ends with
/// the worker if that never opens it.
/// </summary>
public sealed class WorkerArgumentTests : IDisposable
{
    private const string Receive = "Close-IpcPipe $s; @(Receive-IpcPipe $r -Wait).Count";

    private readonly HostedShell _shell = new();

    public void Dispose()
    {
        _shell.Run("Get-IpcWorker | Remove-IpcWorker -Force");
        _shell.Dispose();
    }

    [Theory]
    [InlineData("Start-IpcWorker { param($s) 1..10 | Send-IpcPipe $s } -ArgumentList $s")]
    [InlineData("Start-IpcWorker { param($t) 1..10 | Send-IpcPipe $t.Deep[0].End } -ArgumentList @{ Deep = @([pscustomobject]@{ End = $s }) }")]
    [InlineData("Start-IpcWorker { 1..10 | Send-IpcPipe $using:s }")]
    [InlineData("Start-IpcWorker { 1..10 | Send-IpcPipe $end } -InitializationScript { $end = $using:s }", "$null = $using:s;")]
    [InlineData("Start-IpcWorker -Count 2 { if ($IpcWorker.Index -eq 0) { 1..10 | Send-IpcPipe $using:s } }")]
    [InlineData("$s | Start-IpcWorker { $input | ForEach-Object { 1..10 | Send-IpcPipe $_ } }")]
    [InlineData("1, $s, 2 | Start-IpcWorker -Count 2 { $all = @($input); if ($IpcWorker.Index -eq 1) { 1..10 | Send-IpcPipe $all[1] } }")]
    public void The_caller_closes_an_end_at_once_and_receives_all(string start, string first = "")
    {
        string script = start.Replace("{ 1..10", $"{{ {first} 1..10", StringComparison.Ordinal);
        Assert.Equal([10], _shell.Run($"$r, $s = New-IpcPipe -OneWay; $null = {script}; {Receive}"));
    }

    [Fact]
    public void What_the_caller_throws_away_is_as_good_as_closed()
    {
        (IpcPipe r, WeakReference s) = StartAndThrowAway();
        _shell.Run("$null");
        Until.True(() => IsCollected(s), "the handle is collected");
        Assert.Equal([10], _shell.Run("@(Receive-IpcPipe $args[0] -Wait).Count", r));
    }

    [Fact]
    public void However_many_messages_refer_to_an_end_it_is_held_by_one_handle()
    {
        // A slot counts the handles of a process in 16 bits.
        (IpcPipe r, IpcPipe s) = IpcPipe.Create(oneWay: true);
        List<InFlightHandles> messages = [];
        InFlightEncoding encoding = new();
        for (int i = 0; i < 70_000; i++)
        {
            encoding.Encode(s, out InFlightHandles? handles);
            messages.Add(handles!);
        }

        s.Close();
        Assert.Equal(1u << 16 | 1, r.Region.Held(r.Region.MySlot).Value);
        messages.ForEach(static one => one.Dispose());
        Assert.False(r.IsFarEndOpen);
        r.Close();
    }

    public static TheoryData<string> Kinds =>
    [
        "New-IpcQueue",
        "(New-IpcPipe)[0]",
        "New-IpcValue 7",
        "New-IpcArray byte 512",
        "New-IpcLock",
        "New-IpcLock -Count 3",
        "(New-IpcLock -Count 3)[1]",
        "New-IpcSemaphore 2",
        "New-IpcEvent",
        "New-IpcBarrier 2",
        "New-IpcCondition",
    ];

    [Theory]
    [MemberTurns(nameof(Kinds), 3)]
    [Trait("Category", Turns.Category)]
    public void An_object_of_any_kind_outlives_the_callers_handle(string make) => Assert.Equal(["True"], _shell.Run($$"""
        $made = {{make}}
        $id = $made.Id
        $table = @{ Made = $made }
        $worker = Start-IpcWorker { param($t, $id) "$($t.Made.Id -eq $id -and -not $t.Made.IsRemoved)" } -ArgumentList $table, $id
        $table = $null
        $made.Close()
        $worker | Receive-IpcWorker -Wait
        """));

    [Fact]
    public void One_that_waits_for_its_turn_is_given_what_it_was_called_with() => Assert.Equal([1, 10], _shell.Run($$"""
        $go = New-IpcEvent; $table = @{ X = 1 }; $r, $s = New-IpcPipe -OneWay
        $null = Start-IpcWorker -ThrottleLimit 1 { Wait-IpcEvent $using:go }
        $waiting = Start-IpcWorker -ThrottleLimit 1 { param($t, $s) $t.X; 1..10 | Send-IpcPipe $s } -ArgumentList $table, $s
        $table.X = 2
        Close-IpcPipe $s
        Set-IpcEvent $go
        $waiting | Receive-IpcWorker -Wait
        @(Receive-IpcPipe $r -Wait).Count
        """));

    [Theory]
    [InlineData("")]
    [InlineData("-ThrottleLimit 1")]
    public void What_cannot_be_sent_is_an_error_of_the_call_and_leaves_no_job(string how)
    {
        ErrorRecord error = _shell.Fails(
            "IpcNotSupported",
            ErrorCategory.NotImplemented,
            $"Start-IpcWorker {how} {{ }} -ArgumentList 1, @{{ T = [Threading.CancellationToken]::None }}");
        Assert.Contains("'ArgumentList[1].T'", error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(_shell.Run("Get-IpcWorker; Get-Job"));
    }

    [Theory]
    [InlineData("$q.Close()")]
    [InlineData("Remove-IpcObject $q")]
    public void What_is_gone_at_the_call_is_an_error_of_the_call(string end)
    {
        ErrorRecord error = _shell.Fails(
            "IpcNotFound",
            ErrorCategory.ObjectNotFound,
            $"$q = New-IpcQueue; {end}; Start-IpcWorker {{ }} -ArgumentList 1, @{{ Queue = $q }}");
        Assert.Contains(
            "'ArgumentList[1].Queue' cannot be sent: it is a queue that is gone", error.Exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ } -ArgumentList 1, @{ Inner = $q }", "'ArgumentList[1].Inner'")]
    [InlineData("{ param($a) } -ArgumentList (,@(1, $q))", "'ArgumentList[0][1]'")]
    [InlineData("{ $using:q }", "'$using:q'")]
    public void A_worker_that_cannot_open_what_it_is_given_names_it(string script, string what)
    {
        ErrorRecord error = Assert.Single(_shell.Try($$"""
            $go = New-IpcEvent; $q = New-IpcQueue
            $null = Start-IpcWorker -ThrottleLimit 1 { Wait-IpcEvent $using:go }
            $worker = Start-IpcWorker -Name mine -ThrottleLimit 1 {{script}}
            Remove-IpcObject $q
            Set-IpcEvent $go
            $worker | Receive-IpcWorker -Wait
            """).Errors);
        Assert.Equal("IpcNotFound", error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Contains(
            $"{what} could not be opened in the worker's process: The anonymous queue is gone",
            error.Exception.Message,
            StringComparison.Ordinal);
        Assert.Equal(["Failed", 1], _shell.Run("$w = Get-IpcWorker mine; $w.State.ToString(); $w.ExitCode"));
    }

    [Fact]
    public void An_input_that_cannot_be_opened_is_an_error_and_the_others_go_on()
    {
        ShellResult result = _shell.Try("""
            $q = New-IpcQueue; $ready = New-IpcEvent; $go = New-IpcEvent
            $worker = & { 1; $q; Remove-IpcObject $q; 2 } | Start-IpcWorker { $input }
            $worker | Receive-IpcWorker -Wait
            """);

        // It may have been faster than the removal: then it has the queue, as one that is removed.
        Assert.Contains(1, result.Output);
        Assert.Contains(2, result.Output);
        Assert.All(
            result.Errors,
            error => Assert.Contains("'$input' could not be opened", error.Exception.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Stop-IpcWorker $waiting")]
    [InlineData("Remove-IpcWorker $waiting -Force")]
    [InlineData("Remove-Job $waiting -Force")]
    public void One_that_never_starts_holds_nothing_any_more(string end) => Assert.Equal([true, 0], _shell.Run($$"""
        $go = New-IpcEvent; $r, $s = New-IpcPipe -OneWay
        $null = Start-IpcWorker -ThrottleLimit 1 { Wait-IpcEvent $using:go }
        $waiting = $s | Start-IpcWorker -ThrottleLimit 1 { } -ArgumentList $s
        Close-IpcPipe $s
        $r.IsFarEndOpen
        {{end}}
        @(Receive-IpcPipe $r -Wait).Count
        Set-IpcEvent $go
        """));

    [Fact]
    public void Input_that_nobody_reads_is_held_no_longer_than_the_worker_lives() => Assert.Equal([0], _shell.Run($$"""
        $go = New-IpcEvent; $r, $s = New-IpcPipe -OneWay
        $null = $s | Start-IpcWorker { param($go) Wait-IpcEvent $go } -ArgumentList $go
        Close-IpcPipe $s
        Set-IpcEvent $go
        @(Receive-IpcPipe $r -Wait).Count
        """));

    [Fact]
    public void A_program_that_cannot_be_started_holds_nothing()
    {
        _shell.Run("$global:r, $global:s = New-IpcPipe -OneWay");
        _shell.Try("Start-IpcWorker { } -ArgumentList $s -Executable /nowhere/pwsh; Close-IpcPipe $s");
        Assert.Equal([0], _shell.Run("@(Receive-IpcPipe $r -Wait).Count"));
    }

    // The pipe to the parent is what a worker joins first, the end that it is given second, the results third.
    private static readonly (CrashStep Step, int Hit)[] s_steps =
    [
        (CrashStep.JoinSlotLocked, 1),
        (CrashStep.JoinWoken, 1),
        (CrashStep.PipeHeld, 1),
        (CrashStep.ReceiveTaken, 1),
        (CrashStep.JoinSlotLocked, 2),
        (CrashStep.JoinSlotTaken, 2),
        (CrashStep.JoinIdentified, 2),
        (CrashStep.JoinCounted, 2),
        (CrashStep.JoinWoken, 2),
        (CrashStep.MutexEntered, 3),
        (CrashStep.PipeHeld, 2),
        (CrashStep.JoinWoken, 3),
        (CrashStep.SendWritten, 1),
        (CrashStep.SendPublished, 1),
        (CrashStep.SendPublished, 2),
    ];

    public static TheoryData<int, int> Steps()
    {
        TheoryData<int, int> steps = [];
        foreach ((CrashStep step, int hit) in s_steps)
        {
            steps.Add((int)step, hit);
        }

        return steps;
    }

    [Theory]
    [MemberTurns(nameof(Steps), 3, 0)]
    [Trait("Category", Turns.Category)]
    public void A_worker_that_is_killed_on_the_way_ends_the_hold(int step, int hit)
    {
        IReadOnlyList<object?> told = _shell.Run($$"""
            $r, $s = New-IpcPipe -OneWay
            $worker = Start-IpcWorker { param($s) 1..10 | Send-IpcPipe $s } -ArgumentList $s -Environment @{
                 {{CrashPoint.Variable}} = '{{step}},{{hit}},9'
            }
            Close-IpcPipe $s
            @(Receive-IpcPipe $r -Wait).Count
            $null = $worker | Wait-IpcWorker
            $worker.Signal
            """);
        Assert.Equal("SIGKILL", told[^1]);
        Assert.InRange((int)told[0]!, 0, 10);
    }

    [Theory]
    [MemberTurns(nameof(Steps), 3, 1)]
    [Trait("Category", Turns.Category)]
    public void A_worker_that_is_paused_on_the_way_still_gets_it(int step, int hit)
    {
        _shell.Run($$"""
            $global:r, $s = New-IpcPipe -OneWay
            $global:worker = Start-IpcWorker { param($s) 1..10 | Send-IpcPipe $s } -ArgumentList $s -Environment @{
                 {{CrashPoint.Variable}} = '{{step}},{{hit}},19'
            }
            Close-IpcPipe $s
            """);
        IpcWorker worker = (IpcWorker)_shell.Get("$worker")!;
        int pid = worker.ProcessId!.Value;
        Until.True(() => IsStopped(pid), "the worker is paused");
        Assert.Equal([true], _shell.Run("$r.IsFarEndOpen"));
        Signals.Send(pid, Signals.Continue);
        Assert.Equal([10], _shell.Run("@(Receive-IpcPipe $r -Wait).Count"));
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private (IpcPipe Left, WeakReference Right) StartAndThrowAway()
    {
        (IpcPipe left, IpcPipe right) = IpcPipe.Create(oneWay: true, encoding: LiveObjects.Encoding);
        _shell.Run("$null = Start-IpcWorker { param($s) 1..10 | Send-IpcPipe $s } -ArgumentList $args[0]", right);
        return (left, new WeakReference(right));
    }

    private static bool IsCollected(WeakReference handle)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return !handle.IsAlive;
    }

    // A signal to one thread stops all of them: the state of any says that it has begun.
    private static bool IsStopped(int pid)
    {
        try
        {
            return Directory.GetDirectories($"/proc/{pid}/task")
                .Any(static task => File.ReadAllText($"{task}/stat").Split(')')[^1].TrimStart().StartsWith('T'));
        }
        catch (IOException)
        {
            Assert.True(Directory.Exists($"/proc/{pid}"), "The worker ended instead of being paused.");
            return false; // A thread has ended meanwhile.
        }
    }
}
