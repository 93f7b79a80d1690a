using Ipc.Tests.Hosting;

namespace Ipc.Tests.Cmdlets;

public sealed class MemoryTests : ShellTests
{
    [Fact]
    public void Names_are_checked() => NamesAreChecked("Memory", "100");

    [Theory]
    [InlineData("4096", 4096L)]
    [InlineData("64KB", 65536L)]
    [InlineData("-Size '1MB'", 1048576L)]
    [InlineData("-InitialValue 1, 2, 3", 3L)]
    [InlineData("10 -InitialValue 1, 2, 3", 10L)]
    [InlineData("-InitialValue ([double[]](1, 2))", 16L)]
    [InlineData("-Path $file", 5L)]
    [InlineData("-Path $file -Size 8", 8L)]
    public void The_size_is_given_or_follows(string arguments, long size) => WithFile(
        $"$m = New-IpcMemory {arguments}; $m.Size", [size]);

    [Theory]
    [InlineData("$m[0]", (byte)0)]
    [InlineData("$m[-1] = 200; $m[15]", (byte)200)]
    [InlineData("$m[0..3] = 1, 2, 3, 4; $m[0..4] -join ' '", "1 2 3 4 0")]
    [InlineData("$m[0, -1] = 7; $m[0, 15] -join ' '", "7 7")]
    [InlineData("$m.AsArray('int').Count", 4)]
    [InlineData("$a = $m.AsArray('double'); $a[0..1] = 1.5, 2.5; $a -join ' '", "1.5 2.5")]
    [InlineData("$a = $m.AsArray('int', 4, 2); $a[-1] = 256; $m[8..11] -join ' '", "0 1 0 0")]
    [InlineData("$m.AsArray('byte') -contains 0", true)]
    [InlineData("($m.AsArray('byte') | Measure-Object).Count", 16)]
    [InlineData("@($m).Count", 1)] // One object, which no pipeline takes apart.
    [InlineData("$m.CopyFrom((1, 2, 3), 2); $m.ToArray(1, 4) -join ' '", "0 1 2 3")]
    [InlineData("$b = [byte[]]::new(2); $m.Fill(9); $m.CopyTo($b, 14); \"$b\"", "9 9")]
    [InlineData("$w = [IO.StreamWriter]::new($m.AsStream(4)); $w.Write('hey'); $w.Flush(); [char]$m[4]", 'h')]
    [InlineData("Use-IpcLock $m { $m.IsHeldByMe }", true)]
    [InlineData("New-IpcArray byte 3 | Out-Null; $m.AsArray('bool')[0]", false)]
    public void Its_bytes_are_used_in_place(string script, object expected) =>
        Assert.Equal(expected, Shell.Get($"$m = New-IpcMemory 16; {script}"));

    [Theory]
    [InlineData("$m[16]")]
    [InlineData("$m[-17] = 1")]
    [InlineData("$m[0] = 256")]
    [InlineData("$m[0..1] = 1, 2, 3")]
    [InlineData("$m['x']")]
    [InlineData("$m.AsArray('double', 4)")]
    [InlineData("$m.AsArray('double', 8, 2)")]
    [InlineData("$m.AsArray('string')")]
    [InlineData("$a = $m.AsArray('int'); $a[4]")]
    [InlineData("$a = $m.AsArray('int'); $a[4] = 1")]
    [InlineData("$a = $m.AsArray('int'); $m.Close(); $a[0]")]
    [InlineData("$m.CopyFrom((1..17))")]
    [InlineData("$m.CopyFromFile('no such file')")]
    public void What_is_not_there_is_an_error(string script) => Shell.Error($"$m = New-IpcMemory 16; {script}");

    [Theory]
    [InlineData("-Path nosuch.bin", "IpcNotFound")]
    [InlineData("-InitialValue 1, 256", "IpcInvalidArgument")]
    [InlineData("-InitialValue @()", "IpcInvalidArgument")]
    [InlineData("2 -InitialValue 1, 2, 3", "IpcInvalidArgument")]
    public void What_makes_no_sense_is_refused(string arguments, string id) =>
        Assert.StartsWith(id, Shell.Error($"New-IpcMemory {arguments}").FullyQualifiedErrorId, StringComparison.Ordinal);

    [Fact]
    public void Files_are_found_where_the_session_is() => WithFile(
        "Set-Location (Split-Path $file); $name = Split-Path $file -Leaf; $m = New-IpcMemory -Path $name; $m.Fill(66, 1); "
            + "$m.CopyToFile(\"./$name\"); Get-Content $name; $m.CopyFromFile($name)",
        ["hBBBB", 5L]);

    [Fact]
    public void A_view_arrives_as_a_view_of_the_same_bytes() => Assert.Equal([(byte)7, 3, "IpcMemoryView`1"], Shell.Run(
        "$q = New-IpcQueue; $m = New-IpcMemory 64; Send-IpcQueue $q $m.AsArray('int', 4, 3); $v = Receive-IpcQueue $q; "
            + "$v[0] = 7; $m[4]; $v.Count; $v.GetType().Name"));

    [Theory]
    [InlineData("$v")]
    [InlineData("$v, 1")]
    [InlineData("@{ v = $v }")]
    public void A_view_reaches_a_worker_in_whatever_it_is(string argument) => Assert.Equal([1.5], Shell.Run(
        "$m = New-IpcMemory 64; $v = $m.AsArray('double'); Start-IpcWorker { param($v) if ($v -is [hashtable]) { $v = $v.v }; $v[2] = 1.5 } "
            + $"-ArgumentList {argument} | Wait-IpcWorker | Remove-IpcWorker; $m.AsArray('double')[2]"));

    private void WithFile(string script, object[] expected)
    {
        string path = Path.Combine(Path.GetTempPath(), $"ipc-memory-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllText(path, "hello");
            Assert.Equal(expected, Shell.Run($"$file = $args[0]; {script}", path));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
