# One log written by many: every line is whole, and in the order of writing.
# The lock belongs to the file: nobody has to make it, and all spellings of the path are the same lock.
Import-Module $PSScriptRoot/../../Ipc.psd1

$log = Join-Path ([IO.Path]::GetTempPath()) "recipe-$PID.log"
function Write-Log([string] $Text) {
    Use-IpcLock "file:$log" { Add-Content $log "$([datetime]::Now.ToString('o')) [$PID] $Text" }
}

1..200 | Invoke-IpcParallel { Write-Log "item $_" } -Function Write-Log -Variable log
$lines = Get-Content $log
"$($lines.Count) lines"                                                       # -> 200 lines
"$(@($lines -notmatch '^\S+ \[\d+\] item \d+$').Count) broken ones"           # -> 0 broken ones
"in order: $(-not (Compare-Object $lines ($lines | Sort-Object) -SyncWindow 0))" # -> in order: True
Remove-Item $log
