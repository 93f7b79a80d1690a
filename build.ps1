#!/usr/bin/env pwsh
<#
.SYNOPSIS
    Builds, tests, measures, packs or installs the module, or makes its manual.
.DESCRIPTION
    Build   the importable module, into module/bin
    Test    all tests but those of Soak: dotnet test
    Soak    what takes too long for every day: long tests, a storm of kills and pauses, fuzzers, the thirteen accidents
    Bench   all benchmarks
    Pack    the package as it is published (.nupkg, the same bytes each time), and its folder, into -Destination
    Install the same, where Import-Module finds it by its name
    Manual  the manual, HTML pages for any web server or none, into artifacts/manual
.EXAMPLE
    ./build.ps1; Import-Module ./Ipc.psd1
.EXAMPLE
    ./build.ps1 -Task Test
.EXAMPLE
    ./build.ps1 -Task Soak -Minutes 60
.EXAMPLE
    ./build.ps1 -Task Manual; xdg-open ./artifacts/manual/index.html
#>
[CmdletBinding()]
param(
    [ValidateSet('Build', 'Test', 'Soak', 'Bench', 'Pack', 'Install', 'Manual')]
    [string[]] $Task = 'Build',

    [ValidateSet('Debug', 'Release')]
    [string] $Configuration = 'Release',

    # How long the storm of Soak lasts; each of its three fuzzers takes a third of it.
    [ValidateRange(1, 10000)]
    [int] $Minutes = 10,

    # Where Pack puts the module's folder and its package.
    [string] $Destination = (Join-Path $PSScriptRoot 'out'),

    # Packs what has been built before.
    [switch] $NoBuild
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
    Copy-Item $PSScriptRoot/module, $PSScriptRoot/en-US $To -Recurse
}

function Build {
    Invoke-DotNet build $PSScriptRoot/src/WorkerHost -c $Configuration -v quiet --nologo
}

# What a part of a package says without the names, the order and the system of the day.
function Format-Part([string] $Name, [string] $Text) {
    $lines = $Text.TrimEnd() -replace '[0-9a-f]{32}(?=\.psmdcp)', 'core' -replace '(?<=<lastModifiedBy>)[^<]*', 'Ipc' -split '\r?\n'
    if ($Name -match 'psmdcp$') { return $lines -join "`n" }
    $number = 0
    $entries = $lines[2..($lines.Count - 2)] -replace 'Id="R[0-9A-F]+"', 'Id=""' | Sort-Object | ForEach-Object { $_ -replace 'Id=""', "Id=`"R$((++$number))`"" }
    @($lines[0, 1]) + $entries + $lines[-1] -join "`n"
}

# The same bytes from the same files.
function Format-Package([string] $Package) {
    $parts = [Collections.Generic.SortedDictionary[string, byte[]]]::new([StringComparer]::Ordinal)
    $zip = [IO.Compression.ZipFile]::OpenRead($Package)
    foreach ($entry in $zip.Entries) {
        $bytes = [IO.MemoryStream]::new()
        $stream = $entry.Open()
        $stream.CopyTo($bytes)
        $stream.Dispose()
        $name = $entry.FullName -replace '[0-9a-f]{32}(?=\.psmdcp$)', 'core'
        $parts[$name] = if ($name -match '\.(rels|psmdcp)$|^\[Content_Types\]') {
            [Text.Encoding]::UTF8.GetBytes((Format-Part $name ([Text.Encoding]::UTF8.GetString($bytes.ToArray()))))
        }
        else { $bytes.ToArray() }
    }
    $zip.Dispose()
    Remove-Item $Package
    $zip = [IO.Compression.ZipFile]::Open($Package, 'Create')
    foreach ($part in $parts.GetEnumerator()) {
        $entry = $zip.CreateEntry($part.Key)
        $entry.LastWriteTime = [DateTimeOffset]::new(2026, 1, 1, 0, 0, 0, [TimeSpan]::Zero)
        $stream = $entry.Open()
        $stream.Write($part.Value)
        $stream.Dispose()
    }
    $zip.Dispose()
}

function Pack {
    if (-not $NoBuild) { Build }
    $version = (Import-PowerShellDataFile $PSScriptRoot/Ipc.psd1).ModuleVersion
    $folder = Join-Path $Destination "Ipc/$version"
    Copy-Module $folder
    Import-Module Microsoft.PowerShell.PSResourceGet -MinimumVersion 1.1.0 # Comes with PowerShell 7.5 and later.
    $package = Join-Path $Destination "Ipc.$version.nupkg"
    if (Test-Path $package) { Remove-Item $package }
    Compress-PSResource -Path $folder -DestinationPath $Destination
    Format-Package $package
    $package
}

function Install {
    if (-not $NoBuild) { Build }
    $version = (Import-PowerShellDataFile $PSScriptRoot/Ipc.psd1).ModuleVersion
    $folder = Join-Path (($env:PSModulePath -split [IO.Path]::PathSeparator)[0]) "Ipc/$version"
    Copy-Module $folder
    $folder
}

# From the help file that the build has just made, and the pages of the repository.
function Manual {
    Build
    Invoke-DotNet build $PSScriptRoot/tools/ManualWriter -c $Configuration -v quiet --nologo
    Invoke-DotNet $PSScriptRoot/tools/ManualWriter/bin/$Configuration/net10.0/Ipc.ManualWriter.dll `
        $PSScriptRoot $PSScriptRoot/module/bin/en-US/Ipc.Cmdlets.dll-Help.xml $PSScriptRoot/artifacts/manual
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
        'Manual' { Manual }
    }
}
