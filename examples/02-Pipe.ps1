# A worker sends through its end of a pipe and closes it, the parent receives at the other end.
Import-Module $PSScriptRoot/../Ipc.psd1

$parentEnd, $childEnd = New-IpcPipe
$worker = Start-IpcWorker -ArgumentList $childEnd {
    param($end)
    'hello' | Send-IpcPipe $end
    Close-IpcPipe $end
}

Receive-IpcPipe $parentEnd
$worker | Receive-IpcWorker -Wait
