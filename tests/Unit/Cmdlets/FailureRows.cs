namespace Ipc.Tests.Cmdlets;

/// <summary>How each cmdlet is made to fail.</summary>
internal static class FailureRows
{
    private const string Check = "; if (-not $r) { throw 'the other one was not done' }";

    public static readonly FailureRow[] All =
    [
        Make("Queue", ""),
        Make("Pipe", ""),
        Make("Value", "1"),
        Make("Array", "int 3"),
        Make("Memory", "100"),
        Make("Lock", ""),
        Make("Semaphore", "1"),
        Make("Event", ""),
        Make("Barrier", "2"),
        Make("Condition", ""),
        Make("Countdown", "2"),
        Make("RateLimit", "10 1s"),
        Make("Dictionary", ""),
        Make("List", ""),
        Make("Set", ""),
        Get("Queue", ""),
        Get("Pipe", ""),
        Get("Value", "1"),
        Get("Array", "int 3"),
        Get("Memory", "100"),
        Get("Lock", ""),
        Get("Semaphore", "1"),
        Get("Event", ""),
        Get("Barrier", "2"),
        Get("Condition", ""),
        Get("Countdown", "2"),
        Get("RateLimit", "10 1s"),
        Get("Dictionary", ""),
        Get("List", "@(1)"),
        Get("Set", ""),
        On("Clear-IpcQueue", "Queue", "", "$no, $n | Clear-IpcQueue; $r = $o.Count -eq 0") with
        {
            Setup = "$o = New-IpcQueue $n; 1 | Send-IpcQueue $n",
        },
        On("Complete-IpcQueue", "Queue", "", "$r = $no, $n | Complete-IpcQueue -PassThru"),
        On("Close-IpcPipe", "Pipe", "", "$no, $n | Close-IpcPipe -End Left; $r = $o[0].IsClosed"),
        On("Exit-IpcLock", "Lock", "", "Enter-IpcLock $n; $no, $n | Exit-IpcLock; $r = -not $o.IsHeld"),
        On("Exit-IpcSemaphore", "Semaphore", "0", "$no, $n | Exit-IpcSemaphore; $r = $o.CurrentCount -eq 1"),
        On("Set-IpcEvent", "Event", "", "$r = $no, $n | Set-IpcEvent -PassThru"),
        On("Reset-IpcEvent", "Event", "", "$r = $no, $n | Reset-IpcEvent -PassThru"),
        On("Reset-IpcBarrier", "Barrier", "2", "$o.Abort(); $no, $n | Reset-IpcBarrier; $r = -not $o.IsBroken"),
        On("Stop-IpcBarrier", "Barrier", "2", "$no, $n | Stop-IpcBarrier; $r = $o.IsBroken"),
        On("Resume-IpcCondition", "Condition", "", "Enter-IpcLock $n; $no, $n | Resume-IpcCondition; $r = 1"),
        On("Step-IpcCountdown", "Countdown", "2", "$r = ($no, $n | Step-IpcCountdown -PassThru) -eq 1"),
        On("Add-IpcCountdown", "Countdown", "2", "$r = ($no, $n | Add-IpcCountdown -PassThru) -eq 3"),
        On("Reset-IpcCountdown", "Countdown", "2", "$null = $o.Step(); $no, $n | Reset-IpcCountdown; $r = $o.CurrentCount -eq 2"),
        On("Test-IpcPipe", "Pipe", "", "$r = ($no, $n | Test-IpcPipe -End Left) -is [bool]") with
        {
            Late = "Test-IpcPipe $n -Timeout 0.01",
            InTime = "$o[0].Send(1); Test-IpcPipe $n -Timeout 1",
        },
        new("Set-IpcValue", "Set-IpcValue $n word")
        {
            Setup = "$o = New-IpcValue 1 $n",
            OnlyPiped = "$no | Set-IpcValue -Value 2",
            Piped = $"$r = $no, $n | Set-IpcValue -Value 2 -PassThru{Check}",
        },
        new("Get-IpcObject", "Get-IpcObject $no")
        {
            Setup = "$o = New-IpcEvent $n",
            OnlyPiped = "$no | Get-IpcObject",
            Several = $"$r = Get-IpcObject $no, $n{Check}",
            Piped = $"$r = $no, $n | Get-IpcObject{Check}",
        },
        new("Remove-IpcObject", "Remove-IpcObject $no")
        {
            Setup = "$o = New-IpcEvent $n",
            OnlyPiped = "$no | Remove-IpcObject",
            Several = $"Remove-IpcObject $no, $n; $r = $o.IsRemoved{Check}",
            Piped = $"$no, $n | Remove-IpcObject; $r = $o.IsRemoved{Check}",
        },
        new("Close-IpcObject", "Close-IpcObject $no")
        {
            Setup = "$o = New-IpcEvent $n",
            OnlyPiped = "$no | Close-IpcObject",
            Several = $"Close-IpcObject $no, $n; $r = $o.IsClosed{Check}",
            Piped = $"$no, $n | Close-IpcObject; $r = $o.IsClosed{Check}",
        },
        new("Confirm-IpcQueue", "Confirm-IpcQueue $a")
        {
            Setup = "$o = New-IpcQueue; 1, 2 | Send-IpcQueue $o; $a, $b = Receive-IpcQueue $o -Lease -Count 2; $a.Abandon()",
            OnlyPiped = "$a | Confirm-IpcQueue",
            Several = $"$r = Confirm-IpcQueue $a, $b -PassThru{Check}",
            Piped = $"$r = $a, $b | Confirm-IpcQueue -PassThru{Check}",
        },
        new("Send-IpcQueue", "Send-IpcQueue $no 1")
        {
            Setup = "$o = New-IpcQueue; $completed = New-IpcQueue; Complete-IpcQueue $completed; $secret = [securestring]::new()",
            OnlyPiped = "$secret | Send-IpcQueue $o",
            Piped = $"$secret, 2 | Send-IpcQueue $o; $r = Receive-IpcQueue $o -NoWait{Check}",
            Late = "2, 3 | Send-IpcQueue $full -Timeout 0.01",
            InTime = "1 | Send-IpcQueue $o -Timeout 1",
            QuietLate = "2 | Send-IpcQueue $full -Timeout 0.01 -Quiet",
            QuietInTime = "2 | Send-IpcQueue $o -Quiet",
            Plain = "2 | Send-IpcQueue $o",
        },
        new("Send-IpcPipe", "Send-IpcPipe $no 1")
        {
            Setup = "$left, $right = New-IpcPipe -BufferSize 1; $secret = [securestring]::new()",
            OnlyPiped = "$secret | Send-IpcPipe $left",
            Piped = $"$secret, 2 | Send-IpcPipe $left; $r = Receive-IpcPipe $right -NoWait{Check}",
            Late = "1, 2, 3 | Send-IpcPipe $left -Timeout 0.01",
            InTime = "1 | Send-IpcPipe $right -Timeout 1; $null = Receive-IpcPipe $left",
            QuietLate = "1 | Send-IpcPipe $left; 1 | Send-IpcPipe $left -Timeout 0.01 -Quiet",
            QuietInTime = "2 | Send-IpcPipe $right -Quiet; $null = Receive-IpcPipe $left",
            Plain = "2 | Send-IpcPipe $right; $null = Receive-IpcPipe $left",
        },
        new("Connect-IpcPipe", "Connect-IpcPipe $no")
        {
            Setup = "$o = New-IpcPipe $n -Listen; function Accept-Soon { $null = [powershell]::Create().AddScript({ param($o) $o.Accept(60) })"
                + ".AddArgument($o).BeginInvoke() }",
            OnlyPiped = "$no | Connect-IpcPipe",
            Piped = "$no, $n | Connect-IpcPipe",
            Late = "Connect-IpcPipe $n -Timeout 0.01",
            InTime = "Accept-Soon; Connect-IpcPipe $n -Timeout 60",
            QuietLate = "Connect-IpcPipe $n -Timeout 0.01 -Quiet",
            QuietInTime = "Accept-Soon; Connect-IpcPipe $n -Quiet",
        },
        new("Receive-IpcQueue", "Receive-IpcQueue $no")
        {
            Setup = "$o = New-IpcQueue $n; 1, 2, 3, 4, 5 | Send-IpcQueue $n; $empty = New-IpcQueue",
            OnlyPiped = "$no | Receive-IpcQueue",
            Piped = "$no, $n | Receive-IpcQueue",
            Late = "Receive-IpcQueue $empty -Timeout 0.01",
            InTime = "Receive-IpcQueue $o -Timeout 1",
            QuietLate = "Receive-IpcQueue $empty -Timeout 0.01 -Quiet",
            QuietInTime = "Receive-IpcQueue $o -Quiet",
        },
        new("Receive-IpcPipe", "Receive-IpcPipe $no")
        {
            Setup = "$left, $right = New-IpcPipe $n; 1, 2, 3, 4, 5 | Send-IpcPipe $left",
            OnlyPiped = "$no | Receive-IpcPipe",
            Piped = "$no, $n | Receive-IpcPipe",
            Late = "Receive-IpcPipe $left -Timeout 0.01",
            InTime = "Receive-IpcPipe $right -Timeout 1",
            QuietLate = "Receive-IpcPipe $left -Timeout 0.01 -Quiet",
            QuietInTime = "Receive-IpcPipe $right -Quiet",
        },
        Wait("Enter-IpcLock", "$o = New-IpcLock $n -Recursive", "$held", "$n"),
        Wait("Enter-IpcSemaphore", "$o = New-IpcSemaphore 9 $n; $none = New-IpcSemaphore 0", "$none", "$n"),
        Wait("Wait-IpcEvent", "$o = New-IpcEvent $n -Set; $unset = New-IpcEvent", "$unset", "$n"),
        Wait("Wait-IpcBarrier", "$o = New-IpcBarrier 1 $n; $two = New-IpcBarrier 2", "$two", "$n"),
        Wait("Enter-IpcRateLimit", "$o = New-IpcRateLimit 9 1s $n; $none = New-IpcRateLimit 1 1d; $none.Enter()", "$none", "$n"),
        Wait("Wait-IpcCountdown", "$o = New-IpcCountdown 0 $n; $two = New-IpcCountdown 2", "$two", "$n"),
        Wait("Wait-IpcQueue", "$o = New-IpcQueue $n", "$full", "$n"),
        Wait(
            "Wait-IpcCondition",
            "$o = New-IpcCondition; Enter-IpcLock $o; $c = New-IpcCondition $n; Enter-IpcLock $c; "
                + "function Resume-Soon { $null = [powershell]::Create().AddScript({ param($c) while (-not $c.WaitingCount) { }; "
                + "$c.Enter(); $c.Notify(); $c.Exit() }).AddArgument($c).BeginInvoke() }",
            "$o",
            "$n") with
        {
            InTime = "Resume-Soon; Wait-IpcCondition $c -Timeout 60",
            QuietInTime = "Resume-Soon; Wait-IpcCondition $c -Quiet",
            Plain = "Resume-Soon; Wait-IpcCondition $c",
        },
        new("Use-IpcLock", "Use-IpcLock ../x { }") // A name that nothing has is a new lock.
        {
            Setup = "$o = New-IpcLock $n",
            OnlyPiped = "'../x' | Use-IpcLock -ScriptBlock { }",
            Piped = "'../x', $n | Use-IpcLock -ScriptBlock { }",
            Late = "Use-IpcLock $held { } -Timeout 0.01",
            InTime = "Use-IpcLock $o { } -Timeout 1",
            QuietLate = "Use-IpcLock $held { } -Timeout 0.01 -Quiet",
            QuietInTime = "Use-IpcLock $o { } -Quiet",
            Plain = "Use-IpcLock $o { }",
        },
        new("Use-IpcLeader", "Use-IpcLeader $n { Use-IpcLeader $n { } }")
        {
            Late = AtHeld("Use-IpcLeader", "Use-IpcLeader $held2 { } -Timeout 0.01"),
            InTime = "Use-IpcLeader $n { } -Timeout 1",
            QuietLate = AtHeld("Use-IpcLeader", "Use-IpcLeader $held2 { } -Timeout 0.01 -Quiet"),
            QuietInTime = "Use-IpcLeader $n { } -Quiet",
            Plain = "Use-IpcLeader $n { }",
        },
        new("Use-IpcRateLimit", "Use-IpcRateLimit $no { }")
        {
            Setup = "$o = New-IpcRateLimit 9 1s $n; $none = New-IpcRateLimit 1 1d; $none.Enter()",
            OnlyPiped = "$no | Use-IpcRateLimit -ScriptBlock { }",
            Piped = "$no, $n | Use-IpcRateLimit -ScriptBlock { }",
            Late = "Use-IpcRateLimit $none { } -Timeout 0.01",
            InTime = "Use-IpcRateLimit $o { } -Timeout 1",
            QuietLate = "Use-IpcRateLimit $none { } -Timeout 0.01 -Quiet",
            QuietInTime = "Use-IpcRateLimit $o { } -Quiet",
            Plain = "Use-IpcRateLimit $o { }",
        },
        new("Use-IpcOnce", "Use-IpcOnce $n { Use-IpcOnce $n { } }")
        {
            Late = AtHeld("Use-IpcOnce", "Use-IpcOnce $held2 { } -Timeout 0.01"),
            InTime = "Use-IpcOnce $n { } -Timeout 1",
            QuietLate = AtHeld("Use-IpcOnce", "Use-IpcOnce $held2 { } -Timeout 0.01 -Quiet"),
            QuietInTime = "Use-IpcOnce $n { } -Quiet",
            Plain = "Use-IpcOnce $n { }",
        },
        new("Use-IpcSemaphore", "Use-IpcSemaphore $no { }")
        {
            Setup = "$o = New-IpcSemaphore 9 $n; $none = New-IpcSemaphore 0",
            OnlyPiped = "$no | Use-IpcSemaphore -ScriptBlock { }",
            Piped = "$no, $n | Use-IpcSemaphore -ScriptBlock { }",
            Late = "Use-IpcSemaphore $none { } -Timeout 0.01",
            InTime = "Use-IpcSemaphore $o { } -Timeout 1",
            QuietLate = "Use-IpcSemaphore $none { } -Timeout 0.01 -Quiet",
            QuietInTime = "Use-IpcSemaphore $o { } -Quiet",
            Plain = "Use-IpcSemaphore $o { }",
        },
        new("Update-IpcValue", "Update-IpcValue $n { 'word' }")
        {
            Setup = "$o = New-IpcValue 1 $n",
            OnlyPiped = "$no | Update-IpcValue -ScriptBlock { 2 }",
            Piped = "$no, $n | Update-IpcValue -ScriptBlock { 2 }",
            Late = "Update-IpcValue $heldValue { 2 } -Timeout 0.01",
            InTime = "Update-IpcValue $o { 2 } -Timeout 1",
            QuietLate = "Update-IpcValue $heldValue { 2 } -Timeout 0.01 -Quiet",
            QuietInTime = "Update-IpcValue $o { 2 } -Quiet",
            Plain = "Update-IpcValue $o { 2 }",
        },
        new("Wait-IpcAny", "Wait-IpcAny $no")
        {
            Setup = "$o = New-IpcEvent $n; $now = New-IpcEvent -Set",
            Several = "Wait-IpcAny $no, $n",
            OnlyPiped = "$no | Wait-IpcAny",
            Piped = "$no, $n | Wait-IpcAny",
            Late = "Wait-IpcAny $o -Timeout 0.01",
            InTime = "Wait-IpcAny $now -Timeout 60",
            QuietLate = "Wait-IpcAny $o -Timeout 0.01 -Quiet",
            QuietInTime = "Wait-IpcAny $now -Quiet",
        },
        new("Update-IpcDictionary", "Update-IpcDictionary $n a { }")
        {
            Setup = "$o = New-IpcDictionary $n",
            OnlyPiped = "$no | Update-IpcDictionary -Key a -ScriptBlock { 2 }",
            Piped = $"$no, $n | Update-IpcDictionary -Key a -ScriptBlock {{ 2 }}; $r = $o.a -eq 2{Check}",
        },
        new("New-IpcPool", "New-IpcPool 1 -Function NoSuchFunction"),
        new("Get-IpcPool", "Get-IpcPool $no")
        {
            OnlyPiped = "$no | Get-IpcPool",
            Several = "Get-IpcPool $no, $no2",
            Piped = "$no, $no2 | Get-IpcPool",
        },
        new("Remove-IpcPool", "Remove-IpcPool $no")
        {
            Several = "Remove-IpcPool $no, $no2",
            OnlyPiped = "$no | Remove-IpcPool",
            Piped = "$no, $no2 | Remove-IpcPool",
        },
        new("Set-IpcPool", "Set-IpcPool $no -Size 1")
        {
            Several = "Set-IpcPool $no, $no2 -Size 1",
            OnlyPiped = "$no | Set-IpcPool -Size 1",
            Piped = "$no, $no2 | Set-IpcPool -Size 1",
        },
        new("Invoke-IpcParallel", "1 | Invoke-IpcParallel { 1 } -Pool $no")
        {
            Piped = "[securestring]::new(), 2 | Invoke-IpcParallel { $_ } -ThrottleLimit 1",
            Late = "1 | Invoke-IpcParallel { [Threading.Thread]::Sleep(-1) } -ThrottleLimit 1 -Timeout 0.01",
            InTime = "1 | Invoke-IpcParallel { } -ThrottleLimit 1 -Timeout 100",
        },
        new("Add-IpcItem", "Add-IpcItem 1")
        {
            OnlyPiped = "1 | Add-IpcItem",
            Piped = "1, 2 | Add-IpcItem",
        },
        new("Start-IpcWorker", "Start-IpcWorker -FilePath /no/such/file.ps1"),
        OnWorkers("Get-IpcWorker", "Get-IpcWorker -Id -1, 0"),
        OnWorkers("Receive-IpcWorker", "Receive-IpcWorker -Name $no, $no2") with
        {
            Setup = Sleeping,
            Late = "$w | Receive-IpcWorker -Timeout 0.01",
            InTime = "$w | Stop-IpcWorker -Force; $w | Receive-IpcWorker -Timeout 60",
        },
        OnWorkers("Stop-IpcWorker", "Stop-IpcWorker -Name $no, $no2"),
        OnWorkers("Remove-IpcWorker", "Remove-IpcWorker -Name $no, $no2") with
        {
            Setup = Sleeping,
            OnlyPiped = "$w | Remove-IpcWorker",
            Piped = "$w, $w | Remove-IpcWorker",
        },
        OnWorkers("Wait-IpcWorker", "Wait-IpcWorker -Name $no, $no2") with
        {
            Setup = Sleeping,
            Late = "$w, $w | Wait-IpcWorker -Timeout 0.01",
            QuietLate = "$w | Wait-IpcWorker -Timeout 0.01 -Quiet",
            InTime = "$w | Stop-IpcWorker -Force; $w | Wait-IpcWorker -Timeout 60",
            QuietInTime = "$w | Stop-IpcWorker -Force; $w | Wait-IpcWorker -Quiet",
        },
    ];

    private const string Sleeping = "$w = Start-IpcWorker { [Threading.Thread]::Sleep(-1) }";

    // $held2 is a name that another runspace of the process is at, as long as the call takes.
    private static string AtHeld(string cmdlet, string call) =>
        "$held2, $begun, $ends, $p = \"$n-held\", (New-IpcEvent), (New-IpcEvent), [powershell]::Create(); $held = $p"
            + $".AddScript({{ param($m, $name, $begun, $ends) Import-Module $m; {cmdlet} $name {{ $begun.Set(); $ends.TryWait(30) }} }})"
            + ".AddArgument((Get-Module Ipc).Path).AddArgument($held2).AddArgument($begun).AddArgument($ends).BeginInvoke(); "
            + $"$begun.Wait(60); try {{ {call} }} finally {{ $ends.Set(); $null = $p.EndInvoke($held); $p.Dispose() }}";

    private static FailureRow Make(string kind, string parameters) =>
        new($"New-Ipc{kind}", $"New-Ipc{kind} {parameters} -Name $n") { Setup = $"$o = New-Ipc{kind} {parameters} -Name $n" };

    private static FailureRow Get(string kind, string parameters) => new($"Get-Ipc{kind}", $"Get-Ipc{kind} $no")
    {
        Setup = $"$o = New-Ipc{kind} {parameters} -Name $n",
        OnlyPiped = $"$no | Get-Ipc{kind}",
        Several = $"$r = Get-Ipc{kind} $no, $n{Check}",
        Piped = $"$r = $no, $n | Get-Ipc{kind}{Check}",
    };

    private static FailureRow On(string cmdlet, string kind, string parameters, string piped) => new(cmdlet, $"{cmdlet} $no")
    {
        Setup = $"$o = New-Ipc{kind} {parameters} -Name $n",
        OnlyPiped = $"$no | {cmdlet}",
        Piped = piped + Check,
    };

    private static FailureRow Wait(string cmdlet, string setup, string never, string now) => new(cmdlet, $"{cmdlet} $no")
    {
        Setup = setup,
        OnlyPiped = $"$no | {cmdlet}",
        Piped = $"$no, {now} | {cmdlet}",
        Late = $"{cmdlet} {never} -Timeout 0.01",
        InTime = $"{cmdlet} {now} -Timeout 60",
        QuietLate = $"{cmdlet} {never} -Timeout 0.01 -Quiet",
        QuietInTime = $"{cmdlet} {now} -Quiet",
        Plain = $"{cmdlet} {now}",
    };

    private static FailureRow OnWorkers(string cmdlet, string several) => new(cmdlet, $"{cmdlet} -Name $no") { Several = several };
}
