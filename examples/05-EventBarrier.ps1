# Workers wait for a starting signal, and for each other.
Import-Module $PSScriptRoot/../Ipc.psd1

$start = New-IpcEvent
$barrier = New-IpcBarrier 3
$workers = Start-IpcWorker -Count 3 -ArgumentList $start, $barrier {
    param($start, $barrier)
    Wait-IpcEvent $start
    'Worker'
    Wait-IpcBarrier $barrier
    'Barrier'
}

Set-IpcEvent $start
$workers | Receive-IpcWorker -Wait
