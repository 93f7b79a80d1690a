# Milliseconds from Start-IpcWorker { 1 } to its output, when one has run before.
Import-Module $PSScriptRoot/../../Ipc.psd1
$null = Start-IpcWorker { 1 } | Receive-IpcWorker -Wait
$watch = [Diagnostics.Stopwatch]::StartNew()
$null = Start-IpcWorker { 1 } | Receive-IpcWorker -Wait
$watch.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)
