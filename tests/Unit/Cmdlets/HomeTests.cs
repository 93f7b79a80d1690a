using Ipc.Tests.Hosting;

namespace Ipc.Tests.Cmdlets;

/// <summary>IPC_HOME is read once: a change after that is told, where it would be ignored.</summary>
public sealed class HomeTests
{
    [Theory]
    [InlineData("New-IpcQueue")]
    [InlineData("New-IpcQueue -Name other -Force")]
    [InlineData("Get-IpcQueue other")]
    [InlineData("Get-IpcQueue")]
    [InlineData("Get-IpcObject")]
    [InlineData("Remove-IpcObject other")]
    [InlineData("Enter-IpcLock other")]
    [InlineData("Use-IpcLock -Name other { }")]
    public void A_change_after_the_first_use_is_told(string script)
    {
        string text = $$"""
            Import-Module '{{Repository.Manifest}}'
            $before = $env:IPC_HOME
            $q = New-IpcQueue
            $env:IPC_HOME = "$before/other"
            try { $null = {{script}}; 'ignored' } catch { "$($_.FullyQualifiedErrorId.Split(',')[0]): $_" }
            1 | Send-IpcQueue $q
            Receive-IpcQueue $q -NoWait
            $env:IPC_HOME = $before
            (New-IpcQueue).Count
            """;
        (int exitCode, string output, string error) = RealPwsh.Run("-Command", text);
        string[] lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.StartsWith("IpcNotSupported: IPC_HOME was changed to '", lines[0], StringComparison.Ordinal);
        Assert.Contains("in a new process", lines[0], StringComparison.Ordinal);
        Assert.Equal(["1", "0"], lines[1..]);
    }

    [Fact]
    public void Before_the_first_use_it_may_be_set()
    {
        (int exitCode, string output, string error) = RealPwsh.Run("-Command", $$"""
            Import-Module '{{Repository.Manifest}}'
            $env:IPC_HOME = "$env:IPC_HOME/set-later"
            $q = New-IpcQueue set-later
            (Get-IpcObject).Path
            Remove-Item $env:IPC_HOME -Recurse
            """);
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Contains("/set-later/", output, StringComparison.Ordinal);
    }
}
