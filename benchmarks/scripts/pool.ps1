# Items through workers that are warm. pool.ps1 one-by-one, batches, for-each-parallel: items a second; cpu: how many times as fast two workers are
# as one; job, thread-job: milliseconds from a whole job to its output.
param($What)
$ErrorActionPreference = 'Stop' # What fails is quick.
Import-Module $PSScriptRoot/../../Ipc.psd1
function Measure-Best([int] $Rounds, [int] $Results, [scriptblock] $Block) {
    $seconds = foreach ($round in 1..$Rounds) {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $count = @(& $Block).Count
        $watch.Elapsed.TotalSeconds
        if ($count -ne $Results) { throw "$What gave $count results, not $Results." }
    }
    ($seconds | Measure-Object -Minimum).Minimum
}
$result = switch ($What) {
    'one-by-one' {
        $pool = New-IpcPool 2
        $work = { 1..10000 | Invoke-IpcParallel { $_ * 2 } -Pool $pool -BatchSize 1 }
        1..2 | ForEach-Object { $null = & $work }
        10000 / (Measure-Best 3 10000 $work)
    }
    'batches' {
        $pool = New-IpcPool 2
        $work = { 1..50000 | Invoke-IpcParallel { $_ * 2 } -Pool $pool }
        $null = & $work
        50000 / (Measure-Best 3 50000 $work)
    }
    'for-each-parallel' { 300 / (Measure-Best 2 300 { 1..300 | ForEach-Object -Parallel { $_ * 2 } -ThrottleLimit 2 }) }
    'cpu' {
        $item = { $sum = 0.0; for ($i = 0; $i -lt 300000; $i++) { $sum += [math]::Sqrt($i) }; $sum }
        $pools = 1, 2 | ForEach-Object { New-IpcPool $_ }
        $pools | ForEach-Object { $null = 1..40 | Invoke-IpcParallel $item -Pool $_ }
        $times = 1..3 | ForEach-Object { # In turn: what else the machine does falls on both.
            [pscustomobject]@{
                One = Measure-Best 1 60 { 1..60 | Invoke-IpcParallel $item -Pool $pools[0] }
                Two = Measure-Best 1 60 { 1..60 | Invoke-IpcParallel $item -Pool $pools[1] }
            }
        }
        ($times | Measure-Object One -Minimum).Minimum / ($times | Measure-Object Two -Minimum).Minimum
    }
    'job' {
        $pool = New-IpcPool 1
        $work = { Start-IpcWorker -Pool $pool { 1 } | Receive-IpcWorker -Wait }
        1000 * (1..8 | ForEach-Object { Measure-Best 1 1 $work; Start-Sleep -Milliseconds 300 } | Measure-Object -Minimum).Minimum
    }
    'thread-job' {
        $work = { Start-ThreadJob { 1 } | Receive-Job -Wait -AutoRemoveJob }
        1000 * (Measure-Best 8 1 $work)
    }
}
$result.ToString([cultureinfo]::InvariantCulture)
