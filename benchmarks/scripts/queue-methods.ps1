# $queue.Send($i) in a loop in a worker, $queue.Receive() in a loop here: messages per second.
$ErrorActionPreference = 'Stop' # What fails is quick.
Import-Module $PSScriptRoot/../../Ipc.psd1
$count = 100000
$queue = New-IpcQueue -Capacity 10000
$go = New-IpcEvent
$ready = New-IpcEvent
$worker = Start-IpcWorker -ArgumentList $queue, $ready, $go, $count {
    param($queue, $ready, $go, $count)
    $ready.Set()
    $go.Wait()
    for ($i = 0; $i -lt $count; $i++) { $queue.Send($i) }
}
$ready.Wait()
$watch = [Diagnostics.Stopwatch]::StartNew()
$go.Set()
$sum = 0
for ($i = 0; $i -lt $count; $i++) { $sum += $queue.Receive() }
$seconds = $watch.Elapsed.TotalSeconds
$null = $worker | Wait-IpcWorker
if ($sum -ne $count * ($count - 1) / 2) { throw 'Messages were lost.' }
($count / $seconds).ToString([cultureinfo]::InvariantCulture)
