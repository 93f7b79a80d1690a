# A lock keeps workers from changing the same thing at once.
Import-Module $PSScriptRoot/../Ipc.psd1

$lock = New-IpcLock
$count = New-IpcValue 0

# One worker holds the lock for a second, and releases it whatever happens.
$worker = Start-IpcWorker -ArgumentList $lock, $count {
    param($lock, $count)
    Enter-IpcLock $lock
    try {
        [Threading.Thread]::Sleep(1000)
        $count.Value += 1
    }
    finally {
        Exit-IpcLock $lock
    }
}
$worker | Receive-IpcWorker -Wait
$count.Value

# Eight workers add a hundred times each. Use-IpcLock enters, runs the block and leaves.
$count.Value = 0
$workers = Start-IpcWorker -Count 8 -ArgumentList $lock, $count {
    param($lock, $count)
    foreach ($i in 1..100) {
        Use-IpcLock $lock { $count.Value += 1 }
    }
}
$workers | Receive-IpcWorker -Wait
$count.Value
