using System.Management.Automation;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Cmdlets;

public sealed class ValueTests : ShellTests
{
    private readonly IpcValue<int> _value = (IpcValue<int>)IpcValue.Create(1);

    public override void Dispose()
    {
        _value.Dispose();
        base.Dispose();
    }

    [Fact]
    public void Names_are_checked() => NamesAreChecked("Value", "0");

    [Theory]
    [InlineData("0.0", typeof(double))]
    [InlineData("5", typeof(int))]
    [InlineData("-1", typeof(int))]
    [InlineData("+1", typeof(int))]
    [InlineData("-1.5", typeof(double))]
    [InlineData("-99999999999", typeof(long))]
    [InlineData("-1kb -Type long", typeof(long))]
    [InlineData("5 -Type double", typeof(double))]
    [InlineData("5.4 -Type ([long])", typeof(long))]
    [InlineData("'3' -Type byte", typeof(byte))]
    [InlineData("a -Type char", typeof(char))]
    [InlineData("$true", typeof(bool))]
    [InlineData("0 -Type float", typeof(float))]
    [InlineData("0 -Type ushort", typeof(ushort))]
    public void The_type_is_that_of_the_initial_value_or_the_one_asked_for(string arguments, Type type) =>
        Assert.Equal(type, Shell.Get($"(New-IpcValue {arguments}).Value.GetType()"));

    [Fact]
    public void It_is_read_and_set_as_a_property()
    {
        Assert.Equal([1, 5, 6], Shell.Run("$args[0].Value; $args[0].Value = '5'; $args[0].Value; $args[0].Value += "
            + "1; $args[0].Value", _value));
        Assert.Equal(6, _value.Value);
    }

    [Fact]
    public void Set_converts_and_writes_nothing_unless_asked()
    {
        Assert.Empty(Shell.Run("Set-IpcValue $args[0] '7'", _value));
        Assert.Equal(7, _value.Value);
        Assert.Equal([8], Shell.Run("$args[0] | Set-IpcValue -Value 8.2 -PassThru", _value));
        Assert.Equal([9], Shell.Run("$null = New-IpcValue 1 $args[0]; Set-IpcValue $args[0] 9; (Get-IpcValue "
            + "$args[0]).Value", Name));
        Assert.Equal([10], Shell.Run("Get-IpcObject $args[0] | Set-IpcValue -Value 10 -PassThru", Name));
    }

    [Fact]
    public void Update_gives_the_value_and_takes_the_new_one()
    {
        Assert.Empty(Shell.Run("Update-IpcValue $args[0] { $_ + 1 }", _value));
        Assert.Equal(2, _value.Value);
        Assert.Equal([20], Shell.Run("$args[0] | Update-IpcValue -ScriptBlock { $_ * 10 } -PassThru", _value));
        Assert.Equal([3], Shell.Run("$null = New-IpcValue 1 $args[0]; Update-IpcValue $args[0] { '3' } -PassThru", Name));
    }

    [Fact]
    public void Update_runs_in_the_callers_scope_while_the_lock_is_held() => Assert.Equal([true, 1, 1, false], Shell.Run(
        "& { param($v) Update-IpcValue $v { $held = $v.IsHeldByMe; $seen = $_; $_ }; $held; $seen; $v.Value; "
            + "$v.IsHeld } $args[0]", _value));

    [Fact]
    public void Update_inside_update_is_allowed() =>
        Assert.Equal([12], Shell.Run("$v = $args[0]; Update-IpcValue $v { Update-IpcValue $v { 10 }; $v.Value + 2 } "
            + "-PassThru", _value));

    [Theory]
    [InlineData("{ }")]
    [InlineData("{ 1, 2 }")]
    [InlineData("{ 'abc' }")]
    [InlineData("{ $null }")]
    [InlineData("{ 1e300 }")]
    [InlineData("{ @{} }")]
    public void What_is_not_one_value_of_the_type_changes_nothing(string block)
    {
        Assert.Same(_value, Shell.Fails("IpcInvalidArgument", ErrorCategory.InvalidType, "Update-IpcValue $args[0] "
            + $"{block}", _value).TargetObject);
        Assert.Equal((1, false), (_value.Value, _value.IsHeld));
    }

    [Theory]
    [InlineData("throw 'no'")]
    [InlineData("foreach ($i in 1) { Update-IpcValue $args[0] { break } }; throw 'no'")]
    [InlineData("1/0")]
    public void A_block_that_fails_changes_nothing_and_leaves_the_lock(string body)
    {
        string script = body.Contains("Update", StringComparison.Ordinal) ? body : "try { Update-IpcValue $args[0] "
            + $"{{ {body} }} }} catch {{ throw 'no' }}";
        Assert.Equal("no", Shell.Error(script, _value).FullyQualifiedErrorId);
        Assert.Equal((1, false), (_value.Value, _value.IsHeld));
    }

    [Theory]
    [InlineData("'abc'")]
    [InlineData("@{}")]
    [InlineData("1, 2")]
    [InlineData("3000000000")]
    public void A_value_that_does_not_convert_changes_nothing(string value)
    {
        Shell.Fails("IpcInvalidArgument", ErrorCategory.InvalidType, $"Set-IpcValue $args[0] ({value})", _value);
        Assert.Equal(1, _value.Value);
    }

    [Fact]
    public void Setting_the_property_to_what_does_not_convert_changes_nothing()
    {
        Assert.Contains("abc", Shell.Error("$args[0].Value = 'abc'", _value).ToString(), StringComparison.Ordinal);
        Assert.Equal(1, _value.Value);
    }

    [Theory]
    [InlineData("abc", "abc", typeof(string))]
    [InlineData("'-'", "-", typeof(string))]
    [InlineData("'-1-1'", "-1-1", typeof(string))]
    [InlineData("'-$(1)'", "-$(1)", typeof(string))]
    [InlineData("1d", "1", typeof(decimal))]
    [InlineData("''", "", typeof(string))]
    [InlineData("([guid]::Empty)", "00000000-0000-0000-0000-000000000000", typeof(Guid))]
    [InlineData("1 -Type object", "1", typeof(int))]
    [InlineData("1 -Type string", "1", typeof(string))]
    [InlineData("-Type string", "", typeof(string))]
    [InlineData("@{ a = 1 }", "System.Collections.Hashtable", typeof(System.Collections.Hashtable))]
    public void Any_other_object_is_held_as_a_whole(string arguments, string text, Type type)
    {
        object value = Shell.Get($"$v = New-IpcValue {arguments}; $v.Value; $v.Close()")!;
        value = value is System.Management.Automation.PSObject wrapped ? wrapped.BaseObject : value;
        Assert.Equal((text, type), (Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture), value.GetType()));
    }

    [Theory]
    [InlineData("1 -Type datetime")]
    [InlineData("1 -Type nosuchtype")]
    public void A_type_that_cannot_be_shared_is_refused(string arguments) =>
        Shell.Fails("IpcNotSupported", ErrorCategory.NotImplemented, $"New-IpcValue {arguments}");

    [Fact]
    public void Parameters_that_make_no_sense_are_refused()
    {
        Refused("ParameterArgumentValidationErrorNullNotAllowed", "New-IpcValue $null");
        Shell.Fails("IpcInvalidArgument", ErrorCategory.InvalidType, "Set-IpcValue $args[0] $null", _value);
        Refused("ParameterArgumentTransformationError", "Update-IpcValue $args[0] { 1 } -Timeout -2", _value);
        Refused("ParameterArgumentTransformationError", "Update-IpcValue $args[0] { 1 } -Timeout ([double]::NaN)", _value);
        Shell.Fails("IpcInvalidArgument", ErrorCategory.InvalidType, "New-IpcValue abc -Type int");
        Assert.Equal(1, _value.Value);
    }

    [Theory]
    [InlineData("Set-IpcValue $args[0] 2")]
    [InlineData("Update-IpcValue $args[0] { 2 }")]
    public void Names_and_objects_of_another_kind_are_refused(string script)
    {
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, script, Name);
        using IpcEvent other = IpcEvent.Create(name: Name);
        Shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, script, Name);
        Assert.Same(other, Shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, script, other).TargetObject);
    }

    [Fact]
    public void After_removal_everything_is_an_error()
    {
        _value.Remove();
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Set-IpcValue $args[0] 2", _value);
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Update-IpcValue $args[0] { 2 }", _value);
        Assert.IsType<IpcException>(Shell.Error("$args[0].Value", _value).Exception.GetBaseException());
        Assert.IsType<IpcException>(Shell.Error("$args[0].Value = 2", _value).Exception.GetBaseException());
    }

    [Fact]
    public void Without_a_lock_it_cannot_be_updated_but_set()
    {
        using IpcValue bare = IpcValue.Create(1, noLock: true);
        Shell.Fails("IpcNotSupported", ErrorCategory.NotImplemented, "Update-IpcValue $args[0] { 2 }", bare);
        Shell.Fails("IpcNotSupported", ErrorCategory.NotImplemented, "Enter-IpcLock $args[0]", bare);
        Assert.Equal(false, Shell.Get("(New-IpcValue 1 -NoLock).HasLock"));
        Assert.Equal(4, Shell.Get("Set-IpcValue $args[0] 4 -PassThru", bare));
    }

    [Fact]
    public void An_update_that_cannot_have_the_lock_times_out()
    {
        _value.TryEnter(TimeSpan.Zero, owner: 77);
        Shell.Fails("IpcTimeout", ErrorCategory.OperationTimeout, "Update-IpcValue $args[0] { 2 } -Timeout 0.01", _value);
        StopWaiting("Update-IpcValue $args[0] { 2 }", _value);
        _value.Exit(77);
        Assert.Equal((1, false), (_value.Value, _value.IsHeld));
    }

    [Fact]
    public void A_stop_inside_the_block_leaves_the_lock_and_changes_nothing()
    {
        using IpcEvent never = IpcEvent.Create();
        using RunningScript running = Shell.Begin("$e = $args[1]; Update-IpcValue $args[0] { Wait-IpcEvent $e; 2 }", _value, never);
        Words.AwaitSleeper(Words.Of(never));
        Assert.True(_value.IsHeld);
        running.Stop();
        Assert.Equal((1, false), (_value.Value, _value.IsHeld));
    }

    [Fact]
    public void The_next_one_is_told_that_the_holder_died()
    {
        using (PeerProcess peer = PeerProcess.Opening(_value))
        {
            Assert.Equal("Entered", peer.Ask("enter 0"));
            peer.Kill();
        }

        IReadOnlyList<object?> output = Shell.Run("Update-IpcValue $args[0] { $_ + 1 } 3>&1", _value);
        Assert.StartsWith("IpcAbandoned", Assert.Single(output)!.ToString(), StringComparison.Ordinal);
        Assert.Equal((2, false), (_value.Value, _value.IsHeld));
    }

    [Fact]
    public void A_method_that_sets_converts_too()
    {
        Assert.Equal([12L, 3L], Shell.Run("$v = New-IpcValue 1 -Type long; $v.SetValue('12'); $v.Value; $v.SetValue(3); $v.Value"));
        Assert.Contains(
            "'word' ([String]) cannot be converted to [Int64], the type of the anonymous value. Nothing was changed.",
            Shell.Error("(New-IpcValue 1 -Type long).SetValue('word')").Exception.Message,
            StringComparison.Ordinal);
    }
}
