# One instance of a script: whoever comes second says so and goes.
# Nothing has to be cleaned up: when the first one ends, or is killed, the lock is free.
Import-Module $PSScriptRoot/../../Ipc.psd1

$script = {
    param($started, $end)
    if (-not (Enter-IpcLock any:nightly-report -Timeout 0 -Quiet)) { return 'it runs already' }
    try {
        Set-IpcEvent $started
        $null = Wait-IpcEvent $end      # The work.
        'done'
    }
    finally { Exit-IpcLock any:nightly-report }
}

$started, $end = (New-IpcEvent), (New-IpcEvent)
$first = Start-IpcWorker $script -ArgumentList $started, $end
$null = Wait-IpcEvent $started -Timeout 60
Start-IpcWorker $script -ArgumentList $started, $end | Receive-IpcWorker -Wait -AutoRemoveJob    # -> it runs already
Set-IpcEvent $end
$first | Receive-IpcWorker -Wait -AutoRemoveJob                                                  # -> done
