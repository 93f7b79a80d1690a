using System.Management.Automation;

namespace Ipc.Tests.Cmdlets;

public sealed class RateLimitTests : ShellTests
{
    private readonly IpcRateLimit _limit = IpcRateLimit.Create(1, TimeSpan.FromDays(1));

    public override void Dispose()
    {
        _limit.Dispose();
        base.Dispose();
    }

    [Fact]
    public void Names_are_checked() => NamesAreChecked("RateLimit", "10 1s");

    [Theory]
    [InlineData("1s", 1.0)]
    [InlineData("'1 s'", 1.0)]
    [InlineData("1", 1.0)]
    [InlineData("0.5", 0.5)]
    [InlineData("'2.5'", 2.5)]
    [InlineData("500ms", 0.5)]
    [InlineData("5min", 300.0)]
    [InlineData("5m", 300.0)]
    [InlineData("2H", 7200.0)]
    [InlineData("1d", 86400.0)]
    [InlineData("10s", 10.0)]
    [InlineData("0x10", 16.0)]
    [InlineData("1kb", 1024.0)]
    [InlineData("([decimal]2)", 2.0)]
    [InlineData("([psobject]3)", 3.0)]
    [InlineData("s", 1.0)]
    [InlineData("'00:01:00'", 60.0)]
    [InlineData("([timespan]::FromSeconds(3))", 3.0)]
    public void A_span_is_written_as_one_says_it(string per, double seconds) =>
        Assert.Equal([10, seconds], Shell.Run($"$l = New-IpcRateLimit -Count 10 -Per {per}; $l.Count; $l.Per.TotalSeconds"));

    [Theory]
    [InlineData("New-IpcRateLimit 10 0", "ParameterArgumentTransformationError")]
    [InlineData("New-IpcRateLimit 10 '-1s'", "ParameterArgumentTransformationError")]
    [InlineData("New-IpcRateLimit 10 soon", "ParameterArgumentTransformationError")]
    [InlineData("New-IpcRateLimit 10 $null", "ParameterArgumentTransformationError")]
    [InlineData("New-IpcRateLimit 0 1s", "ParameterArgumentValidationError")]
    public void What_makes_no_sense_is_refused(string script, string id) => Refused(id, script);

    [Fact]
    public void A_turn_is_used_up_by_taking_it()
    {
        Assert.Equal(["ran", 1], Shell.Run("Use-IpcRateLimit $args[0] { $inner = 1; 'ran' }; $inner", _limit));
        Assert.Equal([false, false], Shell.Run(
            "Enter-IpcRateLimit $args[0] -Timeout 0 -Quiet; Use-IpcRateLimit $args[0] { 'never' } -Timeout 0.01 -Quiet", _limit));
        Shell.Fails("IpcTimeout", ErrorCategory.OperationTimeout, "Enter-IpcRateLimit $args[0] -Timeout 0.01", _limit);
    }

    [Theory]
    [InlineData("Enter-IpcRateLimit $args[0]")]
    [InlineData("Use-IpcRateLimit $args[0] { 'never' }")]
    [InlineData("$args[0].Enter()")]
    public void A_stop_ends_the_wait(string script)
    {
        _limit.Enter();
        StopWaiting(script, _limit);
    }

    [Fact]
    public void Removal_ends_the_wait()
    {
        _limit.Enter();
        RemoveWaiting("Enter-IpcRateLimit $args[0]", _limit);
    }
}
