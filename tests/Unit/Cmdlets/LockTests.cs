using System.Management.Automation;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Cmdlets;

public sealed class LockTests : ShellTests
{
    private const long SomebodyElse = 77;
    private readonly IpcLock _lock = IpcLock.Create();

    public override void Dispose()
    {
        _lock.Dispose();
        base.Dispose();
    }

    [Fact]
    public void Names_are_checked() => NamesAreChecked("Lock", "");

    [Fact]
    public void Enter_and_exit_write_nothing()
    {
        Assert.Equal([true, false], Shell.Run("Enter-IpcLock $args[0]; $args[0].IsHeldByMe; Exit-IpcLock $args[0]; "
            + "$args[0].IsHeld", _lock));
        Assert.Equal([true, true, false], Shell.Run(
            "$args[0] | Enter-IpcLock -Quiet; $args[0].IsHeld; $args[0] | Exit-IpcLock; $args[0].IsHeld", _lock));
    }

    [Fact]
    public void A_name_does_as_well_as_the_lock() => Assert.Equal([true, false], Shell.Run(
        "$null = New-IpcLock $args[0]; Enter-IpcLock $args[0]; (Get-IpcLock $args[0]).IsHeldByMe; $args[0] | "
            + "Exit-IpcLock; (Get-IpcLock $args[0]).IsHeld", Name));

    [Theory]
    [InlineData("New-IpcValue 1 -Name $args[0]")]
    [InlineData("New-IpcArray int 3 -Name $args[0]")]
    [InlineData("New-IpcCondition $args[0]")]
    [InlineData("New-IpcLock $args[0] -ReaderWriter")]
    public void Values_arrays_and_conditions_are_entered_too(string make)
    {
        Assert.Equal([true, false], Shell.Run($"$x = {make}; Enter-IpcLock $x; $x.IsHeldByMe; Exit-IpcLock $x; "
            + "$x.IsHeld", Name));
        Assert.Equal([true, false], Shell.Run("Enter-IpcLock $args[0]; $x.IsHeldByMe; Get-IpcObject $args[0] | "
            + "Exit-IpcLock; $x.IsHeld", Name));
    }

    [Fact]
    public void Force_refuses_what_differs() => Shell.Fails(
        "IpcFormatMismatch", ErrorCategory.InvalidData, "$null = New-IpcLock $args[0]; New-IpcLock $args[0] "
            + "-Recursive -Force", Name);

    [Fact]
    public void Entering_twice_is_a_deadlock_unless_it_is_recursive()
    {
        Shell.Fails("IpcDeadlock", ErrorCategory.DeadlockDetected, "Enter-IpcLock $args[0]; Enter-IpcLock $args[0]", _lock);
        Shell.Fails("IpcDeadlock", ErrorCategory.DeadlockDetected, "Enter-IpcLock $args[0] -Quiet", _lock);
        Shell.Run("Exit-IpcLock $args[0]", _lock);
        Assert.False(_lock.IsHeld);
        Assert.Equal([true, false], Shell.Run(
            "$l = New-IpcLock -Recursive; Enter-IpcLock $l; Enter-IpcLock $l; Exit-IpcLock $l; $l.IsHeld; "
                + "Exit-IpcLock $l; $l.IsHeld"));
    }

    [Fact]
    public void Leaving_what_one_does_not_hold_is_an_error()
    {
        Assert.Same(_lock, Shell.Fails("IpcNotOwner", ErrorCategory.InvalidOperation, "Exit-IpcLock $args[0]", _lock).TargetObject);
        _lock.TryEnter(TimeSpan.Zero, SomebodyElse);
        Shell.Fails("IpcNotOwner", ErrorCategory.InvalidOperation, "Exit-IpcLock $args[0]", _lock);
        Assert.True(_lock.IsHeld);
        _lock.Exit(SomebodyElse);
        Shell.Run("Enter-IpcLock $args[0]; Exit-IpcLock $args[0]", _lock);
    }

    [Fact]
    public void A_lock_belongs_to_its_runspace()
    {
        using HostedShell other = new();
        Shell.Run("Enter-IpcLock $args[0]", _lock);
        Shell.Run("$args[0].IsHeldByMe", _lock); // Another thread, the same runspace.
        Assert.Equal([false, false], other.Run("Enter-IpcLock $args[0] -Timeout 0 -Quiet; $args[0].IsHeldByMe", _lock));
        other.Fails("IpcNotOwner", ErrorCategory.InvalidOperation, "Exit-IpcLock $args[0]", _lock);
        Shell.Run("Exit-IpcLock $args[0]", _lock);
        Assert.Equal(true, other.Get("Enter-IpcLock $args[0] -Timeout 0 -Quiet; Exit-IpcLock $args[0]", _lock));
    }

    [Fact]
    public void A_lock_that_is_not_free_in_time_is_not_entered()
    {
        _lock.TryEnter(TimeSpan.Zero, SomebodyElse);
        Assert.Same(_lock, Shell.Fails("IpcTimeout", ErrorCategory.OperationTimeout, "Enter-IpcLock $args[0] "
            + "-Timeout 0.01", _lock).TargetObject);
        Shell.Fails("IpcTimeout", ErrorCategory.OperationTimeout, "Enter-IpcLock $args[0] -Timeout ([timespan]::Zero)", _lock);
        Assert.Equal(false, Shell.Get("Enter-IpcLock $args[0] -Timeout 0.01 -Quiet", _lock));
        _lock.Exit(SomebodyElse);
        Assert.False(_lock.IsHeld);
    }

    [Theory]
    [InlineData("Enter-IpcLock $l -Timeout 0.01")]
    [InlineData("$l | Enter-IpcLock -Timeout 0")]
    [InlineData("Enter-IpcLock 'a typo'")]
    [InlineData("Enter-IpcLock $removed")]
    [InlineData("Enter-IpcLock $closed")]
    [InlineData("Use-IpcLock $l { 'in the block' } -Timeout 0")]
    public void What_was_not_entered_is_caught(string script)
    {
        _lock.TryEnter(TimeSpan.Zero, SomebodyElse);
        Assert.Equal(["caught"], Shell.Run($$"""
            $l, $removed, $closed = $args[0], (New-IpcLock), (New-IpcLock)
            $removed.Remove(); $closed.Close()
            try { {{script}}; 'critical' } catch { 'caught' }
            """, _lock));
        _lock.Exit(SomebodyElse);
    }

    [Fact]
    public void An_if_enters_its_block_with_the_lock_or_not_at_all()
    {
        const string Script = "if (Enter-IpcLock $args[0] -Timeout 0.01 -ErrorAction Ignore) { $args[0].IsHeldByMe; "
            + "Exit-IpcLock $args[0] } else { 'not got' }";
        Assert.Equal([true], Shell.Run(Script, _lock));
        _lock.TryEnter(TimeSpan.Zero, SomebodyElse);
        Assert.Equal(["not got"], Shell.Run(Script, _lock));
        _lock.Exit(SomebodyElse);
    }

    [Theory]
    [InlineData("Enter-IpcLock $args[0]")]
    [InlineData("Enter-IpcLock $args[0] -Timeout 1000 -Quiet")]
    [InlineData("$args[0].Enter()")]
    [InlineData("$args[0].Enter(1000)")]
    public void A_stop_ends_the_wait_and_takes_nothing(string script)
    {
        _lock.TryEnter(TimeSpan.Zero, SomebodyElse);
        StopWaiting(script, _lock);
        _lock.Exit(SomebodyElse);
        Assert.False(_lock.IsHeld);
        Shell.Run("Enter-IpcLock $args[0] -Timeout 0; Exit-IpcLock $args[0]", _lock);
    }

    [Fact]
    public void Removal_ends_the_wait()
    {
        _lock.TryEnter(TimeSpan.Zero, SomebodyElse);
        RemoveWaiting("Enter-IpcLock $args[0]", _lock);
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Enter-IpcLock $args[0]", _lock);
    }

    [Fact]
    public void The_next_one_is_told_that_the_holder_died()
    {
        using (PeerProcess peer = PeerProcess.Opening(_lock))
        {
            Assert.Equal("Entered", peer.Ask("enter 0"));
            Assert.Equal(false, Shell.Get("Enter-IpcLock $args[0] -Timeout 0 -Quiet", _lock));
            using RunningScript waiting = Shell.Begin("Enter-IpcLock $args[0] 3>&1; $args[0].WasAbandoned; "
                + "Exit-IpcLock $args[0]", _lock);
            Words.AwaitSleeper(Words.Of(_lock));
            peer.Kill();
            ShellResult result = waiting.Wait();
            Assert.Empty(result.Errors);
            Assert.StartsWith("IpcAbandoned", Assert.IsType<WarningRecord>(result.Output[0]).Message, StringComparison.Ordinal);
            Assert.Equal(true, result.Output[1]);
        }

        Assert.Equal([true, false], Shell.Run("Enter-IpcLock $args[0] -Quiet 3>&1; $args[0].WasAbandoned; "
            + "Exit-IpcLock $args[0]", _lock));
    }

    [Theory]
    [InlineData("Enter-IpcLock $args[0] -Timeout -2", "ParameterArgumentTransformationError")]
    [InlineData("Enter-IpcLock $args[0] -Timeout ([double]::NaN)", "ParameterArgumentTransformationError")]
    [InlineData("Enter-IpcLock $args[0] -Timeout soon", "ParameterArgumentTransformationError")]
    [InlineData("Enter-IpcLock $null", "IpcInvalidArgument")]
    public void A_parameter_that_makes_no_sense_is_refused(string script, string id)
    {
        Refused(id, script, _lock);
        Assert.False(_lock.IsHeld);
    }

    [Theory]
    [InlineData("Enter-IpcLock $args[0]")]
    [InlineData("Exit-IpcLock $args[0]")]
    [InlineData("Use-IpcLock $args[0] { }")]
    public void Names_and_objects_that_are_no_lock_are_refused(string script)
    {
        if (!script.StartsWith("Use", StringComparison.Ordinal)) // It makes a lock of a name that nothing has.
        {
            Assert.Equal(Name, Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, script, Name).TargetObject);
        }

        using IpcEvent other = IpcEvent.Create(name: Name);
        Shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, script, Name);
        Assert.Same(other, Shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, script, other).TargetObject);
    }
}
