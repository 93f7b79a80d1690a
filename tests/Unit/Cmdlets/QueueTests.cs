using System.Management.Automation;
using Ipc.Commands;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Cmdlets;

public sealed class QueueTests : IDisposable
{
    private readonly HostedShell _shell = new();
    private readonly IpcQueue _queue = IpcQueue.Create(encoding: new PowerShellEncoding());
    private readonly string _name = "q-" + Guid.NewGuid().ToString("N");

    public void Dispose()
    {
        _queue.Dispose();
        _shell.Run("Remove-IpcObject q-*"); // A name is kept until it is removed, or the process ends.
        _shell.Dispose();
    }

    [Fact]
    public void What_is_sent_is_received_in_order()
    {
        IReadOnlyList<object?> output = _shell.Run("$q = New-IpcQueue; 1, 'two', 3.5 | Send-IpcQueue $q; "
            + "Receive-IpcQueue $q -Count 3");
        Assert.Equal([1, "two", 3.5], output);
    }

    [Fact]
    public void Without_options_one_message_is_received() =>
        Assert.Equal([1], _shell.Run("1..3 | Send-IpcQueue $args[0]; Receive-IpcQueue $args[0]", _queue));

    [Fact]
    public void An_array_sent_as_one_message_comes_out_as_one_object() =>
        Assert.Equal(3, _shell.Get("Send-IpcQueue $args[0] @(1, 2, 3); $x = $args[0] | Receive-IpcQueue | "
            + "ForEach-Object { $_.Count }; $x", _queue));

    [Fact]
    public void Null_and_empty_things_are_messages_too()
    {
        _shell.Run("$null | Send-IpcQueue $args[0]; Send-IpcQueue $args[0] ''; Send-IpcQueue $args[0] @()", _queue);
        Assert.Equal(3, _queue.Count);
        Assert.Equal([true, true, true], _shell.Run(
            "$q = $args[0]; $null -eq $q.Receive(); '' -eq $q.Receive(); 0 -eq $q.Receive().Count", _queue));
    }

    [Fact]
    public void All_takes_what_is_there_and_no_more()
    {
        Assert.Equal([1, 2, 3], _shell.Run("1..3 | Send-IpcQueue $args[0]; Receive-IpcQueue $args[0] -All", _queue));
        Assert.Empty(_shell.Run("Receive-IpcQueue $args[0] -All", _queue));
    }

    [Fact]
    public void All_ends_though_what_it_writes_is_sent_again() =>
        Assert.Equal([1, 2, 3], _shell.Run("1..3 | Send-IpcQueue $args[0]; Receive-IpcQueue $args[0] -All | "
            + "Send-IpcQueue $args[0] -PassThru", _queue));

    [Fact]
    public void All_and_wait_take_queues_from_the_pipeline()
    {
        Assert.Equal([1, 2], _shell.Run(
            "$a = New-IpcQueue; $b = New-IpcQueue; Send-IpcQueue $a 1; Send-IpcQueue $b 2; $a, $b | Receive-IpcQueue "
                + "-All"));
        Assert.Equal([1, 2], _shell.Run(
            "$a = New-IpcQueue; $b = New-IpcQueue; Send-IpcQueue $a 1; Send-IpcQueue $b 2; $a, $b | "
                + "Complete-IpcQueue -PassThru | Receive-IpcQueue -Wait"));
    }

    [Theory]
    [InlineData("", "1")]
    [InlineData("-Timeout 1", "1")]
    [InlineData("-NoWait", "1")]
    [InlineData("-Count 2", "1 2")]
    [InlineData("-Count 2 -NoWait", "1 2")]
    [InlineData("-Count 9 -Timeout 1", "1 2 3")]
    [InlineData("-All", "1 2 3")]
    public void Peek_leaves_what_it_writes(string how, string expected)
    {
        Assert.Equal(expected, string.Join(' ', _shell.Run($"1..3 | Send-IpcQueue $args[0]; Receive-IpcQueue $args[0] -Peek {how}", _queue)));
        Assert.Equal([1, 2, 3], _shell.Run("$args[0] | Receive-IpcQueue -All", _queue));
        Assert.Empty(_shell.Run("Receive-IpcQueue $args[0] -Peek -All; Receive-IpcQueue $args[0] -Peek -Timeout 0.01 -Quiet", _queue));
    }

    [Theory]
    [InlineData("-Peek -Timeout 0.01", "IpcTimeout")]
    [InlineData("-Peek -NoWait", "IpcEmpty")]
    [InlineData("-Peek -Wait", "IpcInvalidArgument")]
    [InlineData("-Peek -Lease", "IpcInvalidArgument")]
    [InlineData("-Peek -LeaseTimeout 5", "IpcInvalidArgument")]
    public void Peek_fails_as_receiving_does(string how, string id) => Assert.StartsWith(
        id + ",", _shell.Error($"Receive-IpcQueue $args[0] {how}", _queue).FullyQualifiedErrorId, StringComparison.Ordinal);

    [Fact]
    public void Peek_waits_and_can_be_stopped()
    {
        using (RunningScript running = _shell.Begin("Receive-IpcQueue $args[0] -Peek", _queue))
        {
            Words.AwaitSleeper(Words.Of(_queue));
            running.Stop();
            Assert.Equal(System.Management.Automation.PSInvocationState.Stopped, running.State);
        }

        using (RunningScript running = _shell.Begin("Receive-IpcQueue $args[0] -Peek", _queue))
        {
            _queue.Send(7);
            Assert.Equal([7], running.Wait().Output);
        }

        Assert.Equal(1, _queue.Count);
    }

    [Fact]
    public void Peek_says_which_message_cannot_be_read_and_shows_the_others()
    {
        using IpcQueue gone = IpcQueue.Create();
        _shell.Run("$global:kept = New-IpcQueue; Send-IpcQueue $kept $args[0]; Send-IpcQueue $kept 3", gone);
        gone.Remove();
        Assert.StartsWith("IpcNotFound,", _shell.Error("Receive-IpcQueue $kept -Peek").FullyQualifiedErrorId, StringComparison.Ordinal);
        ShellResult result = _shell.Try("Receive-IpcQueue $kept -Peek -All");
        Assert.Equal([3], result.Output);
        Assert.Equal(["IpcNotFound"], result.ErrorIds);
        Assert.Equal(2, _shell.Get("$kept.Count"));
    }

    [Fact]
    public void What_is_more_urgent_comes_first()
    {
        Assert.Equal(
            ["now", 3, 4, 1, 2],
            _shell.Run("$q = New-IpcQueue -Priority; 1, 2 | Send-IpcQueue $q; 3, 4 | Send-IpcQueue $q -Priority 5; Send-IpcQueue $q now "
                + "-Priority 9; Receive-IpcQueue $q -All"));
        Assert.Equal(["5", "1"], _shell.Run("$q.Send('1'); $q.Send('5', $null, 5); $q.Receive(); $q.Receive()"));
        Assert.Equal(
            [true, false], _shell.Run("$q = New-IpcQueue -Priority -Capacity 1; Send-IpcQueue $q 1 -Priority 2 -Quiet; Send-IpcQueue $q 1 -Priority 9 "
                + "-NoWait -Quiet"));
    }

    [Theory]
    [InlineData("Send-IpcQueue $args[0] 1 -Priority 5")]
    [InlineData("Send-IpcQueue $args[0] 1 -Priority 0")]
    [InlineData("1, 2 | Send-IpcQueue $args[0] -Priority 5")]
    public void A_priority_is_for_queues_that_have_them(string script)
    {
        System.Management.Automation.ErrorRecord error = _shell.Fails(
            "IpcNotSupported", System.Management.Automation.ErrorCategory.NotImplemented, script, _queue);
        Assert.Contains("New-IpcQueue -Priority", error.Exception.Message, StringComparison.Ordinal);
        Assert.Equal(0, _queue.Count);
    }

    [Theory]
    [InlineData("10")]
    [InlineData("-1")]
    public void There_are_ten_of_them(string priority) => Assert.StartsWith(
        "ParameterArgumentValidationError,",
        _shell.Error($"Send-IpcQueue (New-IpcQueue -Priority) 1 -Priority {priority}").FullyQualifiedErrorId,
        StringComparison.Ordinal);

    [Fact]
    public void A_queue_of_another_sort_is_another_one() => _shell.Fails(
        "IpcFormatMismatch",
        System.Management.Automation.ErrorCategory.InvalidData,
        "$null = New-IpcQueue $args[0]; New-IpcQueue $args[0] -Priority -Force",
        _name);

    [Fact]
    public void Wait_goes_on_until_completed_and_empty()
    {
        using RunningScript running = _shell.Begin("Receive-IpcQueue $args[0] -Wait", _queue);
        _queue.Send(1);
        Until.True(() => running.Output.Count == 1, "the first message is written");
        _queue.Send(2);
        _queue.Complete();
        ShellResult result = running.Wait();
        Assert.Equal([1, 2], result.Output);
        Assert.Empty(result.Errors);
    }

    [Theory]
    [InlineData("-Wait")]
    [InlineData("-All")]
    [InlineData("-Count 10")]
    public void A_pipeline_that_stops_early_loses_nothing(string how)
    {
        // The engine alone has no Select-Object: a loop that is left stops the pipeline in the same way.
        Assert.Equal([1, 2, 3], _shell.Run(
            $"1..10 | Send-IpcQueue $args[0]; $n = 0; foreach ($once in 1) {{ Receive-IpcQueue $args[0] {how} | "
                + "ForEach-Object { $_; if (++$n -eq 3) { break } } }",
            _queue));
        Assert.Equal(7, _queue.Count);
        Assert.Equal(4, _queue.Receive());
    }

    [Fact]
    public void A_name_does_as_well_as_the_queue()
    {
        Assert.Equal([5, 5], _shell.Run(
            "$q = New-IpcQueue $args[0]; 5 | Send-IpcQueue $args[0]; (Get-IpcQueue $args[0]).Count * 5; $args[0] | "
                + "Receive-IpcQueue", _name));
    }

    [Fact]
    public void Without_a_name_all_named_queues_are_found()
    {
        Assert.Equal([_name], _shell.Run(
            "$null = New-IpcQueue $args[0]; Get-IpcQueue | Where-Object Name -eq $args[0] | ForEach-Object Name", _name));
    }

    [Fact]
    public void What_get_object_found_can_be_received_from() => Assert.Equal([7], _shell.Run(
        "$q = New-IpcQueue $args[0]; 7 | Send-IpcQueue $q; Get-IpcObject $args[0] | Receive-IpcQueue -All", _name));

    [Fact]
    public void Methods_do_what_the_cmdlets_do() =>
        Assert.Equal([5, 0], _shell.Run("$args[0].Send(5); $args[0].Receive(); $args[0].Count", _queue));

    [Fact]
    public void Clear_drops_what_waits()
    {
        Assert.Empty(_shell.Run("1..3 | Send-IpcQueue $args[0]; Clear-IpcQueue $args[0]; Receive-IpcQueue $args[0] "
            + "-All", _queue));
        _shell.Run("Send-IpcQueue $args[0] 4; Clear-IpcQueue $args[0] -WhatIf", _queue);
        Assert.Equal(1, _queue.Count);
    }

    [Fact]
    public void What_if_makes_nothing()
    {
        Assert.Empty(_shell.Run("New-IpcQueue $args[0] -WhatIf", _name));
        _shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Get-IpcQueue $args[0]", _name);
    }

    [Fact]
    public void Force_opens_what_agrees_and_refuses_what_differs()
    {
        _shell.Run("$null = New-IpcQueue $args[0] -Capacity 3; 1 | Send-IpcQueue $args[0]", _name);
        Assert.Equal(1, _shell.Get("(New-IpcQueue $args[0] -Capacity 3 -Force).Count", _name));
        _shell.Fails("IpcFormatMismatch", ErrorCategory.InvalidData, "New-IpcQueue $args[0] -Capacity 4 -Force", _name);
        Assert.Equal(1, _shell.Get("Receive-IpcQueue $args[0]", _name));
    }

    [Fact]
    public void A_message_that_cannot_be_read_does_not_take_the_others_with_it()
    {
        using IpcQueue gone = IpcQueue.Create();
        _shell.Run("$global:kept = New-IpcQueue; Send-IpcQueue $kept 1; Send-IpcQueue $kept $args[0]; Send-IpcQueue "
            + "$kept 3", gone);
        gone.Remove();
        ShellResult result = _shell.Try("Receive-IpcQueue $kept -All");
        Assert.Equal([1, 3], result.Output);
        Assert.Equal(["IpcNotFound"], result.ErrorIds);
    }

    [Fact]
    public void A_queue_made_without_an_encoding_is_sent_to_all_the_same() =>
        Assert.Equal([1], _shell.Run("$q = [Ipc.IpcQueue]::Create(); 1 | Send-IpcQueue $q; Receive-IpcQueue $q"));

    // Time-outs

    [Theory]
    [InlineData("Receive-IpcQueue $args[0] -Timeout 0.01", "IpcTimeout", ErrorCategory.OperationTimeout)]
    [InlineData("Receive-IpcQueue $args[0] -Timeout 0", "IpcEmpty", ErrorCategory.ResourceUnavailable)]
    [InlineData("Receive-IpcQueue $args[0] -Timeout ([timespan]::FromMilliseconds(10)) -Count 2", "IpcTimeout", ErrorCategory.OperationTimeout)]
    [InlineData("Receive-IpcQueue $args[0] -Timeout 0.01 -Wait", "IpcTimeout", ErrorCategory.OperationTimeout)]
    [InlineData("Receive-IpcQueue $args[0] -NoWait", "IpcEmpty", ErrorCategory.ResourceUnavailable)]
    [InlineData("Receive-IpcQueue $args[0] -NoWait -Count 2", "IpcEmpty", ErrorCategory.ResourceUnavailable)]
    public void Nothing_in_time_is_an_error(string script, string id, ErrorCategory category)
    {
        ErrorRecord error = _shell.Fails(id, category, script, _queue);
        Assert.Same(_queue, error.TargetObject);
        Assert.Equal(1, _shell.Get("Send-IpcQueue $args[0] 1; Receive-IpcQueue $args[0]", _queue));
    }

    [Theory]
    [InlineData("-Timeout 0.01")]
    [InlineData("-Timeout 0.01 -Wait")]
    [InlineData("-Timeout 0.01 -Count 2")]
    [InlineData("-NoWait")]
    public void Quietly_it_is_nothing(string how) =>
        Assert.Empty(_shell.Run($"Receive-IpcQueue $args[0] -Quiet {how}", _queue));

    [Fact]
    public void What_came_before_the_time_out_is_written()
    {
        ShellResult result = _shell.Try("1, 2 | Send-IpcQueue $args[0]; Receive-IpcQueue $args[0] -Count 3 -Timeout "
            + "0.01", _queue);
        Assert.Equal([1, 2], result.Output);
        Assert.Equal(["IpcTimeout"], result.ErrorIds);
    }

    [Fact]
    public void A_full_queue_says_so_and_keeps_what_it_has()
    {
        using IpcQueue full = IpcQueue.Create(1, encoding: new PowerShellEncoding());
        full.Send(1);
        _shell.Fails("IpcTimeout", ErrorCategory.OperationTimeout, "2 | Send-IpcQueue $args[0] -Timeout 0.01", full);
        _shell.Fails("IpcFull", ErrorCategory.LimitsExceeded, "2 | Send-IpcQueue $args[0] -Timeout 0", full);
        Assert.Equal(false, _shell.Get("2 | Send-IpcQueue $args[0] -Timeout 0 -Quiet", full));
        _shell.Fails("IpcFull", ErrorCategory.LimitsExceeded, "2 | Send-IpcQueue $args[0] -NoWait", full);
        Assert.Equal(false, _shell.Get("2 | Send-IpcQueue $args[0] -NoWait -Quiet", full));
        _shell.Fails("IpcInvalidArgument", ErrorCategory.InvalidArgument, "2 | Send-IpcQueue $args[0] -NoWait -Timeout 1", full);
        Assert.Equal(true, _shell.Get("$args[0].IsFull", full));
        Assert.Equal(
            [1, true, false], _shell.Run("$args[0].Receive(); Send-IpcQueue $args[0] 1 -NoWait -Quiet; (New-IpcQueue).IsFull", full));
        Assert.Equal([1, true, 2], _shell.Run("Receive-IpcQueue $args[0]; 2 | Send-IpcQueue $args[0] -Quiet; "
            + "Receive-IpcQueue $args[0]", full));
    }

    [Fact]
    public async Task A_single_attempt_finds_what_is_there_though_others_are_busy_with_the_queue()
    {
        using IpcQueue busy = IpcQueue.Create();
        byte[] message = new byte[100];
        for (int i = 0; i < 100; i++)
        {
            busy.TrySendBytes(message, TimeSpan.Zero);
        }

        // Each has at most one of them in its hands, so there is always one to receive, and always room.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            System.Buffers.ArrayBufferWriter<byte> received = new();
            for (int i = 0; i < 20_000; i++)
            {
                received.ResetWrittenCount();
                Assert.Equal(IpcReceiveResult.Received, busy.TryReceiveBytes(received, TimeSpan.Zero));
                Assert.True(busy.TrySendBytes(received.WrittenSpan, TimeSpan.Zero));
            }
        })));
        Assert.Equal(100, busy.Count);
    }

    // Bad input

    [Theory]
    [InlineData("Get-IpcQueue {0}")]
    [InlineData("Receive-IpcQueue {0}")]
    [InlineData("Receive-IpcQueue {0} -All")]
    [InlineData("1..3 | Send-IpcQueue {0}")]
    [InlineData("Clear-IpcQueue {0}")]
    [InlineData("Complete-IpcQueue {0}")]
    public void An_unknown_name_is_one_error(string script)
    {
        ErrorRecord error = _shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, string.Format(null, script, _name));
        Assert.Equal(_name, error.TargetObject);
    }

    [Fact]
    public void One_wrong_name_does_not_keep_the_others_back()
    {
        ShellResult result = _shell.Try("$null = New-IpcQueue $args[0]; 'no', $args[0] | Get-IpcQueue; Get-IpcQueue "
            + "no, $args[0]", _name);
        Assert.Equal(2, result.Output.Count);
        Assert.Equal(["IpcNotFound", "IpcNotFound"], result.ErrorIds);
    }

    [Fact]
    public void An_existing_name_is_refused()
    {
        _shell.Run("$null = New-IpcQueue $args[0]; 1 | Send-IpcQueue $args[0]", _name);
        _shell.Fails("IpcAlreadyExists", ErrorCategory.ResourceExists, "New-IpcQueue $args[0]", _name);
        Assert.Equal(1, _shell.Get("Receive-IpcQueue $args[0]", _name));
    }

    [Theory]
    [InlineData("Get-IpcQueue $args[0]")]
    [InlineData("Receive-IpcQueue $args[0]")]
    [InlineData("1 | Send-IpcQueue $args[0]")]
    public void A_name_of_another_kind_is_refused(string script)
    {
        using IpcEvent other = IpcEvent.Create(name: _name);
        _shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, script, _name);
        other.Set();
        Assert.True(other.IsSet);
    }

    [Fact]
    public void An_object_of_another_kind_is_refused()
    {
        using IpcEvent other = IpcEvent.Create();
        ErrorRecord error = _shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, "Receive-IpcQueue $args[0]", other);
        Assert.Same(other, error.TargetObject);
    }

    [Theory]
    [InlineData("../x")]
    [InlineData("")]
    [InlineData("a/b")]
    [InlineData("~x")]
    [InlineData("con")]
    public void A_name_that_breaks_the_rules_is_refused(string name) =>
        _shell.Fails("IpcInvalidName", ErrorCategory.InvalidArgument, "New-IpcQueue $args[0]", name);

    [Theory]
    [InlineData("New-IpcQueue -Capacity 0", "ParameterArgumentValidationError")]
    [InlineData("New-IpcQueue -Capacity -1", "ParameterArgumentValidationError")]
    [InlineData("New-IpcQueue -Capacity 99999999999", "CannotConvertArgumentNoMessage")]
    [InlineData("Receive-IpcQueue $args[0] -Count 0", "ParameterArgumentValidationError")]
    [InlineData("Receive-IpcQueue $args[0] -Timeout -2", "ParameterArgumentTransformationError")]
    [InlineData("Receive-IpcQueue $args[0] -Timeout ([double]::NaN)", "ParameterArgumentTransformationError")]
    [InlineData("1 | Send-IpcQueue $args[0] -Timeout -0.5", "ParameterArgumentTransformationError")]
    [InlineData("Receive-IpcQueue $args[0] -Timeout soon", "ParameterArgumentTransformationError")]
    [InlineData("Receive-IpcQueue $null", "IpcInvalidArgument")]
    [InlineData("Receive-IpcQueue $args[0] -All -Wait", "AmbiguousParameterSet")]
    [InlineData("Receive-IpcQueue $args[0] -NoWait -Timeout 1", "AmbiguousParameterSet")]
    public void A_parameter_that_makes_no_sense_is_refused(string script, string id)
    {
        ErrorRecord error = _shell.Error(script, _queue);
        Assert.Equal(id, error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.NotEqual(ErrorCategory.NotSpecified, error.CategoryInfo.Category);
        Assert.Equal(1, _shell.Get("Send-IpcQueue $args[0] 1; Receive-IpcQueue $args[0]", _queue));
    }

    [Fact]
    public void A_completed_queue_takes_no_more_and_gives_what_is_left()
    {
        _shell.Run("1 | Send-IpcQueue $args[0]; Complete-IpcQueue $args[0]; Complete-IpcQueue $args[0]", _queue);
        _shell.Fails("IpcClosed", ErrorCategory.CloseError, "2 | Send-IpcQueue $args[0]", _queue);
        Assert.Equal(1, _shell.Get("Receive-IpcQueue $args[0]", _queue));
        _shell.Fails("IpcClosed", ErrorCategory.CloseError, "Receive-IpcQueue $args[0]", _queue);
        _shell.Fails("IpcClosed", ErrorCategory.CloseError, "Receive-IpcQueue $args[0] -Quiet -Timeout 1", _queue);
        Assert.Empty(_shell.Run("Receive-IpcQueue $args[0] -All; Receive-IpcQueue $args[0] -Wait", _queue));
    }

    [Fact]
    public void Using_a_removed_queue_is_an_error()
    {
        _queue.Remove();
        _shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Receive-IpcQueue $args[0]", _queue);
        _shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "1 | Send-IpcQueue $args[0]", _queue);
        _shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Clear-IpcQueue $args[0]", _queue);
    }

    [Fact]
    public void Using_a_closed_handle_is_an_error()
    {
        _queue.Close();
        _shell.Fails("IpcClosed", ErrorCategory.CloseError, "Receive-IpcQueue $args[0]", _queue);
    }

    [Fact]
    public void What_cannot_be_sent_is_an_error_and_nothing_is_sent()
    {
        _shell.Fails(
            "IpcNotSupported", ErrorCategory.NotImplemented, "Send-IpcQueue $args[0] @{ a = @{ b = "
                + "[securestring]::new() } }", _queue);
        Assert.Equal(0, _queue.Count);
    }

    [Fact]
    public void An_anonymous_queue_cannot_be_persistent() =>
        _shell.Fails("IpcInvalidName", ErrorCategory.InvalidArgument, "New-IpcQueue -Persistent");

    // Stops

    [Theory]
    [InlineData("Receive-IpcQueue $args[0]")]
    [InlineData("Receive-IpcQueue $args[0] -Wait")]
    [InlineData("Receive-IpcQueue $args[0] -Count 5 -Timeout 1000")]
    [InlineData("$args[0].Receive()")]
    [InlineData("$args[0].Receive(1000)")]
    [InlineData("& { try { $args[0].Receive() } finally { $args[0].Count } } $args[0]")]
    public void A_stop_ends_the_wait_to_receive(string script)
    {
        using RunningScript running = _shell.Begin(script, _queue);
        Until.ReceiverSleeps(_queue);
        running.Stop();
        Assert.Equal(PSInvocationState.Stopped, running.State);
        Assert.Equal([1], _shell.Run("1 | Send-IpcQueue $args[0]; Receive-IpcQueue $args[0]", _queue));
    }

    [Theory]
    [InlineData("2 | Send-IpcQueue $args[0]")]
    [InlineData("$args[0].Send(2)")]
    public void A_stop_ends_the_wait_to_send(string script)
    {
        using IpcQueue full = IpcQueue.Create(1, encoding: new PowerShellEncoding());
        full.Send(1);
        using RunningScript running = _shell.Begin(script, full);
        Until.SenderSleeps(full);
        running.Stop();
        Assert.Equal(PSInvocationState.Stopped, running.State);
        Assert.Equal([1], _shell.Run("Receive-IpcQueue $args[0] -All", full));
    }

    [Theory]
    [InlineData("Receive-IpcQueue $args[0]")]
    [InlineData("Receive-IpcQueue $args[0] -Wait")]
    public void Removal_ends_the_wait(string script)
    {
        using RunningScript running = _shell.Begin(script, _queue);
        Until.ReceiverSleeps(_queue);
        _queue.Remove();
        Assert.Equal(["IpcNotFound"], running.Wait().ErrorIds);
    }

    [Fact]
    public void Completing_ends_the_wait()
    {
        using RunningScript running = _shell.Begin("Receive-IpcQueue $args[0]", _queue);
        Until.ReceiverSleeps(_queue);
        _queue.Complete();
        Assert.Equal(["IpcClosed"], running.Wait().ErrorIds);
    }

    [Theory]
    [InlineData("$q = New-IpcQueue -Priority; $q.Loan(100)", "IpcException")]
    [InlineData("$q = New-IpcQueue; $q.Loan(100).Send(); Receive-IpcQueue $q -Peek", "IpcNotSupported,Ipc.Commands.ReceiveIpcQueueCommand")]
    [InlineData("Receive-IpcQueue (New-IpcQueue) -Peek -BatchSize 5", "IpcInvalidArgument,Ipc.Commands.ReceiveIpcQueueCommand")]
    [InlineData("Receive-IpcQueue (New-IpcQueue) -Lease -BatchSize 5", "IpcInvalidArgument,Ipc.Commands.ReceiveIpcQueueCommand")]
    [InlineData("1 | Send-IpcQueue (New-IpcQueue -Priority) -Priority 3 -BatchSize 5", "IpcInvalidArgument,Ipc.Commands.SendIpcQueueCommand")]
    public void What_does_not_go_together_is_an_error_in_words(string script, string id) =>
        Assert.StartsWith(id, _shell.Error(script).FullyQualifiedErrorId, StringComparison.Ordinal);

    [Fact]
    public void What_stands_before_memory_that_is_lent_can_be_looked_at() => Assert.Equal(
        [1, 1, 1, "IpcLoan"],
        _shell.Run("$q = New-IpcQueue; 1 | Send-IpcQueue $q; $q.Loan(100).Send(); Receive-IpcQueue $q -Peek -All; Receive-IpcQueue $q -Peek; Receive-IpcQueue $q; "
            + "$l = Receive-IpcQueue $q; $l.GetType().Name; $l.Dispose()"));

    [Fact]
    public void Many_at_a_time_come_to_every_receiver_and_in_order_of_priority()
    {
        Assert.Equal(
            [1, 2, 3, "1 2 3"],
            _shell.Run("$q = New-IpcQueue -Broadcast; 1..3 | Send-IpcQueue $q -BatchSize 2; $other = Get-IpcQueue $q.Id; Receive-IpcQueue $q -All; "
                + "\"$(Receive-IpcQueue $other -BatchSize 5)\"; $other.Close()"));
        Assert.Equal(
            [9, 1, 2, 3],
            _shell.Run("$q = New-IpcQueue -Priority; 1..3 | Send-IpcQueue $q -BatchSize 2; Send-IpcQueue $q 9 -Priority 5; Receive-IpcQueue $q -BatchSize 10 | ForEach-Object { $_ }"));
    }

    [Theory]
    [InlineData("$q = New-IpcQueue; 1..9 | Send-IpcQueue $q; (Receive-IpcQueue $q -NoWait -Count 2 -BatchSize 5).Count; $q.Count", new[] { 2, 7 })]
    [InlineData("$q = New-IpcQueue; 1..9 | Send-IpcQueue $q; Receive-IpcQueue $q -NoWait -Count 8 -BatchSize 3 | ForEach-Object Count", new[] { 3, 3, 2 })]
    [InlineData("$q = New-IpcQueue; 1..9 | Send-IpcQueue $q; Receive-IpcQueue $q -BatchSize 3 | ForEach-Object Count", new[] { 3 })]
    [InlineData("$q = New-IpcQueue; 1..9 | Send-IpcQueue $q; Receive-IpcQueue $q -All -BatchSize 4 | ForEach-Object Count", new[] { 4, 4, 1 })]
    public void A_batch_has_no_more_than_was_asked_for(string script, int[] counts) => Assert.Equal(counts, _shell.Run(script).Cast<int>());

    [Fact]
    public void A_loss_is_told_once_by_who_takes_several_at_a_time_too()
    {
        ShellResult result = _shell.Try("$q = New-IpcQueue -Broadcast -Capacity 2 -DropOldest; 1..5 | Send-IpcQueue $q; Complete-IpcQueue $q; "
            + "Receive-IpcQueue $q -Wait -BatchSize 3 | ForEach-Object { \"$_\" }");
        Assert.Equal(["IpcFull"], result.ErrorIds);
        Assert.Equal(["4 5"], result.Output);
    }

    [Fact]
    public void A_loan_for_a_queue_that_is_completed_ends_the_pipeline() => Assert.Equal(
        ["caught IpcClosed"],
        _shell.Run("$q = New-IpcQueue; $l = $q.Loan(10); $q.Complete(); try { $l, 2 | Send-IpcQueue $q; 'went on' } catch { \"caught $($_.FullyQualifiedErrorId.Split(',')[0])\" }"));
}
