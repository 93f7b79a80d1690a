using System.Management.Automation;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Cmdlets;

public sealed class EventTests : ShellTests
{
    private readonly IpcEvent _event = IpcEvent.Create();

    public override void Dispose()
    {
        _event.Dispose();
        base.Dispose();
    }

    [Fact]
    public void Names_are_checked() => NamesAreChecked("Event", "");

    [Theory]
    [InlineData("", false, false)]
    [InlineData("-Set", true, false)]
    [InlineData("-AutoReset", false, true)]
    [InlineData("-AutoReset -Set", true, true)]
    public void It_is_made_as_asked(string arguments, bool set, bool autoReset) =>
        Assert.Equal([set, autoReset], Shell.Run($"$e = New-IpcEvent {arguments}; $e.IsSet; $e.IsAutoReset"));

    [Fact]
    public void It_stays_set_until_it_is_reset()
    {
        Assert.Empty(Shell.Run("Set-IpcEvent $args[0]; Wait-IpcEvent $args[0]; Wait-IpcEvent $args[0]", _event));
        Assert.Equal([true, true], Shell.Run("$args[0] | Wait-IpcEvent -Quiet; $args[0].IsSet", _event));
        Assert.Empty(Shell.Run("$args[0] | Reset-IpcEvent; Reset-IpcEvent $args[0]", _event));
        Assert.Equal(false, Shell.Get("Wait-IpcEvent $args[0] -Timeout 0 -Quiet", _event));
    }

    [Fact]
    public void With_auto_reset_one_goes_through() => Assert.Equal([true, false, true], Shell.Run(
        "$e = New-IpcEvent -AutoReset -Set; Wait-IpcEvent $e -Timeout 0 -Quiet; Wait-IpcEvent $e -Timeout 0 -Quiet; "
            + "$e | Set-IpcEvent -PassThru | Wait-IpcEvent -Quiet"));

    [Fact]
    public void A_name_does_as_well_as_the_event() => Assert.Equal([true, true, false], Shell.Run(
        "$e = New-IpcEvent $args[0]; Set-IpcEvent $args[0]; $e.IsSet; $args[0] | Wait-IpcEvent -Quiet; "
            + "Reset-IpcEvent $args[0]; $e.IsSet", Name));

    [Fact]
    public void Setting_wakes_who_waits()
    {
        using RunningScript running = Shell.Begin("Wait-IpcEvent $args[0]; 'on'", _event);
        Words.AwaitSleeper(Words.Of(_event));
        Assert.Empty(running.Output);
        _event.Set();
        Assert.Equal(["on"], running.Wait().Output);
    }

    [Fact]
    public void A_wait_times_out()
    {
        Assert.Same(_event, Shell.Fails("IpcTimeout", ErrorCategory.OperationTimeout, "Wait-IpcEvent $args[0] "
            + "-Timeout 0.01", _event).TargetObject);
        Assert.Equal([false, true], Shell.Run("$e = $args[0]; Wait-IpcEvent $e -Timeout 0.01 -Quiet; Set-IpcEvent "
            + "$e; Wait-IpcEvent $e -Timeout 0.01 -Quiet", _event));
    }

    [Theory]
    [InlineData("Wait-IpcEvent $args[0]")]
    [InlineData("Wait-IpcEvent $args[0] -Timeout 1000 -Quiet")]
    [InlineData("$args[0].Wait()")]
    public void A_stop_ends_the_wait(string script)
    {
        StopWaiting(script, _event);
        Assert.Equal([true], Shell.Run("Set-IpcEvent $args[0]; Wait-IpcEvent $args[0] -Quiet", _event));
    }

    [Fact]
    public void A_stop_takes_nothing_from_an_event_with_auto_reset()
    {
        using IpcEvent single = IpcEvent.Create(autoReset: true);
        StopWaiting("Wait-IpcEvent $args[0]", single);
        Assert.Equal([true, false], Shell.Run("$e = $args[0]; Set-IpcEvent $e; Wait-IpcEvent $e -Timeout 0 -Quiet; "
            + "$e.IsSet", single));
    }

    [Fact]
    public void Removal_ends_the_wait()
    {
        RemoveWaiting("Wait-IpcEvent $args[0]", _event);
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Set-IpcEvent $args[0]", _event);
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Reset-IpcEvent $args[0]", _event);
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Wait-IpcEvent $args[0] -Quiet", _event);
    }

    [Theory]
    [InlineData("Wait-IpcEvent $args[0] -Timeout -2")]
    [InlineData("Wait-IpcEvent $args[0] -Timeout ([double]::NaN)")]
    [InlineData("Wait-IpcEvent $args[0] -Timeout ([timespan]::FromSeconds(-1))")]
    [InlineData("Wait-IpcEvent $args[0] -Timeout soon")]
    public void A_time_out_that_makes_no_sense_is_refused(string script)
    {
        Refused("ParameterArgumentTransformationError", script, _event);
        Assert.False(_event.IsSet);
    }

    [Theory]
    [InlineData("Set-IpcEvent $args[0]")]
    [InlineData("Reset-IpcEvent $args[0]")]
    [InlineData("Wait-IpcEvent $args[0]")]
    public void Names_and_objects_of_another_kind_are_refused(string script)
    {
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, script, Name);
        using IpcLock other = IpcLock.Create(Name);
        Shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, script, Name);
        Assert.Same(other, Shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, script, other).TargetObject);
        Shell.Fails("IpcInvalidName", ErrorCategory.InvalidArgument, script, "");
    }
}
