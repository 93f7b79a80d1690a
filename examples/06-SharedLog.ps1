# Eight processes append to one log file. A lock known by its name keeps every line whole.
Import-Module $PSScriptRoot/../Ipc.psd1

$log = [IO.Path]::GetTempFileName()
$lockName = "log-$PID"
try {
    $workers = Start-IpcWorker -Count 8 -ArgumentList $log, $lockName {
        param($log, $lockName)
        foreach ($i in 1..200) {
            Use-IpcLock -Name $lockName {
                [IO.File]::AppendAllText($log, "worker $($IpcWorker.Index): line $i of 200`n")
            }
        }
    }
    $workers | Receive-IpcWorker -Wait

    $lines = [IO.File]::ReadAllLines($log)
    $whole = $lines -match '^worker \d: line \d+ of 200$'
    "$($whole.Count) whole lines of $($lines.Count)"
}
finally {
    [IO.File]::Delete($log)
}
