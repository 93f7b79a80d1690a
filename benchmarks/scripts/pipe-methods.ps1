# $end.Send() and $end.Receive() in a loop, with a worker that answers: microseconds for a round trip.
$ErrorActionPreference = 'Stop' # What fails is quick.
Import-Module $PSScriptRoot/../../Ipc.psd1
$count = 10000
$left, $right = New-IpcPipe
$worker = Start-IpcWorker -ArgumentList $right, ($count + 500) {
    param($end, $count)
    for ($i = 0; $i -lt $count; $i++) { $end.Send($end.Receive()) }
}
for ($i = 0; $i -lt 500; $i++) { $left.Send(42); $null = $left.Receive() }
$watch = [Diagnostics.Stopwatch]::StartNew()
for ($i = 0; $i -lt $count; $i++) { $left.Send(42); $null = $left.Receive() }
$each = $watch.Elapsed.TotalMicroseconds / $count
$null = $worker | Wait-IpcWorker
if ($worker.State -ne 'Completed') { throw "The worker that answers has ended: $($worker.State)." }
$each.ToString([cultureinfo]::InvariantCulture)
