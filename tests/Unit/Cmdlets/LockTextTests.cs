using System.Management.Automation;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Cmdlets;

/// <summary>Texts that are locks without anybody having made them.</summary>
public sealed class LockTextTests : ShellTests
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ipc-text-").FullName;

    public override void Dispose()
    {
        Shell.Run("Remove-IpcObject file.*, any.*, leader.*"); // What one test has left is not the next one's.
        Directory.Delete(_folder, recursive: true);
        base.Dispose();
    }

    [Theory]
    [InlineData("file:{0}/a.txt", "file:{0}/./sub/../a.txt", true)]
    [InlineData("file:{0}/a.txt", "FILE:{0}//a.txt", true)]
    [InlineData("file:{0}/a.txt", "file:a.txt", true)]
    [InlineData("file:{0}/a.txt", "file:link.txt", true)]
    [InlineData("file:{0}/a.txt", "file:back/a.txt", true)]
    [InlineData("file:{0}/a.txt", "file:back/sub/../link.txt", true)]
    [InlineData("file:{0}/not-yet.txt", "file:sub/up/not-yet.txt", true)]
    [InlineData("file:{0}/a.txt", "file:{0}/b.txt", false)]
    [InlineData("file:{0}/a.txt", "file:{0}/A.txt", false)]
    [InlineData("file:a b$[1]*.txt", "file:{0}/a b$[1]*.txt", true)]
    [InlineData("any:x", "name:X", true)]
    [InlineData("any:x", "any:y", false)]
    [InlineData("any:{0}/a.txt", "file:{0}/a.txt", false)]
    [InlineData("any:\u65e5\u672c \u001b", "any:\u65e5\u672d \u001b", false)]
    public void Two_texts_are_the_same_lock_or_not(string first, string second, bool same)
    {
        File.WriteAllText($"{_folder}/a.txt", "");
        Directory.CreateDirectory($"{_folder}/sub");
        File.CreateSymbolicLink($"{_folder}/link.txt", "a.txt");
        File.CreateSymbolicLink($"{_folder}/back", _folder);
        File.CreateSymbolicLink($"{_folder}/sub/up", "..");
        using HostedShell other = new();
        (first, second) = (first.Replace("{0}", _folder, StringComparison.Ordinal), second.Replace("{0}", _folder, StringComparison.Ordinal));
        Shell.Run("Set-Location $args[0]; Enter-IpcLock $args[1]", _folder, first);
        Assert.Equal([!same], other.Run("Set-Location $args[0]; Enter-IpcLock $args[1] -Timeout 0 -Quiet", _folder, second));
        if (!same)
        {
            other.Run("Exit-IpcLock $args[0]", second);
        }

        Shell.Run("Exit-IpcLock $args[0]", same ? second : first);
        Assert.Equal([true], other.Run("Enter-IpcLock $args[0] -Timeout 0 -Quiet; Exit-IpcLock $args[0]", first));

        // Whoever is last may leave it in the background, where somebody was inside for long.
        Eventually.True(() => Shell.Run("Get-IpcObject file.*, any.*").Count == 0, "it is gone");
    }

    [Fact]
    public void A_lock_is_there_as_long_as_somebody_uses_it()
    {
        string text = "any:" + Name + new string('x', 100_000);
        Assert.Equal([1, "inside", 0], Shell.Run(
            "Use-IpcLock $args[0] { @(Get-IpcObject any.*).Count; 'inside' }; @(Get-IpcObject any.*).Count", text));
        Assert.Equal([1, 0], Shell.Run(
            "Use-IpcLock -Name $args[0] { @(Get-IpcObject any.*).Count }; @(Get-IpcObject any.*).Count", text));
        Assert.Equal([true, 1], Shell.Run("Enter-IpcLock $args[0] -Quiet; @(Get-IpcObject any.*).Count", text));
        using HostedShell other = new();
        other.Fails("IpcTimeout", ErrorCategory.OperationTimeout, "Use-IpcLock $args[0] { 'never' } -Timeout 0", text);
        other.Fails("IpcNotOwner", ErrorCategory.InvalidOperation, "Exit-IpcLock $args[0]", text);
        Assert.Single(Shell.Run("Get-IpcObject any.*"));
        Shell.Fails("IpcDeadlock", ErrorCategory.DeadlockDetected, "Enter-IpcLock $args[0]", text);
        Shell.Run("Exit-IpcLock $args[0]", text);
        Assert.Empty(Shell.Run("Get-IpcObject any.*"));
        Shell.Fails("IpcNotOwner", ErrorCategory.InvalidOperation, "Exit-IpcLock $args[0]", text);
    }

    [Theory]
    [InlineData("try { Use-IpcLock 'any:gone' { throw 'x' } } catch { }")]
    [InlineData("foreach ($i in 1) { Use-IpcLock 'any:gone' { break } }")]
    [InlineData("try { Enter-IpcLock 'any:gone' -Timeout 1 | ForEach-Object { throw 'y' } } catch { }")]
    [InlineData("try { Enter-IpcLock 'any:gone' -Shared } catch { }")]
    [InlineData("Enter-IpcLock any:gone; Exit-IpcLock any:gone")]
    [InlineData("Use-IpcLock any:gone { Remove-IpcObject any.gone.* } -ErrorAction Ignore")]
    [InlineData("Use-IpcLeader gone { try { Use-IpcLeader GONE { } } catch { } }")]
    [InlineData("try { Use-IpcLeader gone { throw 'z' } } catch { }")]
    public void Nothing_is_left_of_it(string script)
    {
        Shell.Try(script);
        Eventually.True(() => Shell.Run("Get-IpcObject any.*, leader.*").Count == 0, "it is gone");
        Assert.Equal(["again", "again"], Shell.Run("Use-IpcLock any:gone { 'again' }; Use-IpcLeader gone { 'again' }"));
    }

    [Theory]
    [InlineData("Enter-IpcLock 'a typo'", "IpcNotFound")]
    [InlineData("Use-IpcLock 'files:/tmp/x' { }", "IpcInvalidName")]
    [InlineData("Use-IpcLock '/tmp/x' { }", "IpcInvalidName")]
    [InlineData("Enter-IpcLock 'any:'", "IpcInvalidName")]
    [InlineData("Enter-IpcLock 'file: '", "IpcInvalidName")]
    [InlineData("Enter-IpcLock 'file:env:/x'", "IpcInvalidName")]
    [InlineData("Enter-IpcLock 'file:nodrive:/x'", "IpcInvalidName")]
    public void What_is_no_such_text_is_an_error(string script, string id) =>
        Assert.Equal([id], Shell.Try(script).ErrorIds);

    [Fact]
    public void Who_forgets_the_prefix_is_told() =>
        Assert.Contains("file:", Shell.Error("Use-IpcLock '/tmp/x' { }").Exception.Message, StringComparison.Ordinal);

    [Fact]
    public void Links_in_a_circle_are_an_error()
    {
        File.CreateSymbolicLink($"{_folder}/one", "two");
        File.CreateSymbolicLink($"{_folder}/two", "one");
        Assert.Equal(["IpcInvalidName"], Shell.Try("Enter-IpcLock \"file:$($args[0])/one\"", _folder).ErrorIds);
    }
}
