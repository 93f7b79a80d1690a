# The thirteen accidents: what the survivor sees, and how many milliseconds after the kill it has gone on. Run it with pwsh. It fails
# where somebody sees something else.
. $PSScriptRoot/../../tools/Pwsh.ps1
Import-Module $PSScriptRoot/../../Ipc.psd1
$ErrorActionPreference = 'Stop'
$patience = 10
$results = [Collections.Generic.List[object]]::new()

# Runs the script in a worker up to where it says that it is ready; waits until it sleeps where it is to die.
function Start-Victim([scriptblock] $script, [object[]] $arguments) {
    $ready = New-IpcEvent
    $worker = Start-IpcWorker $script -ArgumentList (@($ready) + $arguments)
    $null = Wait-IpcEvent $ready -Timeout 60
    Start-Sleep -Milliseconds 300
    [Diagnostics.Process]::GetProcessById($worker.ProcessId)
}

# Whether a process runs no more. One that its new parent has not collected yet has ended all the same.
function Test-Ended([int] $id) {
    if (-not (Get-Process -Id $id -ErrorAction Ignore)) { return $true }
    try { $IsLinux -and [IO.File]::ReadAllText("/proc/$id/stat") -match '\) Z' } catch [IO.IOException] { $true }
}

# Kills the victim, which must be there until then, and has the survivor say what it sees.
function Measure-Accident([string] $case, [Diagnostics.Process] $victim, [string] $expected, [scriptblock] $survivor) {
    if ($victim -and $victim.HasExited) { throw "${case}: the victim was not there any more." }
    $clock = [Diagnostics.Stopwatch]::StartNew()
    if ($victim) { $victim.Kill() }
    $seen = try { & $survivor 3>$null } catch { "$_" }
    $results.Add([pscustomobject]@{
            Case = $case; Ours = "$seen"; Milliseconds = [Math]::Round($clock.Elapsed.TotalMilliseconds, 1)
            IsRight = "$seen" -match "^$expected$"
        })
}

$never = { [Threading.Thread]::Sleep(-1) }.ToString()
foreach ($recursive in $false, $true) {
    $lock = New-IpcLock -Recursive:$recursive
    $victim = Start-Victim ([scriptblock]::Create("param(`$ready, `$lock) `$lock.Enter(); Set-IpcEvent `$ready; $never")) $lock
    Measure-Accident "holder of a $(if ($recursive) { 'recursive ' })lock killed" $victim 'entered, abandoned: True' {
        $null = Enter-IpcLock $lock -Timeout $patience; "entered, abandoned: $($lock.WasAbandoned)"
    }
}

$semaphore = New-IpcSemaphore 1
$victim = Start-Victim ([scriptblock]::Create("param(`$ready, `$semaphore) `$semaphore.Enter(); Set-IpcEvent `$ready; $never")) $semaphore
Measure-Accident 'holder of a permit killed' $victim 'entered: True' { "entered: $(Enter-IpcSemaphore $semaphore -Timeout $patience -Quiet)" }

$queue = New-IpcQueue
$victim = Start-Victim { param($ready, $queue) Set-IpcEvent $ready; $queue.Receive() } $queue
Measure-Accident 'reader killed while it waits on a queue' $victim 'received: 1' {
    Send-IpcQueue $queue 1; "received: $(Receive-IpcQueue $queue -Timeout $patience)"
}

$queue = New-IpcQueue -Capacity 1
$victim = Start-Victim { param($ready, $queue) $bytes = [byte[]]::new(8MB); Set-IpcEvent $ready; while ($true) { $queue.Send($bytes) } } $queue
Measure-Accident 'writer killed in the middle of an 8 MiB send' $victim 'whole messages: \d, then: after' {
    $whole = 0
    while ($queue.Count) { $whole += $queue.Receive().Length -eq 8MB }
    Send-IpcQueue $queue 'after' -Timeout $patience
    "whole messages: $whole, then: $(Receive-IpcQueue $queue -Timeout $patience)"
}

$event = New-IpcEvent
$victim = Start-Victim { param($ready, $event) Set-IpcEvent $ready; $event.Wait() } $event
Measure-Accident 'waiter of an event killed' $victim 'set: True' { Set-IpcEvent $event; "set: $(Wait-IpcEvent $event -Timeout $patience -Quiet)" }

$condition = New-IpcCondition
$victim = Start-Victim { param($ready, $condition) $condition.Enter(); Set-IpcEvent $ready; $condition.Wait() } $condition
Measure-Accident 'waiter of a condition killed' $victim 'resumed' { Use-IpcLock $condition { Resume-IpcCondition $condition -All; 'resumed' } }

$barrier = New-IpcBarrier 3 # One more than can come, so that nobody passes while the victim is still dying.
$victim = Start-Victim { param($ready, $barrier) Set-IpcEvent $ready; $barrier.Wait() } $barrier
Measure-Accident 'party of a barrier killed' $victim 'IpcBarrierBroken, broken after reset: False' {
    $problem = try { Wait-IpcBarrier $barrier -Timeout $patience } catch { $_ }
    Reset-IpcBarrier $barrier
    "$($problem.FullyQualifiedErrorId.Split(',')[0]), broken after reset: $($barrier.IsBroken)"
}

$ready = New-IpcEvent
$go = New-IpcEvent
$worker = Start-IpcWorker { param($ready, $go) Set-IpcEvent $ready; $go.Wait(); exit 3 } -Name task -ArgumentList $ready, $go
$null = Wait-IpcEvent $ready -Timeout 60
Measure-Accident 'worker calls exit in its task' $null 'Failed, exit code 3' {
    Set-IpcEvent $go; $null = Wait-IpcWorker $worker -Timeout $patience; "$($worker.State), exit code $($worker.ExitCode)"
}

$ready = New-IpcEvent
$worker = Start-IpcWorker { param($ready) Set-IpcEvent $ready; [Threading.Thread]::Sleep(-1) } -Name task -ArgumentList $ready
$null = Wait-IpcEvent $ready -Timeout 60
Measure-Accident 'worker dies in its task' ([Diagnostics.Process]::GetProcessById($worker.ProcessId)) 'Failed, SIGKILL' {
    $null = Wait-IpcWorker $worker -Timeout $patience; "$($worker.State), $($worker.Signal)"
}
Measure-Accident 'the next task after it (started anew)' $null 'ran' { Start-IpcWorker { 'ran' } | Receive-IpcWorker -Wait }

$queue = New-IpcQueue "accident-$PID"
$worker = Start-IpcWorker { param($name) $opened = Get-IpcQueue $name; $opened.Close(); "closed $($opened.IsClosed)" } -ArgumentList $queue.Name
$closed = $worker | Receive-IpcWorker -Wait
Measure-Accident 'unrelated process opens, closes, exits' $null 'closed True, still there: True' {
    "$closed, still there: $([bool](Get-IpcObject $queue.Name))"
}

$script = @"
Import-Module '$PSScriptRoot/../../Ipc.psd1'
`$null = Start-IpcWorker -Count 2 { Send-IpcQueue '$($queue.Name)' `$PID; [Threading.Thread]::Sleep(-1) }
[Threading.Thread]::Sleep(-1)
"@
$parent = Start-Pwsh $script
$workers = 1..2 | ForEach-Object { Receive-IpcQueue $queue -Timeout 60 }
$before = @($workers | Where-Object { -not (Test-Ended $_) }).Count
Measure-Accident 'the parent killed' $parent 'workers before: 2, left: 0' {
    $limit = [Diagnostics.Stopwatch]::StartNew()
    while (($left = @($workers | Where-Object { -not (Test-Ended $_) })) -and $limit.Elapsed.TotalSeconds -lt $patience) {
        [Threading.Thread]::Sleep(1)
    }
    "workers before: $before, left: $($left.Count)"
}

Remove-IpcObject $queue
Get-IpcWorker | Remove-IpcWorker -Force
$results | Format-Table -AutoSize | Out-String -Width 200
$wrong = @($results | Where-Object { -not $_.IsRight })
if ($wrong) { throw "Not as it should be: $($wrong.Case -join '; ')." }
