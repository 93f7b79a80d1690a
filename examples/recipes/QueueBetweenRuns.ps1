# A queue between a scheduled task and a service, which survives a restart of either.
# -Persistent keeps it while neither runs; -Lease brings back what a service had not finished when it died.
# (It is in memory: a restart of the computer empties it.)
Import-Module $PSScriptRoot/../../Ipc.psd1
$name = "recipe-orders-$PID"

$task = { param($name, $order) $order | Send-IpcQueue (New-IpcQueue $name -Persistent -Force) }
$service = {
    param($name, $dies)
    Receive-IpcQueue $name -Lease -All | ForEach-Object {
        if ($dies) { Stop-Process -Id $PID -Force }
        "order $($_.Value), delivery $($_.DeliveryCount)"
        $_ | Confirm-IpcQueue
    }
}

Start-IpcWorker $task -ArgumentList $name, 'A' | Receive-IpcWorker -Wait -AutoRemoveJob     # The task runs, and ends.
$killed = Start-IpcWorker $service -ArgumentList $name, $true                               # The service begins, and is killed.
$null = Wait-IpcAny $killed -Timeout 60
Start-IpcWorker $task -ArgumentList $name, 'B' | Receive-IpcWorker -Wait -AutoRemoveJob     # The task runs again.
Start-IpcWorker $service -ArgumentList $name, $false | Receive-IpcWorker -Wait -AutoRemoveJob
# -> order A, delivery 2
# -> order B, delivery 1
Remove-IpcObject $name
