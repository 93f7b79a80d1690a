# A worker makes blocks of 8 MB. None is ever copied: they are written, and read, where they are.
Import-Module $PSScriptRoot/../Ipc.psd1

$queue = New-IpcQueue -Capacity 2
$worker = Start-IpcWorker -ArgumentList $queue {
    param($queue)
    foreach ($number in 1..3) {
        $loan = $queue.Loan(8MB)
        $loan.AsArray('double')[0..2] = $number, ($number * 2), ($number * 3)
        $loan.Send()
    }
    Complete-IpcQueue $queue
}

Receive-IpcQueue $queue -Wait | ForEach-Object {
    "$($_.Length / 1MB) MB: $($_.AsArray('double')[0..2] -join ', ')"
    $_.Dispose() # The memory is the worker's next block.
}
$worker | Receive-IpcWorker -Wait
