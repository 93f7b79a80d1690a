using System.Management.Automation;

namespace Ipc.Tests.Cmdlets;

public sealed class CountdownTests : ShellTests
{
    private readonly IpcCountdown _countdown = IpcCountdown.Create(2);

    public override void Dispose()
    {
        _countdown.Dispose();
        base.Dispose();
    }

    [Fact]
    public void Names_are_checked() => NamesAreChecked("Countdown", "2");

    [Fact]
    public void It_is_stepped_added_to_and_begun_again()
    {
        Assert.Empty(Shell.Run("Step-IpcCountdown $args[0]; $args[0] | Add-IpcCountdown -Count 4; Reset-IpcCountdown $args[0]", _countdown));
        Assert.Equal([1, 4, 0, true], Shell.Run(
            "Step-IpcCountdown $args[0] -PassThru; Add-IpcCountdown $args[0] 3 -PassThru; Step-IpcCountdown $args[0] 4 -PassThru; "
                + "Wait-IpcCountdown $args[0] -Timeout 0", _countdown));
        Assert.Equal([5], Shell.Run("Reset-IpcCountdown $args[0] 5; $args[0].CurrentCount", _countdown));
    }

    [Fact]
    public void What_cannot_be_stepped_is_an_error()
    {
        Shell.Fails("IpcInvalidArgument", ErrorCategory.InvalidArgument, "Step-IpcCountdown $args[0] 3", _countdown);
        Shell.Run("Step-IpcCountdown $args[0] 2", _countdown);
        Assert.Contains("Reset-IpcCountdown", Shell.Fails("IpcClosed", ErrorCategory.CloseError, "Step-IpcCountdown $args[0]", _countdown).Exception.Message, StringComparison.Ordinal);
        Shell.Fails("IpcClosed", ErrorCategory.CloseError, "Add-IpcCountdown $args[0]", _countdown);
        Refused("ParameterArgumentValidationError", "New-IpcCountdown -1");
    }

    [Fact]
    public void A_stop_ends_the_wait() => StopWaiting("Wait-IpcCountdown $args[0]", _countdown);

    [Fact]
    public void Removal_ends_the_wait() => RemoveWaiting("Wait-IpcCountdown $args[0]", _countdown);
}
