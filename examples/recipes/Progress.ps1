# Progress from many workers: each counts in shared memory, and one process draws.
Import-Module $PSScriptRoot/../../Ipc.psd1

$done, $total = (New-IpcValue 0), 60
$workers = Start-IpcWorker -Count 3 -ArgumentList $done {
    param($done)
    foreach ($i in 1..20) { Update-IpcValue $done { $_ + 1 } }
}
while (-not (Wait-IpcWorker $workers -Timeout 0.1 -Quiet)) {
    Write-Progress 'Counting' -PercentComplete (100 * $done.Value / $total)
}
Write-Progress 'Counting' -Completed
"$($done.Value) of $total"                    # -> 60 of 60
$workers | Remove-IpcWorker
