using System.Management.Automation;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Cmdlets;

public sealed class LockSetTests : ShellTests
{
    [Fact]
    public void Count_makes_one_object_with_that_many_locks() => Assert.Equal(
        [typeof(IpcLockSet), 100, true, false],
        Shell.Run("$locks = New-IpcLock -Count 100; $locks.GetType(); $locks.Count; Use-IpcLock $locks[7] { "
            + "$locks[7].IsHeldByMe; $locks[8].IsHeld }"));

    [Fact]
    public void It_is_used_as_an_array_is()
    {
        Shell.Run("$locks = New-IpcLock $args[0] -Count 5", Name);
        Assert.Equal([$"{Name}[0]", $"{Name}[4]"], Shell.Run("$locks[0].Name; $locks[-1].Name"));
        Assert.Equal([$"{Name}[1]", $"{Name}[2]"], Shell.Run("$locks[1..2].Name"));
        Assert.Equal(Enumerable.Range(0, 5).Select(index => $"{Name}[{index}]"), Shell.Run("foreach ($one in $locks) "
            + "{ $one.Name }"));
        Assert.Equal(5, Shell.Get("@($locks | Where-Object IsRecursive -EQ $false).Count"));
        Assert.Equal([true, true, false], Shell.Run("$locks | Enter-IpcLock; $locks[0].IsHeldByMe; "
            + "$locks[4].IsHeldByMe; $locks | Exit-IpcLock; $locks[0].IsHeld"));
    }

    [Theory]
    [InlineData("$locks[5]")]
    [InlineData("$locks[-6]")]
    [InlineData("$locks[5].Enter()")]
    [InlineData("Enter-IpcLock $locks[5]")]
    public void A_lock_that_is_not_there_is_an_error(string line)
    {
        ErrorRecord error = Assert.IsAssignableFrom<RuntimeException>(
            Record.Exception(() => Shell.Run($"$locks = New-IpcLock -Count 5; {line}"))).ErrorRecord;
        Assert.Contains("locks 0 to 4", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Other_processes_get_it_by_name_and_one_of_its_locks_too()
    {
        Shell.Run("$locks = New-IpcLock $args[0] -Count 10 -Recursive", Name);
        Assert.Equal([10, true], Shell.Run("$set = Get-IpcLock $args[0]; $set.Count; $set.IsRecursive", Name));
        Assert.Equal([true, true], Shell.Run("Enter-IpcLock \"$($args[0])[3]\"; $locks[3].IsHeldByMe; (Get-IpcLock "
            + "\"$($args[0])[3]\").IsHeldByMe", Name));
        Assert.Equal([false], Shell.Run("Exit-IpcLock \"$($args[0])[3]\"; $locks[3].IsHeld", Name));
        Assert.Equal([true], Shell.Run("Use-IpcLock -Name \"$($args[0])[4]\" { $locks[4].IsHeldByMe }", Name));
        Assert.Equal(10, Shell.Get("(New-IpcLock $args[0] -Count 10 -Recursive -Force).Count", Name));
        Assert.Contains(Name, Shell.Run("(Get-IpcLock).Name").Cast<string>());
    }

    [Fact]
    public void What_differs_or_does_not_exist_is_refused()
    {
        Shell.Run("$locks = New-IpcLock $args[0] -Count 10; $single = New-IpcLock \"$($args[0])-1\"", Name);
        Shell.Fails("IpcAlreadyExists", ErrorCategory.ResourceExists, "New-IpcLock $args[0] -Count 10", Name);
        Shell.Fails("IpcFormatMismatch", ErrorCategory.InvalidData, "New-IpcLock $args[0] -Count 11 -Force", Name);
        Shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, "New-IpcLock $args[0] -Force", Name);
        Shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, "New-IpcLock \"$($args[0])-1\" -Count 10 -Force", Name);
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Get-IpcLock \"$($args[0])[10]\"", Name);
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Use-IpcLock -Name \"$($args[0])-2[1]\" { }", Name);
        Shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, "Get-IpcQueue $args[0]", Name);
        Shell.Fails("IpcInvalidName", ErrorCategory.InvalidArgument, "New-IpcLock \"$($args[0])[1]\"", Name);
        Assert.Equal("ParameterArgumentValidationError,Ipc.Commands.NewIpcLockCommand", Shell.Error("New-IpcLock -Count 0").FullyQualifiedErrorId);
        Assert.Equal("ParameterArgumentValidationError,Ipc.Commands.NewIpcLockCommand", Shell.Error("New-IpcLock -Count 1000001").FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("Enter-IpcLock $locks")]
    [InlineData("Exit-IpcLock $locks")]
    [InlineData("Use-IpcLock $locks { }")]
    [InlineData("Enter-IpcLock $args[0]")]
    public void The_whole_set_is_no_lock_and_the_error_says_so(string line)
    {
        foreach (int count in (int[])[1, 5])
        {
            Shell.Run($"$locks = New-IpcLock $args[0] -Count {count}", Name);
            ErrorRecord error = Shell.Fails("IpcKindMismatch", ErrorCategory.InvalidType, line, Name);
            Assert.Contains("[0]", error.ToString(), StringComparison.Ordinal);
            Assert.Equal(false, Shell.Get("$locks[0].IsHeld; Remove-IpcObject $locks"));
        }
    }

    [Fact]
    public void It_is_removed_whole()
    {
        Shell.Run("$locks = New-IpcLock $args[0] -Count 5; $one = New-IpcLock -Count 1; $queue = New-IpcQueue", Name);
        Shell.Fails("IpcNotSupported", ErrorCategory.NotImplemented, "Remove-IpcObject $locks[2]", Name);
        Shell.Fails("IpcNotSupported", ErrorCategory.NotImplemented, "Remove-IpcObject \"$($args[0])[2]\"", Name);
        Shell.Fails("IpcNotSupported", ErrorCategory.NotImplemented, "$locks | Remove-IpcObject");
        Assert.Equal(false, Shell.Get("$locks.IsRemoved"));
        Assert.Equal([true, true, true], Shell.Run("Remove-IpcObject $one, $locks, $queue; $locks.IsRemoved; "
            + "$one.IsRemoved; $queue.IsRemoved"));
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Enter-IpcLock $locks[0]");
        Shell.Run("$locks = New-IpcLock $args[0] -Count 5 -Persistent; Remove-IpcObject $args[0]", Name);
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Get-IpcLock $args[0]", Name);
    }

    [Fact]
    public void Get_IpcObject_says_which_are_held()
    {
        Shell.Run("$locks = New-IpcLock $args[0] -Count 500; $locks[3], $locks[400] | Enter-IpcLock", Name);
        Assert.Equal(
            [IpcKind.LockSet, 500L, "2 held", 3, 400],
            Shell.Run("$info = Get-IpcObject $args[0] -Kind LockSet; $info.Kind; $info.Count; $info.Details; "
                + "$info.HeldBy.LockIndex", Name));
    }

    [Fact]
    public void Workers_get_the_set_or_one_of_its_locks()
    {
        Assert.Equal([5, "True", true, 8], Shell.Run(
            """
            $locks = New-IpcLock -Count 5 -Recursive
            $total = New-IpcValue 0
            Start-IpcWorker { param($locks) $locks.Count } -ArgumentList $locks | Receive-IpcWorker -Wait
            $locks[3].Enter()
            Start-IpcWorker { "$(($using:locks)[3].IsHeld)" } | Receive-IpcWorker -Wait
            $locks[3].Exit()
            Start-IpcWorker { param($one) Use-IpcLock $one { $one.IsHeldByMe } } -ArgumentList $locks[2] | Receive-IpcWorker -Wait
            1..8 | Invoke-IpcParallel { Use-IpcLock ($using:locks)[$_ % 2] { $null = ($using:total).Add(1) } } -ThrottleLimit 2
            $total.Value
            """));
    }
}
