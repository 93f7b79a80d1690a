using System.Management.Automation;
using Ipc.Commands;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Cmdlets;

public sealed class PipeTests : IDisposable
{
    private readonly HostedShell _shell = new();
    private readonly string _name = "p-" + Guid.NewGuid().ToString("N");
    private readonly IpcPipe _left;
    private readonly IpcPipe _right;

    public PipeTests() => (_left, _right) = IpcPipe.Create(bufferSize: 4096, encoding: new PowerShellEncoding());

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
        _shell.Run("Remove-IpcObject p-*"); // A name is kept until it is removed, or the process ends.
        _shell.Dispose();
    }

    [Fact]
    public void New_gives_both_ends_and_each_receives_what_the_other_sends() =>
        Assert.Equal(["to right", "to left", "Left", "Right"], _shell.Run(
            """
            $left, $right = New-IpcPipe
            Send-IpcPipe $left 'to right'
            'to left' | Send-IpcPipe $right
            Receive-IpcPipe $right
            $left | Receive-IpcPipe
            "$($left.End)", "$($right.End)"
            """));

    [Fact]
    public void The_options_of_python_are_there() => Assert.Equal([64 * 1024, true, 100], _shell.Run(
        "$l, $r = New-IpcPipe -BufferSize 64KB -OneWay; $l.BufferSize; $l.IsOneWay; (New-IpcPipe -Size "
            + "100)[0].BufferSize"));

    [Fact]
    public void A_name_means_the_right_end_unless_said_otherwise() => Assert.Equal(["Right", "Left", 1, 2, 3], _shell.Run(
        """
        $left, $right = New-IpcPipe $args[0]
        "$((Get-IpcPipe $args[0]).End)"
        "$((Get-IpcPipe $args[0] -End Left).End)"
        1 | Send-IpcPipe $left
        Receive-IpcPipe $args[0]
        2 | Send-IpcPipe $args[0]
        Receive-IpcPipe $args[0] -End Left
        3 | Send-IpcPipe $args[0] -End Left
        Get-IpcObject $args[0] | Receive-IpcPipe
        """,
        _name));

    [Fact]
    public void Force_opens_what_agrees_and_refuses_what_differs()
    {
        Assert.Equal([1], _shell.Run(
            "$l, $r = New-IpcPipe $args[0]; 1 | Send-IpcPipe $l; $l2, $r2 = New-IpcPipe $args[0] -Force; "
                + "Receive-IpcPipe $r2", _name));
        _shell.Fails("IpcFormatMismatch", ErrorCategory.InvalidData, "New-IpcPipe $args[0] -OneWay -Force", _name);
        _shell.Fails("IpcAlreadyExists", ErrorCategory.ResourceExists, "New-IpcPipe $args[0]", _name);
        Assert.Empty(_shell.Run("New-IpcPipe other -WhatIf"));
    }

    [Fact]
    public void Test_says_whether_there_is_a_message_and_takes_none() => Assert.Equal([false, false, true, true, 1, false], _shell.Run(
        """
        $left, $right = $args
        Test-IpcPipe $left
        Test-IpcPipe $left -Timeout 0.01
        1 | Send-IpcPipe $right
        Test-IpcPipe $left
        $left | Test-IpcPipe -Timeout 100
        Receive-IpcPipe $left
        Test-IpcPipe $left
        """,
        _left,
        _right));

    [Fact]
    public void When_the_far_end_is_closed_what_is_left_is_received_and_then_it_says_so()
    {
        Assert.Equal([1, 2, false], _shell.Run(
            """
            $left, $right = $args
            1, 2 | Send-IpcPipe $right
            Close-IpcPipe $right
            Close-IpcPipe $right
            Receive-IpcPipe $left
            Receive-IpcPipe $left -Wait
            Test-IpcPipe $left -Timeout 100
            Receive-IpcPipe $left -All
            """,
            _left,
            _right));
        _shell.Fails("IpcClosed", ErrorCategory.CloseError, "Receive-IpcPipe $args[0]", _left);
        _shell.Fails("IpcClosed", ErrorCategory.CloseError, "1 | Send-IpcPipe $args[0]", _left);
        _shell.Fails("IpcClosed", ErrorCategory.CloseError, "1 | Send-IpcPipe $args[0]", _right);
    }

    [Fact]
    public void Close_by_name_lets_the_far_end_know()
    {
        _shell.Run("$global:left, $global:right = New-IpcPipe $args[0]; Close-IpcPipe $args[0]", _name);
        Assert.Equal(false, _shell.Get("$left.IsFarEndOpen"));
        _shell.Fails("IpcClosed", ErrorCategory.CloseError, "Receive-IpcPipe $left");
    }

    [Theory]
    [InlineData("1 | Send-IpcPipe $args[0]")]
    [InlineData("Receive-IpcPipe $args[1]")]
    [InlineData("Receive-IpcPipe $args[1] -All")]
    [InlineData("Receive-IpcPipe $args[1] -Wait")]
    [InlineData("Test-IpcPipe $args[1]")]
    public void The_wrong_direction_of_a_one_way_pipe_is_an_error(string script)
    {
        (IpcPipe left, IpcPipe right) = IpcPipe.Create(oneWay: true);
        _shell.Fails("IpcNotSupported", ErrorCategory.NotImplemented, script, left, right);
        Assert.Equal([1], _shell.Run("1 | Send-IpcPipe $args[1]; Receive-IpcPipe $args[0]", left, right));
    }

    [Fact]
    public void A_full_buffer_says_so_and_nothing_is_half_sent()
    {
        _shell.Run("Send-IpcPipe $args[0] ('x' * 10000)", _left); // Larger than the buffer: goes through alone.
        _shell.Fails("IpcTimeout", ErrorCategory.OperationTimeout, "1 | Send-IpcPipe $args[0] -Timeout 0.01", _left);
        _shell.Fails("IpcFull", ErrorCategory.LimitsExceeded, "1 | Send-IpcPipe $args[0] -Timeout 0", _left);
        Assert.Equal([10000, 1, 0], _shell.Run(
            "(Receive-IpcPipe $args[1]).Length; 1 | Send-IpcPipe $args[0]; Receive-IpcPipe $args[1]; $args[1].Count", _left, _right));
    }

    [Theory]
    [InlineData("Receive-IpcPipe $args[0] -Timeout 0.01", "IpcTimeout", ErrorCategory.OperationTimeout)]
    [InlineData("Receive-IpcPipe $args[0] -Count 2 -Timeout 0.01", "IpcTimeout", ErrorCategory.OperationTimeout)]
    [InlineData("Receive-IpcPipe $args[0] -NoWait", "IpcEmpty", ErrorCategory.ResourceUnavailable)]
    public void Nothing_in_time_is_an_error(string script, string id, ErrorCategory category)
    {
        ErrorRecord error = _shell.Fails(id, category, script, _left);
        Assert.Same(_left, error.TargetObject);
        Assert.Equal([1], _shell.Run("1 | Send-IpcPipe $args[1]; Receive-IpcPipe $args[0]", _left, _right));
    }

    // Bad input

    [Theory]
    [InlineData("Get-IpcPipe {0}")]
    [InlineData("Get-IpcPipe {0} -End Left")]
    [InlineData("Receive-IpcPipe {0}")]
    [InlineData("1..3 | Send-IpcPipe {0}")]
    [InlineData("Test-IpcPipe {0}")]
    [InlineData("Close-IpcPipe {0}")]
    public void An_unknown_name_is_one_error(string script)
    {
        ErrorRecord error = _shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, string.Format(null, script, _name));
        Assert.Equal(_name, error.TargetObject);
    }

    [Theory]
    [InlineData("Get-IpcPipe $args[0]")]
    [InlineData("Receive-IpcPipe $args[0]")]
    [InlineData("1 | Send-IpcPipe $args[0]")]
    [InlineData("Receive-IpcPipe $args[1]")]
    public void Another_kind_is_refused(string script)
    {
        using IpcQueue other = IpcQueue.Create(name: _name);
        _shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, script, _name, other);
        Assert.Equal([1], _shell.Run("1 | Send-IpcQueue $args[0]; Receive-IpcQueue $args[0]", other));
    }

    [Theory]
    [InlineData("New-IpcPipe -BufferSize 0", "ParameterArgumentValidationError")]
    [InlineData("New-IpcPipe -BufferSize -1", "ParameterArgumentValidationError")]
    [InlineData("New-IpcPipe -BufferSize 5GB", "CannotConvertArgumentNoMessage")]
    [InlineData("Receive-IpcPipe $args[0] -Timeout -2", "ParameterArgumentTransformationError")]
    [InlineData("Test-IpcPipe $args[0] -Timeout ([double]::NaN)", "ParameterArgumentTransformationError")]
    [InlineData("Get-IpcPipe x -End Middle", "CannotConvertArgumentNoMessage")]
    public void A_parameter_that_makes_no_sense_is_refused(string script, string id)
    {
        ErrorRecord error = _shell.Error(script, _left);
        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.NotEqual(ErrorCategory.NotSpecified, error.CategoryInfo.Category);
        Assert.Equal([1], _shell.Run("1 | Send-IpcPipe $args[1]; Receive-IpcPipe $args[0]", _left, _right));
    }

    [Fact]
    public void Using_a_removed_pipe_is_an_error()
    {
        _left.Remove();
        _shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Receive-IpcPipe $args[0]", _left);
        _shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "1 | Send-IpcPipe $args[0]", _right);
        _shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Test-IpcPipe $args[0] -Timeout 1", _right);
    }

    // Stops

    [Theory]
    [InlineData("Receive-IpcPipe $args[0]")]
    [InlineData("Receive-IpcPipe $args[0] -Wait")]
    [InlineData("Test-IpcPipe $args[0] -Timeout 1000")]
    [InlineData("$args[0].Receive()")]
    [InlineData("$args[0].Poll([timespan]::FromSeconds(1000))")]
    public void A_stop_ends_the_wait(string script)
    {
        using RunningScript running = _shell.Begin(script, _left);
        Until.ReceiverSleeps(_left, list: 1);
        running.Stop();
        Assert.Equal(PSInvocationState.Stopped, running.State);
        Assert.Equal([1], _shell.Run("1 | Send-IpcPipe $args[1]; Receive-IpcPipe $args[0]", _left, _right));
    }

    [Theory]
    [InlineData("1 | Send-IpcPipe $args[0]")]
    [InlineData("$args[0].Send(1)")]
    public void A_stop_ends_the_wait_for_room(string script)
    {
        _left.Send(new byte[10_000]);
        using RunningScript running = _shell.Begin(script, _left);
        Until.SenderSleeps(_left, list: 0);
        running.Stop();
        Assert.Equal(PSInvocationState.Stopped, running.State);
        Assert.Equal(1, _right.Count);
    }

    [Fact]
    public void Closing_the_far_end_ends_the_wait()
    {
        using RunningScript running = _shell.Begin("Receive-IpcPipe $args[0]", _left);
        Until.ReceiverSleeps(_left, list: 1);
        _right.Close();
        Assert.Equal(["IpcClosed"], running.Wait().ErrorIds);
    }
}
