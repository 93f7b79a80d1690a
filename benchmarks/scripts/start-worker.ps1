# Milliseconds from Start-IpcWorker { 1 } to its output, when one has run before.
$ErrorActionPreference = 'Stop' # What fails is quick.
Import-Module $PSScriptRoot/../../Ipc.psd1
$null = Start-IpcWorker { 1 } | Receive-IpcWorker -Wait
$watch = [Diagnostics.Stopwatch]::StartNew()
$written = Start-IpcWorker { 1 } | Receive-IpcWorker -Wait
$watch.Stop()
if ($written -ne 1) { throw "The worker wrote '$written'." }
$watch.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)
