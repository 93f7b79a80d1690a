#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds, tests, measures, packs or installs the module.
.DESCRIPTION
    Build   the importable module, into module/bin
    Test    all tests but those of Soak: dotnet test
    Soak    what takes too long for every day: long tests, a storm of kills and pauses, fuzzers, the thirteen accidents
    Bench   all benchmarks
    Pack    the module's folder as it is published, into -Destination
    Install the same, where Import-Module finds it by its name
.EXAMPLE
    ./build.ps1; Import-Module ./Ipc.psd1
.EXAMPLE
    ./build.ps1 -Task Test
.EXAMPLE
    ./build.ps1 -Task Soak -Minutes 60
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Soak', 'Bench', 'Pack', 'Install')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # How long the storm of Soak lasts; each of its three fuzzers takes a third of it.
    [ValidateRange(1, 10000)]
    [int] $Minutes = 10,

    # Where Pack puts the module's folder.
    [string] $Destination = (Join-Path $PSScriptRoot 'out')
)

$ErrorActionPreference = 'Stop'

function Invoke-DotNet {
    & dotnet @args
    if ($LASTEXITCODE -ne 0) { throw "dotnet $($args -join ' ') failed with exit code $LASTEXITCODE." }
}

# What Import-Module needs, and nothing else.
function Copy-Module([string] $To) {
    if (Test-Path $To) { Remove-Item $To -Recurse -Force }
    $null = New-Item $To -ItemType Directory
    Copy-Item $PSScriptRoot/Ipc.psd1, $PSScriptRoot/LICENSE, $PSScriptRoot/README.md, $PSScriptRoot/CHANGELOG.md $To
    Copy-Item $PSScriptRoot/module $To -Recurse
}

function Build {
    Invoke-DotNet build $PSScriptRoot/src/WorkerHost -c $Configuration -v quiet --nologo
}

function Pack {
    Build
    $version = (Import-PowerShellDataFile $PSScriptRoot/Ipc.psd1).ModuleVersion
    $folder = Join-Path $Destination "Ipc/$version"
    Copy-Module $folder
    $folder
}

function Install {
    Build
    $version = (Import-PowerShellDataFile $PSScriptRoot/Ipc.psd1).ModuleVersion
    $folder = Join-Path (($env:PSModulePath -split [IO.Path]::PathSeparator)[0]) "Ipc/$version"
    Copy-Module $folder
    $folder
}

# All of it even if something fails; then it fails.
function Soak {
    $failed = foreach ($part in @(
            { Invoke-DotNet test $PSScriptRoot/Ipc.slnx --nologo -p:Soak=true | Out-Host }
            { Invoke-DotNet run -c Release --project $PSScriptRoot/tests/Stress -- --seconds ($Minutes * 60) --kills ($Minutes * 20) | Out-Host }
            { Invoke-DotNet run -c Release --project $PSScriptRoot/tests/Fuzz -- decoder --seconds ($Minutes * 20) | Out-Host }
            { Invoke-DotNet run -c Release --project $PSScriptRoot/tests/Fuzz -- cost --seconds ($Minutes * 20) | Out-Host }
            { Invoke-DotNet run -c Release --project $PSScriptRoot/tests/Fuzz -- region --seconds ($Minutes * 20) | Out-Host }
            { Invoke-DotNet run -c Release --project $PSScriptRoot/tests/Fuzz -- file --seconds ($Minutes * 20) | Out-Host }
            { & $PSScriptRoot/benchmarks/scripts/accidents.ps1 | Out-Host }
        )) {
        try { & $part } catch { "$_" }
    }
    if ($failed) { throw "Soak failed:`n$($failed -join "`n")" }
}

foreach ($one in $Task) {
    switch ($one) {
        'Build' { Build }
        'Test' { Invoke-DotNet test $PSScriptRoot/Ipc.slnx --nologo }
        'Soak' { Soak }
        'Bench' { Invoke-DotNet run -c Release --project $PSScriptRoot/benchmarks }
        'Pack' { Pack }
        'Install' { Install }
    }
}
