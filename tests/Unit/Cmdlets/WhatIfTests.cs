using System.Management.Automation;
using System.Reflection;
using Ipc.Commands;

namespace Ipc.Tests.Cmdlets;

/// <summary>With -WhatIf every cmdlet that changes what others see says what it would do, and changes nothing.</summary>
public sealed class WhatIfTests : ShellTests
{
    // What is made, the call without -WhatIf, and what must be the same after it; without -WhatIf it must not be.
    private static readonly (string Setup, string Call, string Looked)[] s_calls =
    [
        ("$q = New-IpcQueue; 1 | Send-IpcQueue $q", "Clear-IpcQueue $q", "$q.Count"),
        ("$q = New-IpcQueue", "Complete-IpcQueue $q", "$q.IsCompleted"),
        ("$q = New-IpcQueue", "1, 2 | Send-IpcQueue $q", "$q.Count"),
        ("$q = New-IpcQueue", "1, 2 | Send-IpcQueue $q -BatchSize 2 -Quiet", "$q.Count"),
        ("$q = New-IpcQueue; 1 | Send-IpcQueue $q; $l = Receive-IpcQueue $q -Lease", "$l | Confirm-IpcQueue", "$q.LeasedCount"),
        ("$l, $r = New-IpcPipe", "1 | Send-IpcPipe $r", "$l.Count"),
        ("$l, $r = New-IpcPipe", "Close-IpcPipe $l", "$l.IsClosed"),
        ("$e = New-IpcEvent", "Set-IpcEvent $e", "$e.IsSet"),
        ("$e = New-IpcEvent -Set", "Reset-IpcEvent $e", "$e.IsSet"),
        ("$b = New-IpcBarrier 2", "Stop-IpcBarrier $b", "$b.IsBroken"),
        ("$b = New-IpcBarrier 2; $b.Abort()", "Reset-IpcBarrier $b", "$b.IsBroken"),
        ("$v = New-IpcValue 1", "Set-IpcValue $v 2", "$v.Value"),
        ("$v = New-IpcValue 1", "Update-IpcValue $v { $_ + 1 }", "$v.Value"),
        ("$d = New-IpcDictionary", "Update-IpcDictionary $d key { 1 }", "$d.Count"),
        ("$c = New-IpcCountdown 2", "Step-IpcCountdown $c", "$c.CurrentCount"),
        ("$c = New-IpcCountdown 2", "Add-IpcCountdown $c", "$c.CurrentCount"),
        ("$c = New-IpcCountdown 2; $c.Step()", "Reset-IpcCountdown $c", "$c.CurrentCount"),
        ("$o = New-IpcLock", "Close-IpcObject $o", "$o.IsClosed"),
        ("$o = New-IpcLock what-if", "Close-IpcObject what-if", "$o.IsClosed"),
        ("$o = New-IpcLock", "Remove-IpcObject $o", "$o.IsRemoved"),
    ];

    // Of workers, pools and who waits: see below, and Pool.Tests.ps1.
    private static readonly string[] s_others = ["Resume-IpcCondition", "Stop-IpcWorker", "Remove-IpcWorker", "Set-IpcPool", "Remove-IpcPool"];

    public static TheoryData<string, string, string> Calls
    {
        get
        {
            TheoryData<string, string, string> rows = [];
            Array.ForEach(s_calls, row => rows.Add(row.Setup, row.Call, row.Looked));
            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public void Nothing_is_changed(string setup, string call, string looked)
    {
        Shell.Run(setup);
        string before = Shell.Get(looked)!.ToString()!;
        IReadOnlyList<object?> said = Shell.Run($"{call} -WhatIf");
        Assert.Empty(said);
        Assert.Equal(before, Shell.Get(looked)!.ToString());
        Shell.Run($"$null = {call}");
        Assert.NotEqual(before, Shell.Get(looked)!.ToString());
    }

    [Theory]
    [InlineData("& { $WhatIfPreference = $true; Set-IpcEvent $e }", false)]
    [InlineData("& { [CmdletBinding(SupportsShouldProcess)] param() Set-IpcEvent $e } -WhatIf", false)]
    [InlineData("$PSDefaultParameterValues = @{ 'Set-IpcEvent:WhatIf' = $true }; Set-IpcEvent $e; $PSDefaultParameterValues.Clear()", false)]
    [InlineData("& { $ConfirmPreference = 'Low'; try { Set-IpcEvent $e } catch { } }", false)] // There is nobody to ask.
    [InlineData("try { Set-IpcEvent $e -Confirm } catch { }", false)]
    [InlineData("& { $ConfirmPreference = 'None'; Set-IpcEvent $e }", true)]
    [InlineData("& { $WhatIfPreference = $true; Set-IpcEvent $e -WhatIf:$false }", true)]
    public void Preferences_hold(string script, bool isSet) =>
        Assert.Equal([isSet], Shell.Run($"$e = New-IpcEvent; {script}; $e.IsSet"));

    [Fact]
    public void It_says_what_it_does_when_asked() => Assert.Equal(
        ["Performing the operation \"Set\" on target \"anonymous event\"."],
        Shell.Run("$e = New-IpcEvent; Set-IpcEvent $e -Verbose 4>&1").Select(static said => $"{said}"));

    [Fact]
    public void Every_cmdlet_that_has_it_is_tried()
    {
        IEnumerable<string> all = typeof(IpcCommand).Assembly.GetTypes().Select(static type => type.GetCustomAttribute<CmdletAttribute>())
            .Where(static cmdlet => cmdlet is { SupportsShouldProcess: true, VerbName: not "New" })
            .Select(static cmdlet => $"{cmdlet!.VerbName}-{cmdlet.NounName}");
        string text = string.Join('\n', s_calls.Select(static row => row.Call));
        Assert.All(all.Except(s_others), cmdlet => Assert.Contains(cmdlet, text, StringComparison.Ordinal));
    }

    [Fact]
    public void Resume_IpcCondition_wakes_nobody() => Assert.Equal([false], Shell.Run("""
        $c = New-IpcCondition
        Use-IpcLock $c { Resume-IpcCondition $c -WhatIf; Wait-IpcCondition $c -Timeout 0.02 -Quiet }
        """));
}
