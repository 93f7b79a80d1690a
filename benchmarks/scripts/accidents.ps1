# The thirteen accidents: what the survivor sees, and how many milliseconds after the kill it has gone on. Run it with pwsh.
Import-Module $PSScriptRoot/../../Ipc.psd1
$patience = 10
$results = [Collections.Generic.List[object]]::new()

# Runs the script in a worker up to where it says that it is ready; waits until it sleeps where it is to die; kills it.
function Start-Victim([scriptblock] $script, [object[]] $arguments) {
    $ready = New-IpcEvent
    $worker = Start-IpcWorker $script -ArgumentList (@($ready) + $arguments)
    Wait-IpcEvent $ready -Timeout 60
    Start-Sleep -Milliseconds 300
    [Diagnostics.Process]::GetProcessById($worker.ProcessId)
}

# Whether a process runs no more. One that its new parent has not collected yet has ended all the same.
function Test-Ended([int] $id) {
    try { [IO.File]::ReadAllText("/proc/$id/stat") -match '\) Z' } catch { $true }
}

function Measure-Accident([string] $case, [Diagnostics.Process] $victim, [scriptblock] $survivor) {
    $clock = [Diagnostics.Stopwatch]::StartNew()
    if ($victim) { $victim.Kill() }
    $seen = & $survivor 3>$null
    $results.Add([pscustomobject]@{ Case = $case; Ours = "$seen"; Milliseconds = [Math]::Round($clock.Elapsed.TotalMilliseconds, 1) })
}

$never = { [Threading.Thread]::Sleep(-1) }.ToString()
foreach ($recursive in $false, $true) {
    $lock = New-IpcLock -Recursive:$recursive
    $victim = Start-Victim ([scriptblock]::Create("param(`$ready, `$lock) `$lock.Enter(); Set-IpcEvent `$ready; $never")) $lock
    Measure-Accident "holder of a $(if ($recursive) { 'recursive ' })lock killed" $victim { Enter-IpcLock $lock -Timeout $patience; "entered, abandoned: $($lock.WasAbandoned)" }
}

$semaphore = New-IpcSemaphore 1
$victim = Start-Victim ([scriptblock]::Create("param(`$ready, `$semaphore) `$semaphore.Enter(); Set-IpcEvent `$ready; $never")) $semaphore
Measure-Accident 'holder of a permit killed' $victim { "entered: $(Enter-IpcSemaphore $semaphore -Timeout $patience -Quiet)" }

$queue = New-IpcQueue
$victim = Start-Victim { param($ready, $queue) Set-IpcEvent $ready; $queue.Receive() } $queue
Measure-Accident 'reader killed while it waits on a queue' $victim { Send-IpcQueue $queue 1; "received: $(Receive-IpcQueue $queue -Timeout $patience)" }

$queue = New-IpcQueue -Capacity 1
$victim = Start-Victim { param($ready, $queue) $bytes = [byte[]]::new(8MB); Set-IpcEvent $ready; while ($true) { $queue.Send($bytes) } } $queue
Measure-Accident 'writer killed in the middle of an 8 MiB send' $victim {
    $whole = 0
    while ($queue.Count) { $whole += $queue.Receive().Length -eq 8MB }
    Send-IpcQueue $queue 'after' -Timeout $patience
    "whole messages: $whole, then: $(Receive-IpcQueue $queue -Timeout $patience)"
}

$event = New-IpcEvent
$victim = Start-Victim { param($ready, $event) Set-IpcEvent $ready; $event.Wait() } $event
Measure-Accident 'waiter of an event killed' $victim { Set-IpcEvent $event; "set: $(Wait-IpcEvent $event -Timeout $patience -Quiet)" }

$condition = New-IpcCondition
$victim = Start-Victim { param($ready, $condition) $condition.Enter(); Set-IpcEvent $ready; $condition.Wait() } $condition
Measure-Accident 'waiter of a condition killed' $victim { Use-IpcLock $condition { Resume-IpcCondition $condition -All; 'resumed' } }

$barrier = New-IpcBarrier 3 # One more than can come, so that nobody passes while the victim is still dying.
$victim = Start-Victim { param($ready, $barrier) Set-IpcEvent $ready; $barrier.Wait() } $barrier
Measure-Accident 'party of a barrier killed' $victim {
    Wait-IpcBarrier $barrier -Timeout $patience -ErrorVariable problem -ErrorAction SilentlyContinue
    Reset-IpcBarrier $barrier
    "$($problem[0].FullyQualifiedErrorId.Split(',')[0]), broken after reset: $($barrier.IsBroken)"
}

$go = New-IpcEvent
$worker = Start-IpcWorker { param($go) $go.Wait(); exit 3 } -Name task -ArgumentList $go
Wait-IpcWorker $worker -Timeout 2 -Quiet | Out-Null
Measure-Accident 'worker calls exit in its task' $null { Set-IpcEvent $go; Wait-IpcWorker $worker -Timeout $patience; "$($worker.State), exit code $($worker.ExitCode)" }

$ready = New-IpcEvent
$worker = Start-IpcWorker { param($ready) Set-IpcEvent $ready; [Threading.Thread]::Sleep(-1) } -Name task -ArgumentList $ready
Wait-IpcEvent $ready -Timeout 60
Measure-Accident 'worker dies in its task' ([Diagnostics.Process]::GetProcessById($worker.ProcessId)) { Wait-IpcWorker $worker -Timeout $patience; "$($worker.State), $($worker.Signal)" }
Measure-Accident 'the next task after it (started anew)' $null { Start-IpcWorker { 'ran' } | Receive-IpcWorker -Wait }

$queue = New-IpcQueue "accident-$PID"
Start-IpcWorker { param($name) (Get-IpcQueue $name).Close() } -ArgumentList $queue.Name | Wait-IpcWorker
Measure-Accident 'unrelated process opens, closes, exits' $null { "still there: $([bool](Get-IpcObject $queue.Name))" }

$script = "Import-Module '$PSScriptRoot/../../Ipc.psd1'; Start-IpcWorker -Count 2 { Send-IpcQueue '$($queue.Name)' `$PID; [Threading.Thread]::Sleep(-1) } | Out-Null; [Threading.Thread]::Sleep(-1)"
$parent = Start-Process (Get-Process -Id $PID).Path '-NoProfile', '-EncodedCommand', ([Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($script))) -PassThru
$workers = 1..2 | ForEach-Object { Receive-IpcQueue $queue -Timeout 60 }
Measure-Accident 'the parent killed' $parent {
    $limit = [Diagnostics.Stopwatch]::StartNew()
    while (($left = @($workers | Where-Object { -not (Test-Ended $_) })) -and $limit.Elapsed.TotalSeconds -lt $patience) { [Threading.Thread]::Sleep(1) }
    "workers left: $($left.Count) of 2"
}

Remove-IpcObject $queue
Get-IpcWorker | Remove-IpcWorker -Force
$results | Format-Table -AutoSize | Out-String -Width 200
