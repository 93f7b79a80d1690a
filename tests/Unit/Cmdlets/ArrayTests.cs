using System.Management.Automation;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Cmdlets;

public sealed class ArrayTests : ShellTests
{
    private readonly IpcArray<double> _array = (IpcArray<double>)IpcArray.Create(typeof(double), 3, new[] { 0.0, 1.0, 2.0 });

    public override void Dispose()
    {
        _array.Dispose();
        base.Dispose();
    }

    [Fact]
    public void Names_are_checked() => NamesAreChecked("Array", "int 3");

    [Theory]
    [InlineData("double 3", typeof(double), 3)]
    [InlineData("-Type ([byte]) -Length 4096", typeof(byte), 4096)]
    [InlineData("-InitialValue 0.0, 1.0", typeof(double), 2)]
    [InlineData("-InitialValue (1..5)", typeof(int), 5)]
    [InlineData("-InitialValue 1, 2.5", typeof(double), 2)]
    [InlineData("-InitialValue 1, 3000000000", typeof(long), 2)]
    [InlineData("-InitialValue ([byte[]](1, 2))", typeof(byte), 2)]
    [InlineData("byte -InitialValue 1, 2", typeof(byte), 2)]
    [InlineData("int 10 -InitialValue '1', 2", typeof(int), 10)]
    [InlineData("-InitialValue 5", typeof(int), 1)]
    [InlineData("char -InitialValue a, b", typeof(char), 2)]
    [InlineData("1, 2, 3", typeof(int), 3)]
    [InlineData("int 1, 2, 3", typeof(int), 3)]
    [InlineData("double (1..4)", typeof(double), 4)]
    [InlineData("([byte[]](1, 2))", typeof(byte), 2)]
    [InlineData("int '10'", typeof(int), 10)]
    [InlineData("i 10", typeof(int), 10)]
    [InlineData("d 3", typeof(double), 3)]
    [InlineData("-Type c -Length 2", typeof(char), 2)]
    [InlineData("H 1, 2", typeof(ushort), 2)]
    [InlineData("-InitialValue ([Collections.Generic.List[long]](1, 2, 3))", typeof(long), 3)]
    public void Type_and_length_are_given_or_follow_from_the_values(string arguments, Type type, int length)
    {
        // Assigned as one object: what the cmdlet writes is the array, not its elements.
        Assert.Equal([type, length], Shell.Run($"$a = New-IpcArray {arguments}; $a.ElementType; $a.Length"));
    }

    [Fact]
    public void What_is_written_is_the_array_itself() => Assert.Equal([1, 1, 1], Shell.Run(
        "@(New-IpcArray int 3 $args[0]).Count; @(Get-IpcArray $args[0]).Count; @(New-IpcArray int 3 $args[0] "
            + "-Force).Count", Name));

    [Fact]
    public void Values_beyond_the_initial_ones_are_zero() =>
        Assert.Equal("1 2 0 0", Shell.Get("$a = New-IpcArray -InitialValue 1, 2 -Length 4; \"$a\""));

    [Theory]
    [InlineData("$a[0]", 0.0)]
    [InlineData("$a[-1]", 2.0)]
    [InlineData("$a['1']", 1.0)]
    [InlineData("$a[0..1] -join ' '", "0 1")]
    [InlineData("$a[0, 2] -join ' '", "0 2")]
    [InlineData("$a[-1..-3] -join ' '", "2 1 0")]
    [InlineData("$a.Length", 3)]
    [InlineData("$a.Count", 3)]
    [InlineData("\"$a\"", "0 1 2")]
    [InlineData("$a -contains 2", true)]
    [InlineData("$a -contains 3", false)]
    [InlineData("1 -in $a", true)]
    [InlineData("$a.Contains(2.0)", true)]
    [InlineData("$a.IndexOf(2.0)", 2)]
    [InlineData("($a | ForEach-Object { $_ * 2 }) -join ' '", "0 2 4")]
    [InlineData("$sum = 0; foreach ($x in $a) { $sum += $x }; $sum", 3.0)]
    [InlineData("($a -gt 0) -join ' '", "1 2")]
    [InlineData("$x, $y, $z = $a; $y", 1.0)]
    [InlineData("$a[0] = 1.5; $a[0]", 1.5)]
    [InlineData("$a[-1] = '7'; $a[2]", 7.0)]
    [InlineData("$a[1] += 2; $a[1]++; $a[1]", 4.0)]
    [InlineData("$a.Add(0, 5); $a[0]", 5.0)]
    [InlineData("$a.Fill(4); \"$a\"", "4 4 4")]
    [InlineData("$a.ToArray().GetType().Name", "Double[]")]
    [InlineData("$a[0..1] = 7, 8; \"$a\"", "7 8 2")]
    [InlineData("$a[-1, 0] = 7, 8; \"$a\"", "8 1 7")]
    [InlineData("$i = 1, 2; $a[$i] = '7', 8; \"$a\"", "0 7 8")]
    [InlineData("$a[0..2] = 5; \"$a\"", "5 5 5")]
    [InlineData("$a[0..1] = [Collections.Generic.List[double]](7, 8); \"$a\"", "7 8 2")]
    public void It_is_used_as_any_array(string script, object expected) =>
        Assert.Equal(expected, Shell.Get($"$a = $args[0]; {script}", _array));

    [Theory]
    [InlineData("$a[3]")]
    [InlineData("$a[-4]")]
    [InlineData("$a[1..3]")]
    [InlineData("$a['x']")]
    [InlineData("$a[[long]::MaxValue]")]
    [InlineData("$a[3] = 1")]
    [InlineData("$a[-4] = 1")]
    [InlineData("$a['x'] = 1")]
    [InlineData("$a[0] = 'abc'")]
    [InlineData("$a[0] = @{}")]
    [InlineData("$a[0..1] = 5, 6, 7")]
    [InlineData("$a[0..1] = 5, 'x'")]
    [InlineData("$a[0..1] = 5, $null")]
    [InlineData("$a[0..1] = @()")]
    [InlineData("$a[1..3] = 5")]
    [InlineData("$a[-4, 0] = 5")]
    [InlineData("$a[0, 'x'] = 5")]
    [InlineData("$a[3] += 1")]
    [InlineData("$a.Add(3, 1)")]
    [InlineData("$a.Add(-1, 1)")]
    [InlineData("$a[$null]")]
    public void A_wrong_index_or_type_is_an_error_and_changes_nothing(string script)
    {
        // The same in any mode: by itself PowerShell reads $null outside an array.
        Shell.Error($"$a = $args[0]; {script}", _array);
        Shell.Error($"Set-StrictMode -Version Latest; $a = $args[0]; {script}", _array);
        Assert.Equal([0.0, 1.0, 2.0], _array.ToArray());
        Assert.Equal(2.0, Shell.Get("$args[0][2]", _array));
    }

    [Fact]
    public void A_wrong_index_says_which_there_are()
    {
        ErrorRecord error = Shell.Error("$args[0][10]", _array);
        Assert.Equal("System.ArgumentOutOfRangeException", error.FullyQualifiedErrorId);
        Assert.Contains("0 to 2", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(10, Assert.IsType<ArgumentOutOfRangeException>(error.Exception.GetBaseException()).ActualValue);
    }

    [Fact]
    public void Integers_that_do_not_fit_are_refused()
    {
        using IpcArray bytes = IpcArray.Create(typeof(byte), 2);
        Shell.Error("$a = $args[0]; $a[0] = 255; $a[1] = 256", bytes);
        Assert.Equal("255 0", Shell.Get("$a = $args[0]; \"$a\"", bytes));
    }

    [Fact]
    public void After_removal_everything_is_an_error()
    {
        _array.Remove();
        Assert.Equal(IpcError.NotFound, Assert.IsType<IpcException>(Shell.Error("$args[0][0]", _array).Exception.GetBaseException()).Error);
        Assert.Equal(IpcError.NotFound, Assert.IsType<IpcException>(Shell.Error("$args[0][0] = 1", _array).Exception.GetBaseException()).Error);
        Assert.Equal(IpcError.NotFound, Assert.IsType<IpcException>(Shell.Error("foreach ($x in $args[0]) { $x }", _array).Exception.GetBaseException()).Error);
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Enter-IpcLock $args[0]", _array);
    }

    [Theory]
    [InlineData("New-IpcArray int 0", "ParameterArgumentValidationError")]
    [InlineData("New-IpcArray int -1", "ParameterArgumentValidationError")]
    [InlineData("New-IpcArray int 1000000001", "ParameterArgumentValidationError")]
    [InlineData("New-IpcArray int 99999999999", "ParameterArgumentTransformationError")]
    [InlineData("New-IpcArray -InitialValue 1 -Length 0", "ParameterArgumentValidationError")]
    [InlineData("New-IpcArray -InitialValue $null", "ParameterArgumentValidationErrorNullNotAllowed")]
    public void A_parameter_that_makes_no_sense_is_refused(string script, string id) => Refused(id, script);

    [Theory]
    [InlineData("string 3", "IpcNotSupported", ErrorCategory.NotImplemented)]
    [InlineData("decimal 3", "IpcNotSupported", ErrorCategory.NotImplemented)]
    [InlineData("nosuchtype 3", "IpcNotSupported", ErrorCategory.NotImplemented)]
    [InlineData("5", "IpcNotSupported", ErrorCategory.NotImplemented)]
    [InlineData("int", "IpcInvalidArgument", ErrorCategory.InvalidArgument)]
    [InlineData("a, b", "IpcNotSupported", ErrorCategory.NotImplemented)]
    [InlineData("int @()", "IpcInvalidArgument", ErrorCategory.InvalidArgument)]
    [InlineData("-Type ([IntPtr]) 3", "IpcNotSupported", ErrorCategory.NotImplemented)]
    [InlineData("-InitialValue a, b", "IpcNotSupported", ErrorCategory.NotImplemented)]
    [InlineData("-InitialValue 1, a", "IpcInvalidArgument", ErrorCategory.InvalidType)]
    [InlineData("-InitialValue 1, $null", "IpcInvalidArgument", ErrorCategory.InvalidType)]
    [InlineData("-InitialValue @()", "IpcInvalidArgument", ErrorCategory.InvalidType)]
    [InlineData("int -InitialValue 1, a", "IpcInvalidArgument", ErrorCategory.InvalidType)]
    [InlineData("byte -InitialValue 1, 256", "IpcInvalidArgument", ErrorCategory.InvalidType)]
    [InlineData("-InitialValue 1, 2, 3 -Length 2", "IpcInvalidArgument", ErrorCategory.InvalidArgument)]
    public void What_arrays_do_not_have_is_refused(string arguments, string id, ErrorCategory category)
    {
        Shell.Fails(id, category, $"New-IpcArray {arguments} -Name $args[0]", Name);
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Get-IpcArray $args[0]", Name);
    }

    [SkippableFact]
    public void More_than_the_memory_holds_is_an_error()
    {
        const long Size = IpcArray.MaximumLength * 8L;
        Skip.If(new DriveInfo(TestHome.Path).AvailableFreeSpace > Size, "The shared memory of this machine has room "
            + "for the largest array.");
        Shell.Fails("IpcNoSpace", ErrorCategory.ResourceUnavailable, "New-IpcArray double 1000000000 -Name $args[0]", Name);
    }

    [Fact]
    public void An_array_of_one_element_is_entered_as_any_other()
    {
        using IpcArray one = IpcArray.Create(typeof(int), 1);
        Assert.Equal([true, false, true, false], Shell.Run(
            "$a = $args[0]; Enter-IpcLock $a; $a.IsHeldByMe; Exit-IpcLock $a; $a.IsHeld; Use-IpcLock $a { $a.IsHeld "
                + "}; $a.IsHeld", one));
        Shell.Run("Remove-IpcObject $args[0]", one);
        Assert.True(one.IsRemoved);
    }

    [Fact]
    public void An_array_is_removed_as_a_whole()
    {
        using IpcEvent one = IpcEvent.Create(name: "1");
        Shell.Run("Remove-IpcObject $args[0]", _array); // Its elements are 0, 1 and 2, which could be names.
        Assert.True(_array.IsRemoved);
        Assert.False(one.IsRemoved);
    }

    [Fact]
    public void The_elements_of_an_array_in_a_pipeline_are_no_names()
    {
        using IpcEvent one = IpcEvent.Create(name: "1");
        ErrorRecord error = Shell.Fails("IpcInvalidName", ErrorCategory.InvalidArgument, "$args[0] | Remove-IpcObject -ErrorAction Stop", _array);
        Assert.Contains("Remove-IpcObject $array", error.Exception.Message, StringComparison.Ordinal);
        Assert.False(one.IsRemoved || _array.IsRemoved);
        Shell.Fails("IpcInvalidName", ErrorCategory.InvalidArgument, "New-IpcArray bool 1 | ForEach-Object { $_ } | "
            + "Remove-IpcObject -ErrorAction Stop");
        Shell.Run("Remove-IpcObject 1");
        Assert.True(one.IsRemoved);
        using IpcEvent other = IpcEvent.Create(name: Guid.NewGuid().ToString());
        Shell.Run("[guid]$args[0] | Remove-IpcObject", other.Name!);
        Assert.True(other.IsRemoved);
    }

    [Fact]
    public void An_array_is_removed_among_others()
    {
        using IpcEvent other = IpcEvent.Create();
        using IpcArray third = IpcArray.Create(typeof(int), 1);
        Shell.Run("Remove-IpcObject $args[0], $args[1], $args[2]", other, _array, third);
        Assert.True(other.IsRemoved && _array.IsRemoved && third.IsRemoved);
    }

    [Fact]
    public void Force_keeps_what_an_existing_one_holds()
    {
        Assert.Equal("5 0", Shell.Get("$a = New-IpcArray int 2 $args[0]; $a[0] = 5; $b = New-IpcArray -InitialValue "
            + "1, 2 -Name $args[0] -Force; \"$b\"", Name));
        Shell.Fails("IpcFormatMismatch", ErrorCategory.InvalidData, "New-IpcArray int 3 $args[0] -Force", Name);
        Shell.Fails("IpcFormatMismatch", ErrorCategory.InvalidData, "New-IpcArray long 2 $args[0] -Force", Name);
        Assert.Equal("5 0", Shell.Get("$a = Get-IpcArray $args[0]; \"$a\"", Name));
    }

    [Theory]
    [InlineData("$a.CopyFrom(1..3)", "1 2 3 0")]
    [InlineData("$a.CopyFrom(1..3, 1)", "0 1 2 3")]
    [InlineData("$a.CopyFrom(@('1', 2.6, [byte]3))", "1 3 3 0")]
    [InlineData("$a.CopyFrom([int[]](4, 5), 2)", "0 0 4 5")]
    [InlineData("$a.CopyFrom([Collections.ArrayList]@(7, 8))", "7 8 0 0")]
    [InlineData("$a.CopyFrom((New-IpcArray -InitialValue 6, 7))", "6 7 0 0")]
    [InlineData("$a.CopyFrom(@(), 4)", "0 0 0 0")]
    [InlineData("$a = New-IpcArray -InitialValue -1, -2, 3", "-1 -2 3")]
    [InlineData("$a = [Ipc.IpcArray]::Create([int], 2, @('8', 9.0))", "8 9")]
    public void What_is_copied_in_is_converted_as_PowerShell_does(string script, string expected) =>
        Assert.Equal(expected, Shell.Get($"$a = New-IpcArray int 4; {script}; \"$a\""));

    [Theory]
    [InlineData("$a.CopyFrom(0..9)", "The anonymous array has 4 elements: 10 do not fit from index 0 on. Nothing was changed.")]
    [InlineData("$a.CopyFrom(1..2, 3)", "2 do not fit from index 3 on")]
    [InlineData("$a.CopyFrom(1..2, -1)", "2 do not fit from index -1 on")]
    [InlineData("$a.CopyFrom(@(1, 'two'))", "'two' ([String]) cannot be converted to [Int32], the type of the anonymous array, at index 1.")]
    [InlineData("$a.CopyFrom(@(1, $null))", "$null cannot be converted to [Int32]")]
    [InlineData("$a.CopyFrom(@(1, 3000000000))", "cannot be converted to [Int32]")]
    public void What_cannot_be_copied_in_changes_nothing(string script, string told)
    {
        ShellResult result = Shell.Try($"$a = New-IpcArray int 4; {script}; \"$a\"");
        Assert.Contains(told, Assert.Single(result.Errors).Exception.Message, StringComparison.Ordinal);
        Assert.Equal(["0 0 0 0"], result.Output);
    }
}
