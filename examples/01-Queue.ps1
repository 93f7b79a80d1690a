# A worker puts something into a queue, the parent gets it.
Import-Module $PSScriptRoot/../Ipc.psd1

$queue = New-IpcQueue
$worker = Start-IpcWorker -ArgumentList $queue {
    param($queue)
    'hello' | Send-IpcQueue $queue
}

Receive-IpcQueue $queue
$worker | Receive-IpcWorker -Wait
