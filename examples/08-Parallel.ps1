# Work for several processes at once, which stay warm from call to call. One of them is killed, and the others go on.
Import-Module $PSScriptRoot/../Ipc.psd1

function Get-Square($n) { $n * $n }

$pool = New-IpcPool -Size 2 -Function Get-Square
1..5 | Invoke-IpcParallel { Get-Square $_ } -Pool $pool -Ordered

# The third item takes its worker with it.
$given = @{ Pool = $pool; Ordered = $true; ErrorVariable = 'lost'; ErrorAction = 'SilentlyContinue' }
1..4 | Invoke-IpcParallel { if ($_ -eq 3) { Stop-Process -Id $PID -Force }; Get-Square $_ } @given
"lost: $($lost.TargetObject)"

Remove-IpcPool $pool
