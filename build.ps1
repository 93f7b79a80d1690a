#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds, tests, measures, packs or installs the module.
.EXAMPLE
    ./build.ps1; Import-Module ./Ipc.psd1
.EXAMPLE
    ./build.ps1 -Task Test
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Bench', 'Pack', 'Install')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

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

foreach ($one in $Task) {
    switch ($one) {
        'Build' { Build }
        'Test' { Invoke-DotNet test $PSScriptRoot/Ipc.slnx --nologo }
        'Bench' { Invoke-DotNet run -c Release --project $PSScriptRoot/benchmarks }
        'Pack' { Pack }
        'Install' { Install }
    }
}
