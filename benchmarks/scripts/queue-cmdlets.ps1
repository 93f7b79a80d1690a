# 1..n | Send-IpcQueue in a worker, Receive-IpcQueue -Count n here: messages per second.
$ErrorActionPreference = 'Stop' # What fails is quick.
Import-Module $PSScriptRoot/../../Ipc.psd1
$count = 100000
$queue = New-IpcQueue -Capacity 10000
$go = New-IpcEvent
$ready = New-IpcEvent
$worker = Start-IpcWorker -ArgumentList $queue, $ready, $go, $count {
    param($queue, $ready, $go, $count)
    Set-IpcEvent $ready
    Wait-IpcEvent $go
    1..$count | Send-IpcQueue $queue
}
Wait-IpcEvent $ready
$watch = [Diagnostics.Stopwatch]::StartNew()
Set-IpcEvent $go
$received = @(Receive-IpcQueue $queue -Count $count)
$seconds = $watch.Elapsed.TotalSeconds
$null = $worker | Wait-IpcWorker
if ($received.Count -ne $count) { throw "$($received.Count) of $count were received." }
($count / $seconds).ToString([cultureinfo]::InvariantCulture)
