using System.Management.Automation;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Cmdlets;

public sealed class BarrierTests : ShellTests
{
    private readonly IpcBarrier _barrier = IpcBarrier.Create(2);

    public override void Dispose()
    {
        _barrier.Dispose();
        base.Dispose();
    }

    [Fact]
    public void Names_are_checked() => NamesAreChecked("Barrier", "2");

    [Fact]
    public void Force_refuses_another_number_of_parties() => Shell.Fails(
        "IpcFormatMismatch", ErrorCategory.InvalidData, "$null = New-IpcBarrier 2 $args[0]; New-IpcBarrier "
            + "-ParticipantCount 3 $args[0] -Force", Name);

    [Fact]
    public void All_go_on_when_all_are_there()
    {
        using HostedShell other = new();
        for (int round = 0; round < 3; round++)
        {
            using RunningScript first = Shell.Begin("Wait-IpcBarrier $args[0] -PassThru", _barrier);
            Until.True(() => _barrier.ParticipantsWaiting == 1, "the first waits");
            Assert.True(first.IsRunning);
            Assert.Equal(1, other.Get("$args[0] | Wait-IpcBarrier -PassThru", _barrier));
            Assert.Equal([0], first.Wait().Output);
        }
    }

    [Fact]
    public void Nothing_is_written_unless_asked()
    {
        Assert.Empty(Shell.Run("$b = New-IpcBarrier 1 $args[0]; Wait-IpcBarrier $b; $args[0] | Wait-IpcBarrier; "
            + "Reset-IpcBarrier $args[0]; Stop-IpcBarrier $args[0]", Name));
        Assert.Equal([true, true, 0], Shell.Run("$b = New-IpcBarrier 1; Wait-IpcBarrier $b -Quiet; Wait-IpcBarrier "
            + "$b -Quiet -PassThru"));
    }

    [Fact]
    public void The_action_runs_once_in_the_last_to_arrive_before_anyone_goes_on()
    {
        using HostedShell other = new();
        using IpcValue<int> value = (IpcValue<int>)IpcValue.Create(0);
        const string Script = "$v = $args[1]; Wait-IpcBarrier $args[0] -Action { $v.Value += 1; $acted = $true; "
            + "'from the action' }; $v.Value; [bool]$acted";
        using RunningScript first = Shell.Begin(Script, _barrier, value);
        Until.True(() => _barrier.ParticipantsWaiting == 1, "the first waits");
        Assert.Equal(["from the action", 1, true], other.Run(Script, _barrier, value));
        Assert.Equal([1, false], first.Wait().Output);
    }

    [Fact]
    public void An_action_that_fails_breaks_the_barrier_for_all()
    {
        using HostedShell other = new();
        using RunningScript first = Shell.Begin("Wait-IpcBarrier $args[0]", _barrier);
        Until.True(() => _barrier.ParticipantsWaiting == 1, "the first waits");
        Assert.Equal("no", other.Error("Wait-IpcBarrier $args[0] { throw 'no' }", _barrier).FullyQualifiedErrorId);
        Assert.Equal(["IpcBarrierBroken"], first.Wait().ErrorIds);
        Assert.True(_barrier.IsBroken);
    }

    [Fact]
    public void Who_gives_up_breaks_it_until_it_is_reset()
    {
        Assert.Same(_barrier, Shell.Fails("IpcTimeout", ErrorCategory.OperationTimeout, "Wait-IpcBarrier $args[0] "
            + "-Timeout 0.01", _barrier).TargetObject);
        Assert.True(_barrier.IsBroken);
        Shell.Fails("IpcBarrierBroken", ErrorCategory.OperationStopped, "Wait-IpcBarrier $args[0]", _barrier);
        Shell.Fails("IpcBarrierBroken", ErrorCategory.OperationStopped, "Wait-IpcBarrier $args[0] -Quiet -PassThru", _barrier);
        Shell.Run("Reset-IpcBarrier $args[0]", _barrier);
        Assert.Equal([false], Shell.Run("Wait-IpcBarrier $args[0] -Timeout 0.01 -Quiet", _barrier));
        Shell.Run("Reset-IpcBarrier $args[0]", _barrier);
        All_go_on_when_all_are_there();
    }

    [Theory]
    [InlineData("Stop-IpcBarrier $args[0]", true)]
    [InlineData("Reset-IpcBarrier $args[0]", false)]
    public void Stop_and_reset_send_those_who_wait_away(string script, bool broken)
    {
        using HostedShell other = new();
        using RunningScript waiting = Shell.Begin("Wait-IpcBarrier $args[0] -Quiet", _barrier);
        Words.AwaitSleeper(Words.Of(_barrier));
        Until.True(() => _barrier.ParticipantsWaiting == 1, "one waits");
        other.Run(script, _barrier);
        Assert.Equal(["IpcBarrierBroken"], waiting.Wait().ErrorIds);
        Assert.Equal(broken, _barrier.IsBroken);
    }

    [Fact]
    public void A_stopped_pipeline_breaks_it()
    {
        using HostedShell other = new();
        using IpcBarrier three = IpcBarrier.Create(3);
        using RunningScript waiting = other.Begin("Wait-IpcBarrier $args[0]", three);
        using RunningScript stopped = Shell.Begin("Wait-IpcBarrier $args[0]", three);
        Until.True(() => three.ParticipantsWaiting == 2, "both wait");
        stopped.Stop();
        Assert.Equal(["IpcBarrierBroken"], waiting.Wait().ErrorIds);
        Shell.Run("Reset-IpcBarrier $args[0]", three);
        Assert.Equal(0, three.ParticipantsWaiting);
    }

    [Fact]
    public void A_stop_during_the_action_breaks_it()
    {
        using IpcBarrier one = IpcBarrier.Create(1);
        using IpcEvent never = IpcEvent.Create();
        using RunningScript running = Shell.Begin("$e = $args[1]; Wait-IpcBarrier $args[0] { Wait-IpcEvent $e }", one, never);
        Words.AwaitSleeper(Words.Of(never));
        running.Stop();
        Assert.True(one.IsBroken);
        Shell.Run("Reset-IpcBarrier $args[0]; Wait-IpcBarrier $args[0]", one);
    }

    [Fact]
    public void A_party_that_dies_breaks_it()
    {
        using IpcBarrier three = IpcBarrier.Create(3);
        using PeerProcess peer = PeerProcess.Opening(three);
        peer.Tell("wait 1000");
        Until.True(() => three.ParticipantsWaiting == 1, "the peer waits");
        using RunningScript waiting = Shell.Begin("Wait-IpcBarrier $args[0]", three);
        Until.True(() => three.ParticipantsWaiting == 2, "the shell waits");
        peer.Kill();
        Assert.Equal(["IpcBarrierBroken"], waiting.Wait().ErrorIds);
    }

    [Fact]
    public void Removal_ends_the_wait()
    {
        RemoveWaiting("Wait-IpcBarrier $args[0]", _barrier);
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Wait-IpcBarrier $args[0]", _barrier);
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Reset-IpcBarrier $args[0]", _barrier);
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Stop-IpcBarrier $args[0]", _barrier);
    }

    [Theory]
    [InlineData("New-IpcBarrier 0", "ParameterArgumentValidationError")]
    [InlineData("New-IpcBarrier -1", "ParameterArgumentValidationError")]
    [InlineData("New-IpcBarrier 32768", "ParameterArgumentValidationError")]
    [InlineData("New-IpcBarrier 99999999999", "CannotConvertArgumentNoMessage")]
    [InlineData("Wait-IpcBarrier $args[0] -Timeout -2", "ParameterArgumentTransformationError")]
    [InlineData("Wait-IpcBarrier $args[0] -Timeout ([double]::NaN)", "ParameterArgumentTransformationError")]
    public void A_parameter_that_makes_no_sense_is_refused(string script, string id)
    {
        Refused(id, script, _barrier);
        Assert.Equal((0, false), (_barrier.ParticipantsWaiting, _barrier.IsBroken));
    }

    [Theory]
    [InlineData("Wait-IpcBarrier $args[0]")]
    [InlineData("Reset-IpcBarrier $args[0]")]
    [InlineData("Stop-IpcBarrier $args[0]")]
    public void Names_and_objects_of_another_kind_are_refused(string script)
    {
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, script, Name);
        using IpcEvent other = IpcEvent.Create(name: Name);
        Shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, script, Name);
        Assert.Same(other, Shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, script, other).TargetObject);
    }
}
