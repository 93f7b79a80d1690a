# What this module makes of each of the objects of cases.ps1, whichever way they go: a line each with the way, the name, and what
# Comparison.Of says. The far side is a worker, a real process, that takes them all.
param([string] $Shapes, [string] $Cases)
$ErrorActionPreference = 'Stop'
$null = [Reflection.Assembly]::LoadFrom($Shapes)
$all = @((. $Cases).Where{ $_.Name })
$values = [object[]]::new($all.Count)
$texts = [string[]]::new($all.Count)
for ($i = 0; $i -lt $all.Count; $i++) {
    $values[$i] = & $all[$i].Value
    $texts[$i] = [Ipc.Tests.Shapes.Shape]::Text($values[$i], [bool]$all[$i].Types)
}

function Line([string] $way, [int] $index, [string] $original, [string] $arrived) {
    "$way`t$($all[$index].Name)`t$([Ipc.Tests.Shapes.Comparison]::Of($original, $arrived))"
}

function Refusal([string] $way, [int] $index, $record) { "$way`t$($all[$index].Name)`t0`t1`trefused: $($record.FullyQualifiedErrorId.Split(',')[0])" }

# The worker's script, with an expression for each $using: value.
function ScriptFor([int[]] $sent) {
    $text = [System.Text.StringBuilder]::new('param($shapes, $cases, $queue, $pipe, $results, $sent, $made)
$null = [Reflection.Assembly]::LoadFrom($shapes)
$all = @((. $cases).Where{ $_.Name })
function Report([string] $way, [int] $index, $value) { $results.Send("$way`t$index`t" + [Ipc.Tests.Shapes.Shape]::Text($value, [bool]$all[$index].Types)) }
foreach ($i in $sent) { Report queue $i (Receive-IpcQueue $queue) }
foreach ($i in $sent) { Report pipe $i (Receive-IpcPipe $pipe) }
for ($k = 0; $k -lt $sent.Count; $k++) { Report arguments $sent[$k] $args[$k] }
foreach ($i in $made) {
    $value = if ($all[$i].Live) { , $args[$sent.IndexOf($i)] } else { & $all[$i].Value }
    Report made $i $value
    "#case $i"
    , $value
}
')
    foreach ($i in $sent) { $null = $text.AppendLine("Report using $i `$using:v$i") }
    [scriptblock]::Create($text.ToString())
}

function Go([int[]] $indexes, [bool] $allow) {
    $sent = [System.Collections.Generic.List[int]]::new()
    foreach ($i in $indexes) {
        # One that is refused is refused on every way, before anything is sent or started.
        $value = $values[$i]
        $queue = New-IpcQueue
        Send-IpcQueue $queue -InputObject $value -AllowSecret:$allow -ErrorAction SilentlyContinue -ErrorVariable refused
        if (-not $refused) { $sent.Add($i); continue }
        Refusal queue $i $refused[0]
        $left, $right = New-IpcPipe
        Send-IpcPipe $left -InputObject $value -AllowSecret:$allow -ErrorAction SilentlyContinue -ErrorVariable refused
        Refusal pipe $i $refused[0]
        $null = Start-IpcWorker { } -ArgumentList (, $value) -AllowSecret:$allow -ErrorAction SilentlyContinue -ErrorVariable refused
        Refusal arguments $i $refused[0]
        $null = Start-IpcWorker { $using:value } -AllowSecret:$allow -ErrorAction SilentlyContinue -ErrorVariable refused
        Refusal using $i $refused[0]
    }

    # Both kinds of text of each item, since it does not say which it needs.
    foreach ($i in $indexes) {
        $text = @(, $values[$i] | Invoke-IpcParallel -Pool $pool -AllowSecret:$allow -ErrorAction SilentlyContinue -ErrorVariable refused {
            $null = [Reflection.Assembly]::LoadFrom($using:Shapes)
            [Ipc.Tests.Shapes.Shape]::Text($_, $false)
            [Ipc.Tests.Shapes.Shape]::Text($_, $true)
        })
        if ($refused) { Refusal pool $i $refused[0] }
        elseif ($text.Count -eq 0) { Line pool $i $texts[$i] ': nothing' }
        else { Line pool $i $texts[$i] $text[[int][bool]$all[$i].Types] }
    }

    $queue = New-IpcQueue
    $left, $right = New-IpcPipe
    $results = New-IpcQueue
    $arguments = [object[]]::new(7 + $sent.Count)
    $arguments[0], $arguments[1], $arguments[2], $arguments[3], $arguments[4], $arguments[5], $arguments[6] = $Shapes, $Cases, $queue, $right, $results, $sent, $indexes
    for ($k = 0; $k -lt $sent.Count; $k++) { $arguments[7 + $k] = $values[$sent[$k]] }
    . ([scriptblock]::Create("$(foreach ($i in $sent) { "`$v$i = `$values[$i]`n" })")) # By assignment: a method would take members off.

    $worker = Start-IpcWorker (ScriptFor $sent) -ArgumentList $arguments -AllowSecret:$allow
    foreach ($i in $sent) { Send-IpcQueue $queue -InputObject $values[$i] -AllowSecret:$allow }
    foreach ($i in $sent) { Send-IpcPipe $left -InputObject $values[$i] -AllowSecret:$allow }
    $made = @{}
    for ($n = $sent.Count * 4 + $indexes.Count; $n -gt 0; $n--) {
        $way, $index, $text = (Receive-IpcQueue $results -Timeout 50 -ErrorAction Stop).Split("`t", 3)
        if ($way -eq 'made') { $made[[int]$index] = $text } else { Line $way $index $texts[[int]$index] $text }
    }

    # What was refused among the output is an error in its place.
    $output = @($worker | Receive-IpcWorker -Wait -ErrorAction Continue 2>&1)
    for ($at = 0; $at -lt $output.Count; $at = $next) {
        $i = [int]$output[$at].Substring(6)
        for ($next = $at + 1; $next -lt $output.Count -and -not ($output[$next] -is [string] -and $output[$next].StartsWith('#case ')); $next++) { $value = $output[$next] }
        if ($next -eq $at + 1) { Line output $i $made[$i] ': nothing' }
        elseif (-not $sent.Contains($i)) { Refusal output $i $value }
        else { Line output $i $made[$i] ([Ipc.Tests.Shapes.Shape]::Text($value, [bool]$all[$i].Types)) }
    }

    $worker | Remove-IpcWorker -Force
}

$pool = New-IpcPool -Size 1
Go @(for ($i = 0; $i -lt $all.Count; $i++) { if (-not $all[$i].Secret) { $i } }) $false
Go @(for ($i = 0; $i -lt $all.Count; $i++) { if ($all[$i].Secret) { $i } }) $true
Remove-IpcPool $pool
