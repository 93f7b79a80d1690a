using System.Management.Automation;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Cmdlets;

/// <summary>
/// Whoever is thrown out holds nothing: what a call has acquired is given back when it fails after that.
/// </summary>
public sealed class ThrownOutTests : ShellTests
{
    // Each is left by what stands behind it as free as it was before.
    private const string Fails = " | ForEach-Object { throw 'later' }";

    [Theory]
    [InlineData("New-IpcLock", "Enter-IpcLock $x -WarningAction Stop")]
    [InlineData("New-IpcLock", "$x | Enter-IpcLock -Timeout 0 -WarningAction Stop")]
    [InlineData("New-IpcLock", "Enter-IpcLock $x -Quiet -WarningAction Stop")]
    [InlineData("New-IpcLock", "$WarningPreference = 'Stop'; Enter-IpcLock $x")]
    [InlineData("New-IpcLock", "Use-IpcLock $x { 'never' } -WarningAction Stop")]
    [InlineData("New-IpcLock -Recursive", "Enter-IpcLock $x -WarningAction Stop")]
    [InlineData("New-IpcCondition", "Enter-IpcLock $x -WarningAction Stop")]
    [InlineData("New-IpcArray int 3", "Enter-IpcLock $x -WarningAction Stop")]
    [InlineData("New-IpcValue 1", "Enter-IpcLock $x -WarningAction Stop")]
    [InlineData("New-IpcValue 1", "Use-IpcLock $x { 'never' } -WarningAction Stop")]
    [InlineData("New-IpcValue 1", "Update-IpcValue $x { 'never' } -WarningAction Stop")]
    public void By_the_warning_that_the_holder_died(string make, string script)
    {
        Shell.Run($"$global:x = {make} -Name $args[0]", Name);
        using IpcObject live = IpcObject.Open(new IpcReference((IpcKind)Shell.Get("$x.Kind")!, Name, 0, 0));
        Abandon(live);
        ShellResult result = Shell.Try($"try {{ {script}; 'got' }} catch {{ 'thrown out' }}; $x.IsHeld");
        Assert.Equal(["thrown out", false], result.Output);
    }

    [Fact]
    public void By_that_warning_of_one_lock_of_a_set()
    {
        Shell.Run("$global:x = New-IpcLock $args[0] -Count 3", Name);
        using IpcLock live = IpcLock.Open($"{Name}[1]");
        Abandon(live);
        Assert.Equal(
            ["thrown out", false],
            Shell.Try("try { Enter-IpcLock $x[1] -WarningAction Stop; 'got' } catch { 'thrown out' }; $x[1].IsHeld").Output);
    }

    [Theory]
    [InlineData("Enter-IpcLock $a -Timeout 0" + Fails)]
    [InlineData("Enter-IpcLock $a -Quiet" + Fails)]
    [InlineData("$a, $b | Enter-IpcLock -Timeout 0" + Fails)]
    [InlineData("$a, $b | Enter-IpcLock -Timeout 0 | ForEach-Object { if ($n++) { throw 'later' } }")]
    [InlineData("Enter-IpcLock $a -Timeout 0 | ForEach-Object { Exit-IpcLock $a; throw 'later' }")]
    [InlineData("$a, $held | Enter-IpcLock -Timeout 0")]
    [InlineData("$a, $held, $b | Enter-IpcLock -Timeout 0.01")]
    [InlineData("$a, 'no such lock', $b | Enter-IpcLock")]
    [InlineData("$a, $null | Enter-IpcLock")]
    [InlineData("$a, $a | Enter-IpcLock")]
    [InlineData("$a, $held | Enter-IpcLock -Timeout 0 -ErrorAction Stop")]
    [InlineData("& { $a; throw 'before' } | Enter-IpcLock")]
    [InlineData("$s, $none | Enter-IpcSemaphore -Timeout 0")]
    [InlineData("Enter-IpcSemaphore $s -Timeout 0" + Fails)]
    [InlineData("Enter-IpcSemaphore $s -Timeout 0 | ForEach-Object { Exit-IpcSemaphore $s; throw 'later' }")]
    [InlineData("& { $s; $s; throw 'before' } | Enter-IpcSemaphore")]
    public void By_another_failure_of_the_pipeline(string script)
    {
        ShellResult result = Shell.Try($$"""
            $a, $b, $held = (New-IpcLock), (New-IpcLock), (New-IpcLock)
            $null = $held.TryEnter([timespan]::Zero, 77, [Threading.CancellationToken]::None)
            $s, $none = (New-IpcSemaphore 5), (New-IpcSemaphore 0)
            $r = New-IpcLock -Recursive
            $n = 0
            try { $null = . { {{script}} }; 'got' } catch { 'thrown out' }
            $a.IsHeld; $b.IsHeld; $s.CurrentCount
            """);
        Assert.Equal(["thrown out", false, false, 5], result.Output);
        Assert.Empty(result.Errors);
    }

    [Fact]
    public void What_was_held_before_stays_held() => Assert.Equal(["thrown out", true, false], Shell.Run("""
        $r = New-IpcLock -Recursive
        Enter-IpcLock $r
        try {
            Enter-IpcLock $r -Timeout 0 | ForEach-Object { try { throw 'later' } finally { Exit-IpcLock $r } }
        }
        catch { 'thrown out' }
        $r.IsHeldByMe
        Exit-IpcLock $r
        $r.IsHeld
        """));

    [Theory]
    [InlineData("Enter-IpcLock $a -Timeout 0 | Select-Object -First 1")]
    [InlineData("$a, $b | Enter-IpcLock -Timeout 0 | Select-Object -First 1")]
    [InlineData("foreach ($once in 1) { Enter-IpcLock $a -Timeout 0 | ForEach-Object { $_; break } }")]
    [InlineData("$a, $held | Enter-IpcLock -Timeout 0 -ErrorAction Ignore")]
    [InlineData("($a, $held | Enter-IpcLock -Timeout 0 -Quiet)[0]")]
    public void Who_was_answered_has_what_it_asked_for(string script) => Assert.Equal(
        [true, true, false],
        Shell.Run($$"""
            $a, $b, $held = (New-IpcLock), (New-IpcLock), (New-IpcLock)
            $null = $held.TryEnter([timespan]::Zero, 77, [Threading.CancellationToken]::None)
            {{script}}
            $a.IsHeldByMe; $b.IsHeld
            """));

    [Fact]
    public void By_a_stop_while_it_waits_for_the_second()
    {
        using IpcLock held = IpcLock.Create();
        using IpcLock first = IpcLock.Create();
        held.TryEnter(TimeSpan.Zero, 77);
        using RunningScript running = Shell.Begin("$args | Enter-IpcLock", first, held);
        Words.AwaitSleeper(Words.Of(held));
        Assert.True(first.IsHeld);
        running.Stop();
        Assert.False(first.IsHeld);
    }

    [Theory]
    [InlineData("try { Receive-IpcQueue $q -Lease | ForEach-Object { throw 'later' } } catch { 'thrown out' }", "thrown out", 2)]
    [InlineData("try { Receive-IpcQueue $q -Lease -Wait | ForEach-Object { throw 'later' } } catch { 'thrown out' }", "thrown out", 2)]
    [InlineData("$l = Receive-IpcQueue $q -Lease -Count 2 | Select-Object -First 1; $l.Value", "1", 1)]
    public void A_lease_comes_back_from_who_fails(string script, string said, int waiting) => Assert.Equal(
        [said, waiting],
        Shell.Run($"$q = New-IpcQueue; '1', '2' | Send-IpcQueue $q; {script}; $q.Count"));

    private static void Abandon(IpcObject live)
    {
        using PeerProcess peer = PeerProcess.Opening(live);
        Assert.Equal("Entered", peer.Ask("enter 0"));
        peer.Kill();
    }
}
