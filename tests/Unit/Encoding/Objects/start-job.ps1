# What Start-Job gives of each of the objects of cases.ps1: a line each with its name, and what Comparison.Of says.
param([string] $Shapes, [string] $Cases, [string] $Manifest)
$null = [Reflection.Assembly]::LoadFrom($Shapes)
Import-Module $Manifest
$job = Start-Job -ArgumentList $Shapes, $Cases, $Manifest {
    param($shapes, $cases, $manifest)
    $null = [Reflection.Assembly]::LoadFrom($shapes)
    Import-Module $manifest
    foreach ($case in (. $cases).Where{ $_.Name }) {
        $value = & $case.Value
        "#case $($case.Name)"
        [Ipc.Tests.Shapes.Shape]::Text($value, [bool]$case.Types)
        , $value
    }

    '#case the end'
}
$types = @{}
foreach ($case in . $Cases) { if ($case.Name) { $types[$case.Name] = [bool]$case.Types } }
$all = @($job | Receive-Job -Wait)
for ($i = 0; $all[$i] -cne '#case the end') {
    $name = $all[$i].Substring(6)
    $value = $null
    for ($next = $i + 2; -not ($all[$next] -is [string] -and $all[$next].StartsWith('#case ')); $next++) { $value = $all[$next] }
    $arrived = if ($next -eq $i + 2) { ': nothing' } else { [Ipc.Tests.Shapes.Shape]::Text($value, $types[$name]) }
    "$name`t$([Ipc.Tests.Shapes.Comparison]::Of($all[$i + 1], $arrived))"
    $i = $next
}
