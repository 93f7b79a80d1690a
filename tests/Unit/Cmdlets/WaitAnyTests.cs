using System.Management.Automation;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Cmdlets;

public sealed class WaitAnyTests : ShellTests
{
    [Theory]
    [InlineData("(Wait-IpcAny $q, $e, $l, $s | ForEach-Object { $_.GetType().Name }) -join ' '", "IpcLock IpcSemaphore")]
    [InlineData("$q.Send(5); $r = Wait-IpcAny $e, $q -Receive; \"$($r.Index) $($r.Value) $($r.Source -eq $q) $($r.IsClosed) $($q.Count)\"", "1 5 True False 0")]
    [InlineData("$q.Send(5); $q.Send(6); Wait-IpcAny $q, $e | Out-Null; $q.Count", 2)]
    [InlineData("$q.Complete(); (Wait-IpcAny $q -Receive).IsClosed", true)]
    [InlineData("(Wait-IpcAny $l -Receive).Index; $l.IsHeld", false)]
    [InlineData("Wait-IpcAny $l -Take | Out-Null; $l.IsHeldByMe; $l.Exit()", true)]
    [InlineData("Wait-IpcAny $l -Take | Select-Object -First 1 | Out-Null; $l.IsHeldByMe; $l.Exit()", true)]
    [InlineData("try { Wait-IpcAny $l -Take | ForEach-Object { throw 'out' } } catch { }; $l.IsHeldByMe", false)]
    [InlineData("try { Wait-IpcAny $s -Take | ForEach-Object { throw 'out' } } catch { }; $s.CurrentCount", 1)]
    [InlineData("$e.Set(); try { Wait-IpcAny $e -Take | ForEach-Object { throw 'out' } } catch { }; $e.IsSet", true)]
    [InlineData("Wait-IpcAny $s -Take | Out-Null; $s.CurrentCount", 0)]
    [InlineData("$e.Set(); Wait-IpcAny $e -Take | Out-Null; $e.IsSet", false)]
    [InlineData("$e.Set(); Wait-IpcAny $e | Out-Null; $e.IsSet", true)]
    [InlineData("Wait-IpcAny $q, $e -Timeout 0.01 -Quiet", false)]
    [InlineData("$q, $l | Wait-IpcAny | ForEach-Object { $_.GetType().Name }", "IpcLock")]
    [InlineData("$t = [Threading.Tasks.Task]::Delay(1); (Wait-IpcAny $q, $t) -eq $t", true)]
    [InlineData("$a = New-IpcArray int 3; (Wait-IpcAny $a) -is [Ipc.IpcArray]", true)]
    [InlineData("(Wait-IpcAny (Get-IpcObject $l.Name)).GetType().Name", "IpcLock")]
    public void Whichever_comes_first_is_written(string script, object expected) => Assert.Equal(expected, Shell.Run(
        "$q = New-IpcQueue; $e = New-IpcEvent -AutoReset; $l = New-IpcLock $args[0]; $s = New-IpcSemaphore 1; " + script, Name)[^1]);

    [Fact]
    public void Names_of_any_kind_will_do() => Assert.Equal(["IpcEvent"], Shell.Run(
        "$q = New-IpcQueue; $e = New-IpcEvent $args[0] -Set; Wait-IpcAny $q, $args[0] | ForEach-Object { $_.GetType().Name }", Name));

    [Theory]
    [InlineData("$e", "IpcTimeout", ErrorCategory.OperationTimeout)]
    [InlineData("(New-IpcBarrier 2)", "IpcNotSupported", ErrorCategory.NotImplemented)]
    [InlineData("(New-IpcCondition)", "IpcNotSupported", ErrorCategory.NotImplemented)]
    [InlineData("$e, 5", "IpcInvalidArgument", ErrorCategory.InvalidType)]
    [InlineData("$e, $null", "IpcInvalidArgument", ErrorCategory.InvalidType)]
    [InlineData("'no such object'", "IpcNotFound", ErrorCategory.ObjectNotFound)]
    public void What_cannot_be_waited_for_is_an_error(string sources, string id, ErrorCategory category) =>
        Shell.Fails(id, category, $"$e = New-IpcEvent; Wait-IpcAny {sources} -Timeout 0.01");

    [Fact]
    public void Stopping_the_pipeline_ends_the_wait()
    {
        using IpcQueue queue = IpcQueue.Create();
        using RunningScript running = Shell.Begin("Wait-IpcAny $args[0] -Receive", queue);
        Peers.Words.AwaitSleeper(Peers.Words.Of(queue));
        running.Stop();
        queue.TrySendBytes([1], TimeSpan.Zero);
        Assert.Equal(1, queue.Count);
    }

    [Fact]
    public void A_worker_that_ends_is_written_as_the_job_it_is() => Assert.Equal(["Ended", 7], Shell.Run(
        "$q, $go = (New-IpcQueue), (New-IpcQueue); "
            + "$w = Start-IpcWorker { param($q, $go) 7 | Send-IpcQueue $q; Receive-IpcQueue $go } -Name Ended -ArgumentList $q, $go; "
            + "$first = (Wait-IpcAny $q, $w -Receive).Value; 1 | Send-IpcQueue $go; "
            + "$null = Wait-IpcWorker $w; (Wait-IpcAny (New-IpcEvent), $w).Name; $first; Remove-IpcWorker $w"));
}
