using System.Management.Automation;
using Ipc.Commands;
using Ipc.Messages;
using Ipc.Regions;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Cmdlets;

public sealed class LeaseTests : ShellTests
{
    private readonly IpcQueue _queue = IpcQueue.Create(encoding: new PowerShellEncoding());

    public override void Dispose()
    {
        _queue.Dispose();
        base.Dispose();
    }

    [Fact]
    public void A_lease_carries_the_object_until_it_is_confirmed()
    {
        Assert.Equal(
            [7, 1, true, 1, 0, false],
            Shell.Run(
                "$q = $args[0]; Send-IpcQueue $q 7; $l = Receive-IpcQueue $q -Lease; $l.Value; $l.DeliveryCount; "
                    + "$l.IsHeld; $q.LeasedCount; Confirm-IpcQueue $l; $q.LeasedCount; $l.IsHeld",
                _queue));
        Assert.Empty(Shell.Run("Receive-IpcQueue $args[0] -All", _queue));
    }

    [Fact]
    public void An_array_is_one_value() => Assert.Equal(
        3, Shell.Get("Send-IpcQueue $args[0] @(1, 2, 3); (Receive-IpcQueue $args[0] -Lease).Value.Count", _queue));

    [Fact]
    public void What_is_abandoned_comes_first_with_its_count() => Assert.Equal(
        ["1x2", "2x1"],
        Shell.Run(
            "$q = $args[0]; 1, 2 | Send-IpcQueue $q; (Receive-IpcQueue $q -Lease).Abandon(); Receive-IpcQueue $q "
                + "-Lease -Count 2 | ForEach-Object { \"$($_.Value)x$($_.DeliveryCount)\" }",
            _queue));

    [Fact]
    public void A_pipeline_does_all_the_work_and_ends()
    {
        _queue.Send(1);
        _queue.Send(2);
        using RunningScript running = Shell.Begin("Receive-IpcQueue $args[0] -Lease -Wait | ForEach-Object { "
            + "$_.Value * 10; $_ | Confirm-IpcQueue }", _queue);
        Until.True(() => running.Output.Count == 2, "both are done");
        _queue.Send(3);
        _queue.Complete();
        ShellResult result = running.Wait();
        Assert.Equal([10, 20, 30], result.Output);
        Assert.Empty(result.Errors);
    }

    [Theory]
    [InlineData("-All")]
    [InlineData("-Count 3")]
    [InlineData("-NoWait -Count 3")]
    [InlineData("-Timeout 1 -Count 3")]
    [InlineData("-LeaseTimeout 1000 -Count 3")]
    public void Every_way_of_receiving_can_lease(string how)
    {
        Assert.Equal([1, 2, 3], Shell.Run($"$q = $args[0]; 1..3 | Send-IpcQueue $q; Receive-IpcQueue $q -Lease {how} "
            + "| Confirm-IpcQueue -PassThru | ForEach-Object Value", _queue));
        Assert.True(_queue.TryWaitUntilDone(TimeSpan.Zero));
    }

    [Fact]
    public void A_lease_time_out_means_a_lease()
    {
        Assert.Equal(
            ["IpcLease", "5x2"],
            Shell.Run(
                "$q = $args[0]; Send-IpcQueue $q 5; $l = Receive-IpcQueue $q -LeaseTimeout 0.02; $l.GetType().Name; "
                    + "$m = Receive-IpcQueue $q -Lease; \"$($m.Value)x$($m.DeliveryCount)\"; $global:l = $l",
                _queue));
        object target = Shell.Fails("IpcNotOwner", ErrorCategory.InvalidOperation, "$l | Confirm-IpcQueue", _queue).TargetObject;
        Assert.Equal(5, Assert.IsType<IpcLease>(target).Value);
    }

    [Theory]
    [InlineData("$l = Receive-IpcQueue $q -Lease; Confirm-IpcQueue $l", "confirmed before")]
    [InlineData("$l = Receive-IpcQueue $q -Lease; $l.Confirm()", "confirmed before")]
    [InlineData("$l = Receive-IpcQueue $q -Lease; $l.Abandon()", "given back before")]
    [InlineData("$l = Receive-IpcQueue $q -Lease; $l.Abandon(); $null = Receive-IpcQueue $q", "given back before")]
    [InlineData("$l = Receive-IpcQueue $q -LeaseTimeout 0.02; $null = Receive-IpcQueue $q", "ran out")]
    [InlineData("$l = Receive-IpcQueue $q -LeaseTimeout 0.02; Receive-IpcQueue $q -Lease | Confirm-IpcQueue", "ran out")]
    public void What_is_not_held_any_more_cannot_be_confirmed(string before, string why)
    {
        Shell.Run($"$global:q = $args[0]; Send-IpcQueue $q 5; {before}; $global:l = $l", _queue);
        ErrorRecord error = Shell.Fails("IpcNotOwner", ErrorCategory.InvalidOperation, "Confirm-IpcQueue $l");
        Assert.Contains(why, error.Exception.Message, StringComparison.Ordinal);
        Assert.Contains(why, Shell.Error("$l.Confirm()").Exception.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), (_queue.LeasedCount, before.EndsWith("Abandon()", StringComparison.Ordinal) ? 0 : _queue.Count));
    }

    [Theory]
    [InlineData("Receive-IpcQueue $args[0] -LeaseTimeout 0", "IpcInvalidArgument")]
    [InlineData("Receive-IpcQueue $args[0] -LeaseTimeout -2", "ParameterArgumentTransformationError")]
    [InlineData("Confirm-IpcQueue 5", "ParameterArgumentTransformationError")]
    [InlineData("Confirm-IpcQueue $null", "ParameterArgumentTransformationError")]
    public void What_makes_no_sense_is_refused(string script, string id) => Refused(id, script, _queue);

    [Theory]
    [InlineData("Receive-IpcQueue $args[0] -Lease -Timeout 0.01", "IpcTimeout", ErrorCategory.OperationTimeout)]
    [InlineData("Receive-IpcQueue $args[0] -Lease -NoWait", "IpcEmpty", ErrorCategory.ResourceUnavailable)]
    public void Nothing_in_time_is_an_error(string script, string id, ErrorCategory category) =>
        Assert.Same(_queue, Shell.Fails(id, category, script, _queue).TargetObject);

    [Fact]
    public void One_that_is_lost_keeps_none_of_the_others_from_being_confirmed()
    {
        ShellResult result = Shell.Try(
            "$q = $args[0]; 1..3 | Send-IpcQueue $q; $all = Receive-IpcQueue $q -Lease -All; $all[1].Abandon(); "
                + "Confirm-IpcQueue $all", _queue);
        Assert.Equal(["IpcNotOwner"], result.ErrorIds);
        Assert.Equal((1, 0), (_queue.Count, _queue.LeasedCount));
    }

    [Fact]
    public void What_cannot_be_read_is_dropped_and_does_not_take_the_others_with_it()
    {
        using IpcQueue gone = IpcQueue.Create();
        Shell.Run("$global:kept = New-IpcQueue; Send-IpcQueue $kept 1; Send-IpcQueue $kept $args[0]; Send-IpcQueue "
            + "$kept 3", gone);
        gone.Remove();
        ShellResult result = Shell.Try("Receive-IpcQueue $kept -Lease -All | ForEach-Object { $_.Value; $_.Confirm() "
            + "}");
        Assert.Equal([1, 3], result.Output);
        Assert.Equal(["IpcNotFound"], result.ErrorIds);
        Assert.Equal([0, 0], Shell.Run("$kept.Count; $kept.LeasedCount"));
    }

    // Whoever presses Ctrl+C in the middle of the work has not done it.
    [Fact]
    public void A_stop_gives_back_what_was_being_worked_on()
    {
        using IpcEvent never = IpcEvent.Create();
        _queue.Send(1);
        Shell.Run("$global:never = $args[0]", never);
        using (RunningScript running = Shell.Begin("Receive-IpcQueue $args[0] -Lease -Wait | ForEach-Object { "
            + "Wait-IpcEvent $never }", _queue))
        {
            Words.AwaitSleeper(Words.Of(never));
            running.Stop();
        }

        Assert.Equal((1, 0), (_queue.Count, _queue.LeasedCount));
    }

    [Fact]
    public void A_stop_ends_the_wait_for_a_lease()
    {
        StopWaiting("Receive-IpcQueue $args[0] -Lease -Wait", _queue);
        RemoveWaiting("Receive-IpcQueue $args[0] -Lease", _queue);
    }

    [Fact]
    public void Waiting_for_the_end_of_all_work()
    {
        Assert.Equal([true], Shell.Run("Wait-IpcQueue $args[0]; $args[0] | Wait-IpcQueue -Quiet", _queue));
        _queue.Send(1);
        Assert.Same(_queue, Shell.Fails("IpcTimeout", ErrorCategory.OperationTimeout, "Wait-IpcQueue $args[0] "
            + "-Timeout 0.01", _queue).TargetObject);
        Assert.Equal(false, Shell.Get("Wait-IpcQueue $args[0] -Timeout 0.01 -Quiet", _queue));
        using RunningScript running = Shell.Begin("Wait-IpcQueue $args[0]; 'done'", _queue);
        Words.AwaitSleeper(new MessageList(_queue.Region, 0).Done);
        IpcLease lease = _queue.Lease();
        Assert.True(running.IsRunning);
        lease.Confirm();
        Assert.Equal(["done"], running.Wait().Output);
    }

    [Theory]
    [InlineData("Wait-IpcQueue $args[0]")]
    [InlineData("$args[0].WaitUntilDone()")]
    public void A_stop_ends_that_wait(string script)
    {
        _queue.Send(1);
        using RunningScript running = Shell.Begin(script, _queue);
        Words.AwaitSleeper(new MessageList(_queue.Region, 0).Done);
        running.Stop();
        Assert.Equal(PSInvocationState.Stopped, running.State);
    }

    [Fact]
    public void A_name_does_as_well_as_the_queue() => Assert.Equal(
        [1, 1, true],
        Shell.Run("$q = New-IpcQueue $args[0]; 1 | Send-IpcQueue $q; $l = Receive-IpcQueue $args[0] -Lease; "
            + "$l.Value; (Get-IpcObject $args[0]).Details -match '1 leased' | ForEach-Object { [int]$_ }; $l | "
            + "Confirm-IpcQueue; Wait-IpcQueue $args[0] -Quiet", Name));

    [Fact]
    public void A_lease_cannot_be_sent_to_another_process()
    {
        _queue.Send(1);
        ErrorRecord error = Shell.Fails(
            "IpcNotSupported", ErrorCategory.NotImplemented, "Send-IpcQueue $args[0] (Receive-IpcQueue $args[0] "
                + "-Lease)", _queue);
        Assert.Contains("Value", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Methods_do_what_the_cmdlets_do() => Assert.Equal(
        [1, 2, 0],
        Shell.Run("$q = $args[0]; 1, 2 | Send-IpcQueue $q; $l = $q.Lease(); $l.Value; $l.Confirm(); $l = "
            + "$q.Lease(5); $l.Value; $l.Confirm(); $q.WaitUntilDone(1); $q.Count", _queue));
}
