# One statement in a loop: nanoseconds each time. loop.ps1 array, plain-array, value or plain-value
param($What)
$ErrorActionPreference = 'Stop' # What fails is quick.
Import-Module $PSScriptRoot/../../Ipc.psd1
$count = 1000000
$array = if ($What -eq 'array') { New-IpcArray -Type int -Length $count } else { [object[]]::new($count) }
$value = if ($What -eq 'value') { New-IpcValue 0 } else { [Runtime.CompilerServices.StrongBox[int]]::new(0) }
$best = [double]::MaxValue
foreach ($round in 1..3) {
    $watch = [Diagnostics.Stopwatch]::StartNew()
    if ($What -like '*array') {
        for ($i = 0; $i -lt $count; $i++) { $array[$i] = $i }
    }
    else {
        for ($i = 0; $i -lt $count; $i++) { $null = $value.Value }
    }
    $best = [Math]::Min($best, $watch.Elapsed.TotalNanoseconds / $count)
}
$best.ToString([cultureinfo]::InvariantCulture)
