# A worker is killed in the middle of its work. What it had is done by another one.
Import-Module $PSScriptRoot/../Ipc.psd1

$queue = New-IpcQueue
'first', 'second', 'third' | Send-IpcQueue $queue

# This one takes the first, and dies before it says that it is done.
$unlucky = Start-IpcWorker -ArgumentList $queue {
    param($queue)
    $lease = Receive-IpcQueue $queue -Lease
    Stop-Process -Id $PID -Force
}
$null = $unlucky | Wait-IpcWorker

# The same queue, the same three.
Complete-IpcQueue $queue
Receive-IpcQueue $queue -Lease -Wait | ForEach-Object {
    "$($_.Value), delivery $($_.DeliveryCount)"
    $_ | Confirm-IpcQueue
}
Wait-IpcQueue $queue
'done'
