using System.Management.Automation;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Cmdlets;

public sealed class SemaphoreTests : ShellTests
{
    private readonly IpcSemaphore _semaphore = IpcSemaphore.Create(1, 2);

    public override void Dispose()
    {
        _semaphore.Dispose();
        base.Dispose();
    }

    [Fact]
    public void Names_are_checked() => NamesAreChecked("Semaphore", "2");

    [Theory]
    [InlineData("", 1, 0)]
    [InlineData("3", 3, 0)]
    [InlineData("0", 0, 0)]
    [InlineData("-InitialCount 2 -MaximumCount 4", 2, 4)]
    [InlineData("2 -Bound 2147483647", 2, int.MaxValue)]
    public void It_is_made_with_permits_and_a_bound(string arguments, int count, int bound) =>
        Assert.Equal([count, bound], Shell.Run($"$s = New-IpcSemaphore {arguments}; $s.CurrentCount; $s.MaximumCount"));

    [Fact]
    public void Enter_takes_a_permit_and_exit_gives_it_back()
    {
        Assert.Empty(Shell.Run("Enter-IpcSemaphore $args[0]", _semaphore));
        Assert.Equal(0, _semaphore.CurrentCount);
        Assert.Empty(Shell.Run("$args[0] | Exit-IpcSemaphore", _semaphore));
        Assert.Equal([true, 0], Shell.Run("$args[0] | Enter-IpcSemaphore -Quiet; $args[0].CurrentCount", _semaphore));
        Shell.Run("Exit-IpcSemaphore $args[0] -Count 2", _semaphore);
        Assert.Equal(2, _semaphore.CurrentCount);
    }

    [Fact]
    public void A_name_does_as_well_as_the_semaphore() => Assert.Equal([0, 1], Shell.Run(
        "$s = New-IpcSemaphore 1 $args[0]; Enter-IpcSemaphore $args[0]; $s.CurrentCount; $args[0] | "
            + "Exit-IpcSemaphore; $s.CurrentCount", Name));

    [Fact]
    public void Above_the_bound_nothing_is_given_back()
    {
        Shell.Fails("IpcSemaphoreFull", ErrorCategory.LimitsExceeded, "Exit-IpcSemaphore $args[0] -Count 2", _semaphore);
        Assert.Equal(1, _semaphore.CurrentCount);
        Shell.Run("Exit-IpcSemaphore $args[0]", _semaphore);
        Shell.Fails("IpcSemaphoreFull", ErrorCategory.LimitsExceeded, "Exit-IpcSemaphore $args[0]", _semaphore);
        Assert.Equal(2, _semaphore.CurrentCount);
    }

    [Fact]
    public void A_very_large_number_of_permits_is_given_at_once()
    {
        Assert.Equal(2_000_000_001, Shell.Get("$s = New-IpcSemaphore 1; Exit-IpcSemaphore $s -Count 2000000000; "
            + "$s.CurrentCount"));
        Shell.Fails("IpcSemaphoreFull", ErrorCategory.LimitsExceeded, "Exit-IpcSemaphore $s -Count 2000000000");
    }

    [Fact]
    public void Without_a_permit_in_time_nothing_is_taken()
    {
        _semaphore.Enter();
        Assert.Same(
            _semaphore, Shell.Fails("IpcTimeout", ErrorCategory.OperationTimeout, "Enter-IpcSemaphore $args[0] "
                + "-Timeout 0.01", _semaphore).TargetObject);
        Assert.Equal(false, Shell.Get("Enter-IpcSemaphore $args[0] -Timeout 0 -Quiet", _semaphore));
        _semaphore.Exit();
        Assert.Equal(1, _semaphore.CurrentCount);
    }

    [Theory]
    [InlineData("Enter-IpcSemaphore $args[0]")]
    [InlineData("Enter-IpcSemaphore $args[0] -Timeout 1000 -Quiet")]
    [InlineData("$args[0].Enter()")]
    public void A_stop_ends_the_wait_and_takes_nothing(string script)
    {
        _semaphore.Enter();
        StopWaiting(script, _semaphore);
        _semaphore.Exit();
        Assert.Equal(1, _semaphore.CurrentCount);
    }

    [Fact]
    public void Removal_ends_the_wait()
    {
        _semaphore.Enter();
        RemoveWaiting("Enter-IpcSemaphore $args[0]", _semaphore);
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Exit-IpcSemaphore $args[0]", _semaphore);
    }

    [Fact]
    public void The_permit_of_a_process_that_died_comes_back()
    {
        using PeerProcess peer = PeerProcess.Opening(_semaphore);
        Assert.Equal("Entered", peer.Ask("enter 0"));
        using RunningScript waiting = Shell.Begin("Enter-IpcSemaphore $args[0] -Quiet; $args[0].CurrentCount", _semaphore);
        Words.AwaitSleeper(Words.Of(_semaphore));
        peer.Kill();
        Assert.Equal([true, 0], waiting.Wait().Output);
    }

    [Theory]
    [InlineData("New-IpcSemaphore -1")]
    [InlineData("New-IpcSemaphore 1 -MaximumCount 0")]
    [InlineData("New-IpcSemaphore 1 -MaximumCount -1")]
    [InlineData("Exit-IpcSemaphore $args[0] -Count 0")]
    [InlineData("Exit-IpcSemaphore $args[0] -Count -1")]
    public void Numbers_that_make_no_sense_are_refused(string script)
    {
        Refused("ParameterArgumentValidationError", script, _semaphore);
        Assert.Equal(1, _semaphore.CurrentCount);
    }

    [Theory]
    [InlineData("New-IpcSemaphore 99999999999", "CannotConvertArgumentNoMessage")]
    [InlineData("Enter-IpcSemaphore $args[0] -Timeout -2", "ParameterArgumentTransformationError")]
    [InlineData("Enter-IpcSemaphore $args[0] -Timeout ([double]::NaN)", "ParameterArgumentTransformationError")]
    public void A_parameter_that_makes_no_sense_is_refused(string script, string id) => Refused(id, script, _semaphore);

    [Fact]
    public void More_permits_than_the_bound_are_refused() =>
        Shell.Fails("IpcInvalidArgument", ErrorCategory.InvalidArgument, "New-IpcSemaphore 3 -MaximumCount 2");

    [Theory]
    [InlineData("Enter-IpcSemaphore $args[0]")]
    [InlineData("Exit-IpcSemaphore $args[0]")]
    public void Names_and_objects_of_another_kind_are_refused(string script)
    {
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, script, Name);
        using IpcEvent other = IpcEvent.Create(name: Name);
        Shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, script, Name);
        Assert.Same(other, Shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, script, other).TargetObject);
    }
}
