using System.Management.Automation;

namespace Ipc.Tests.Cmdlets;

/// <summary>Two handles to a named object are two: what one of them does to itself the other does not notice.</summary>
public sealed class HandleTests : ShellTests
{
    public static TheoryData<string, string> Kinds => new()
    {
        { "New-IpcQueue", "Get-IpcQueue" },
        { "New-IpcQueue -Broadcast", "Get-IpcQueue" },
        { "New-IpcPipe", "Get-IpcPipe -End Left" },
        { "New-IpcValue 7", "Get-IpcValue" },
        { "New-IpcArray byte 512", "Get-IpcArray" },
        { "New-IpcMemory 64", "Get-IpcMemory" },
        { "New-IpcLock", "Get-IpcLock" },
        { "New-IpcLock -Count 3", "Get-IpcLock" },
        { "New-IpcLock -ReaderWriter", "Get-IpcLock" },
        { "New-IpcSemaphore 2", "Get-IpcSemaphore" },
        { "New-IpcEvent", "Get-IpcEvent" },
        { "New-IpcBarrier 2", "Get-IpcBarrier" },
        { "New-IpcCondition", "Get-IpcCondition" },
        { "New-IpcCountdown 2", "Get-IpcCountdown" },
        { "New-IpcRateLimit 2 1s", "Get-IpcRateLimit" },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Closing_one_handle_closes_no_other_and_the_last_one_lets_go(string make, string get)
    {
        Assert.Equal(["True False", "True True", "again"], Shell.Run($$"""
            $made = @({{make}} -Name $args[0])
            $first = {{get}} $args[0]
            $second = {{get}} $args[0]
            $first.Close()
            "$($first.IsClosed) $($second.IsClosed -or $made[0].IsClosed)"
            $made | ForEach-Object { $_.Close() }
            "$($made[0].IsClosed) $(@(Get-IpcObject $args[0]).Count -eq 1)"
            $null = {{get}} $args[0]
            'again'
            """, Name));
        Shell.Run($"$third = {get} $args[0]; $null = {make} -Name $args[0] -Force; $third.Close()", Name);
        Assert.Single(Shell.Run("Get-IpcObject $args[0]", Name)); // What was made is not closed, though nobody kept it.
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void With_the_last_handle_the_name_is_free(string make, string get)
    {
        Shell.Run($$"""
            $made = @({{make}} -Name $args[0])
            $first = {{get}} $args[0]
            $made | ForEach-Object { $_.Close() }
            $first.Close()
            """, Name);
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, $"{get} $args[0]", Name);
    }

    [Fact]
    public void The_data_of_an_array_outlives_the_handle_that_was_got() => Assert.Equal(
        [(byte)9],
        Shell.Run("$a = New-IpcArray byte 512 -Name $args[0]; $a[5] = 9; $b = Get-IpcArray $args[0]; $b.Close(); $a[5]", Name));

    [Fact]
    public void A_lock_stays_entered_though_its_handle_was_thrown_away()
    {
        Shell.Run("$kept = New-IpcLock $args[0]; Enter-IpcLock (Get-IpcLock $args[0]); $global:made = $kept", Name);
        Collect();
        Assert.Equal([true], Shell.Run("$made.IsHeld"));
        Shell.Run("Exit-IpcLock $args[0]", Name);
    }

    [Fact]
    public void What_is_used_by_its_name_is_let_go_of_with_the_last_handle()
    {
        Shell.Run("$q = New-IpcQueue $args[0]; 1 | Send-IpcQueue $args[0]; $q.Close()", Name);
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Receive-IpcQueue $args[0]", Name);
    }

    [Fact]
    public void A_handle_that_was_thrown_away_keeps_the_name_no_longer_than_it_is_there()
    {
        Shell.Run("$global:kept = New-IpcQueue $args[0]", Name);
        ThrowOneAway();
        Shell.Run("$kept.Close()");
        Assert.True(SpinWait.SpinUntil(IsGone, TimeSpan.FromMinutes(1)));
        Shell.Fails("IpcNotFound", ErrorCategory.ObjectNotFound, "Get-IpcQueue $args[0]", Name);
    }

    [Fact]
    public void Close_by_name_closes_all_handles_to_that_end_and_none_to_the_other()
    {
        Assert.Equal(["True True True", "False False"], Shell.Run("""
            $left, $right = New-IpcPipe $args[0]
            $more = Get-IpcPipe $args[0]
            Close-IpcPipe $args[0]
            "$($right.IsClosed) $($more.IsClosed) $(-not $left.IsFarEndOpen)"
            "$($left.IsClosed) $(Test-IpcPipe $left -Timeout 100)"
            """, Name));
    }

    // In a frame of its own, so that nothing on the stack keeps it.
    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private void ThrowOneAway() => Commands.NamedObjects.Give(IpcKind.Queue, Name);

    // Closing goes on behind the finalizer, on the thread pool.
    private bool IsGone()
    {
        Collect();
        return IpcObjectInfo.List().All(info => info.Name != Name);
    }

    private static void Collect()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
