# What every file of this folder needs, dot-sourced in its BeforeAll.
. $PSScriptRoot/../../tools/Pwsh.ps1
Import-Module $PSScriptRoot/../../Ipc.psd1
$longest = 60 # Seconds. A watchdog for what would hang, not a measurement.

# Handshakes: goes on when it is so; fails if it never is.
function Wait-Until([scriptblock] $IsSo) {
    $waited = [Diagnostics.Stopwatch]::StartNew()
    while (-not (& $IsSo)) {
        if ($waited.Elapsed.TotalSeconds -gt $longest) { throw "It never happened: $IsSo" }
        Start-Sleep -Milliseconds 5
    }
}

# Whether a process runs no more. One that its new parent has not collected yet has ended all the same.
function Test-Ended([int] $Id) {
    if ($Id -le 0) { throw "$Id is no process." }
    if (-not (Get-Process -Id $Id -ErrorAction Ignore)) { return $true }
    try { $IsLinux -and [IO.File]::ReadAllText("/proc/$Id/stat") -match '\) Z' } catch [IO.IOException] { $true }
}

# Runs a script in another pwsh that has the module, and gives what it prints, as text.
function Invoke-Elsewhere([string] $Script) {
    Invoke-Pwsh "Import-Module '$PSScriptRoot/../../Ipc.psd1'; $Script"
}

# The same without waiting for it: gives the process.
function Start-Elsewhere([string] $Script, [string] $StandardOutput) {
    Start-Pwsh "Import-Module '$PSScriptRoot/../../Ipc.psd1'; $Script" $StandardOutput
}
