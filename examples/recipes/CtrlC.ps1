# Stopping cleanly: workers that are asked to stop finish what they are at, and say where they were.
# Ctrl+C in your script runs its finally blocks; the event tells the workers.
Import-Module $PSScriptRoot/../../Ipc.psd1

$stop, $begun = (New-IpcEvent), (New-IpcCountdown 2)
$workers = Start-IpcWorker -Count 2 -ArgumentList $stop, $begun {
    param($stop, $begun)
    $n = 0
    Step-IpcCountdown $begun
    while (-not (Wait-IpcEvent $stop -Timeout 0.01 -Quiet)) { $n++ }    # One piece of the work.
    "stopped between two pieces: $($n -ge 0)"
}
try {
    $null = Wait-IpcCountdown $begun -Timeout 60
}
finally {
    Set-IpcEvent $stop
    $workers | Receive-IpcWorker -Wait -AutoRemoveJob
}
# -> stopped between two pieces: True
# -> stopped between two pieces: True
