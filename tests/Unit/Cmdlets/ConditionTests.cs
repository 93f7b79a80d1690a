using System.Management.Automation;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Cmdlets;

public sealed class ConditionTests : ShellTests
{
    private const string WaitInside = "$c = $args[0]; Use-IpcLock $c { Wait-IpcCondition $c; $c.IsHeldByMe }";
    private readonly IpcCondition _condition = IpcCondition.Create();

    public override void Dispose()
    {
        _condition.Dispose();
        base.Dispose();
    }

    [Fact]
    public void Names_are_checked() => NamesAreChecked("Condition", "");

    [Fact]
    public void Who_waits_leaves_the_lock_and_holds_it_again_afterwards()
    {
        using HostedShell other = new();
        using RunningScript waiting = Shell.Begin(WaitInside, _condition);
        Until.True(() => _condition.WaitingCount == 1 && !_condition.IsHeld, "it waits");
        Assert.Empty(other.Run("$c = $args[0]; Use-IpcLock $c { Resume-IpcCondition $c }", _condition));
        Assert.Equal([true], waiting.Wait().Output);
        Assert.False(_condition.IsHeld);
    }

    [Fact]
    public void A_name_does_as_well_as_the_condition()
    {
        using HostedShell other = new();
        Shell.Run("$global:made = New-IpcCondition $args[0]", Name);
        using IpcCondition condition = IpcCondition.Open(Name);
        using RunningScript waiting = Shell.Begin("$n = $args[0]; Use-IpcLock $n { Wait-IpcCondition $n -Quiet }", Name);
        Until.True(() => condition.WaitingCount == 1 && !condition.IsHeld, "it waits");
        other.Run("$n = $args[0]; Use-IpcLock $n { $n | Resume-IpcCondition }", Name);
        Assert.Equal([true], waiting.Wait().Output);
    }

    [Theory]
    [InlineData("Resume-IpcCondition $c", 1)]
    [InlineData("Resume-IpcCondition $c -Count 2", 2)]
    [InlineData("Resume-IpcCondition $c -All", 3)]
    public void As_many_go_on_as_are_resumed(string script, int count)
    {
        using HostedShell second = new(), third = new(), caller = new();
        RunningScript[] waiting = [Shell.Begin(WaitInside, _condition), second.Begin(WaitInside, _condition), third.Begin(WaitInside, _condition)];
        Until.True(() => _condition.WaitingCount == 3 && !_condition.IsHeld, "all wait");
        caller.Run($"$c = $args[0]; Use-IpcLock $c {{ {script} }}", _condition);
        Until.True(() => waiting.Count(one => !one.IsRunning) == count, "they go on");
        Assert.Equal(3 - count, _condition.WaitingCount);
        caller.Run("$c = $args[0]; Use-IpcLock $c { Resume-IpcCondition $c -All }", _condition);
        foreach (RunningScript one in waiting)
        {
            Assert.Equal([true], one.Wait().Output);
            one.Dispose();
        }
    }

    [Fact]
    public void Without_the_lock_one_cannot_wait()
    {
        Assert.Same(_condition, Shell.Fails("IpcNotOwner", ErrorCategory.InvalidOperation, "Wait-IpcCondition $args[0]", _condition).TargetObject);
        Shell.Fails("IpcNotOwner", ErrorCategory.InvalidOperation, "Wait-IpcCondition $args[0] -Timeout 0 -Quiet", _condition);
        Assert.Equal((0, false), (_condition.WaitingCount, _condition.IsHeld));
    }

    [Theory]
    [InlineData("Resume-IpcCondition $c")]
    [InlineData("Resume-IpcCondition $c -All")]
    [InlineData("$c | Resume-IpcCondition -Count 2")]
    public void Without_the_lock_nobody_is_resumed(string script)
    {
        using HostedShell other = new();
        using RunningScript waiting = Shell.Begin(WaitInside, _condition);
        Until.True(() => _condition.WaitingCount == 1 && !_condition.IsHeld, "it waits");
        Assert.Same(_condition, other.Fails("IpcNotOwner", ErrorCategory.InvalidOperation, $"$c = $args[0]; {script}", _condition).TargetObject);
        Assert.Equal(1, _condition.WaitingCount);
        other.Run($"$c = $args[0]; Use-IpcLock $c {{ {script} }}", _condition);
        Assert.Equal([true], waiting.Wait().Output);
    }

    [Theory]
    [InlineData("$c.Notify()")]
    [InlineData("$c.NotifyAll()")]
    public void Without_the_lock_a_method_notifies_nobody(string script) => Assert.Equal("NotOwner", Shell.Get(
        $"$c = $args[0]; try {{ {script} }} catch [Ipc.IpcException] {{ \"$($_.Exception.Error)\" }}", _condition));

    [Fact]
    public void Resuming_nobody_does_nothing_for_who_comes_later()
    {
        Shell.Run("$c = $args[0]; Use-IpcLock $c { Resume-IpcCondition $c; Resume-IpcCondition $c -All }", _condition);
        Assert.Equal([false], Shell.Run("$c = $args[0]; Use-IpcLock $c { Wait-IpcCondition $c -Timeout 0.01 -Quiet }", _condition));
    }

    [Fact]
    public void After_a_time_out_the_lock_is_held_again()
    {
        ShellResult result = Shell.Try("$c = $args[0]; Use-IpcLock $c { Use-IpcLock $c { Wait-IpcCondition $c "
            + "-Timeout 0.01; $c.IsHeldByMe } }; $c.IsHeld", _condition);
        Assert.Equal(["IpcTimeout"], result.ErrorIds);
        Assert.Equal(ErrorCategory.OperationTimeout, result.Errors[0].CategoryInfo.Category);
        Assert.Equal([true, false], result.Output);
        Assert.Equal(0, _condition.WaitingCount);
    }

    [Theory]
    [InlineData(WaitInside)]
    [InlineData("Enter-IpcLock $args[0]; $args[0].Wait()")]
    public void A_stop_ends_the_wait_and_leaves_nothing_behind(string script)
    {
        using RunningScript running = Shell.Begin(script, _condition);
        Until.True(() => _condition.WaitingCount == 1 && !_condition.IsHeld, "it waits");
        running.Stop();
        Assert.Equal(PSInvocationState.Stopped, running.State);
        Assert.Equal(0, _condition.WaitingCount);

        // Entered by hand it is held again, since it was free; Use-IpcLock has left it.
        Assert.Equal(!script.Contains("Use-", StringComparison.Ordinal), _condition.IsHeld);
        Shell.Run("if ($args[0].IsHeldByMe) { Exit-IpcLock $args[0] }; Use-IpcLock $args[0] -Timeout 0 { }", _condition);
    }

    [Fact]
    public void A_stop_does_not_wait_for_the_lock()
    {
        const long SomebodyElse = 77;
        using RunningScript running = Shell.Begin(WaitInside, _condition);
        Until.True(() => _condition.WaitingCount == 1 && !_condition.IsHeld, "it waits");
        _condition.TryEnter(TimeSpan.Zero, SomebodyElse);
        running.Stop();
        _condition.Exit(SomebodyElse); // It was not robbed of it, either.
        Assert.Equal((0, false), (_condition.WaitingCount, _condition.IsHeld));
    }

    [Fact]
    public void Removal_ends_the_wait()
    {
        using RunningScript running = Shell.Begin("$c = $args[0]; Enter-IpcLock $c; Wait-IpcCondition $c", _condition);
        Until.True(() => _condition.WaitingCount == 1 && !_condition.IsHeld, "it waits");
        _condition.Remove();
        Assert.Equal(["IpcNotFound"], running.Wait().ErrorIds);
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Resume-IpcCondition $args[0]", _condition);
    }

    [Fact]
    public void One_who_holds_the_lock_and_dies_is_told_to_the_next()
    {
        using RunningScript waiting = Shell.Begin("$c = $args[0]; Use-IpcLock $c { Wait-IpcCondition $c 3>&1 }", _condition);
        Until.True(() => _condition.WaitingCount == 1 && !_condition.IsHeld, "it waits");
        using PeerProcess peer = PeerProcess.Opening(_condition);
        Assert.Equal("Entered", peer.Ask("enter 0"));
        _condition.Grant(1);
        Words.AwaitSleeper(Words.LockOf(_condition));
        peer.Kill();
        Assert.StartsWith("IpcAbandoned", Assert.Single(waiting.Wait().Output)!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Resume-IpcCondition $args[0] -Count 0", "ParameterArgumentValidationError")]
    [InlineData("Resume-IpcCondition $args[0] -Count -1", "ParameterArgumentValidationError")]
    [InlineData("Resume-IpcCondition $args[0] -Count 99999999999", "CannotConvertArgumentNoMessage")]
    [InlineData("Resume-IpcCondition $args[0] -Count 1 -All", "AmbiguousParameterSet")]
    [InlineData("Wait-IpcCondition $args[0] -Timeout -2", "ParameterArgumentTransformationError")]
    [InlineData("Wait-IpcCondition $args[0] -Timeout ([double]::NaN)", "ParameterArgumentTransformationError")]
    public void A_parameter_that_makes_no_sense_is_refused(string script, string id) => Refused(id, script, _condition);

    [Theory]
    [InlineData("Wait-IpcCondition $args[0]")]
    [InlineData("Resume-IpcCondition $args[0]")]
    public void Names_and_objects_of_another_kind_are_refused(string script)
    {
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, script, Name);
        using IpcEvent other = IpcEvent.Create(name: Name);
        Shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, script, Name);
        Assert.Same(other, Shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, script, other).TargetObject);
    }
}
