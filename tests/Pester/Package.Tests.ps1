# Soak
BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $build = "$PSScriptRoot/../../build.ps1"
    $place = Join-Path ([IO.Path]::GetTempPath()) "ipc-package-$PID"
    $null = New-Item $place -ItemType Directory
    $package = & $build -Task Pack -NoBuild -Destination "$place/one"
}

AfterAll {
    Remove-Item $place -Recurse -Force
}

Describe 'The package' {
    It 'is the same, byte for byte, when it is packed again' {
        $again = & $build -Task Pack -NoBuild -Destination "$place/two"
        (Get-FileHash $again).Hash | Should -Be (Get-FileHash $package).Hash
    }

    It 'has what the module needs, and nothing else' {
        $zip = [IO.Compression.ZipFile]::OpenRead($package)
        $names = $zip.Entries.FullName
        $zip.Dispose()
        'Ipc.psd1', 'LICENSE', 'README.md', 'CHANGELOG.md', 'module/bin/Ipc.Core.dll', 'module/bin/Ipc.Cmdlets.dll', 'module/bin/host/Ipc.WorkerHost.dll',
        'en-US/about_Ipc.help.txt', 'module/Ipc.Format.ps1xml' | ForEach-Object { $names | Should -Contain $_ }
        $names -match '\.dll$' | Should -HaveCount 3
        $names -match 'tests|\.cs$|\.ci' | Should -BeNullOrEmpty
    }

    It 'is installed by its name from a folder, and works for who has nothing else, two versions side by side' {
        $old = "$place/old"
        $null = New-Item $old/Ipc/0.0.9 -ItemType Directory
        Copy-Item "$place/one/Ipc/0.1.0/*" $old/Ipc/0.0.9 -Recurse
        (Get-Content $old/Ipc/0.0.9/Ipc.psd1 -Raw) -replace "(ModuleVersion\s*= )'0.1.0'", "`$1'0.0.9'" | Set-Content $old/Ipc/0.0.9/Ipc.psd1
        Compress-PSResource -Path $old/Ipc/0.0.9 -DestinationPath $place/one
        $env:XDG_DATA_HOME, $before = "$place/data", $env:XDG_DATA_HOME
        try {
            Invoke-Pwsh @"
                `$ErrorActionPreference, `$ProgressPreference = 'Stop', 'SilentlyContinue'
                Register-PSResourceRepository -Name ipc-test -Uri '$place/one' -Trusted
                try { Install-PSResource Ipc -Version 0.0.9 -Repository ipc-test; Install-PSResource Ipc -Repository ipc-test } finally { Unregister-PSResourceRepository ipc-test }
"@
            $files = Get-ChildItem $place/data -Recurse -File | Get-FileHash | ForEach-Object { "$($_.Path) $($_.Hash)" }
            Invoke-Pwsh @'
                (Get-Module Ipc -ListAvailable).Version | ForEach-Object ToString
                Import-Module Ipc
                (Get-Module Ipc).Version.ToString()
                Start-IpcWorker { "$((Get-Module Ipc).Version) $((New-IpcQueue).GetType().Name)" } | Receive-IpcWorker -Wait -AutoRemoveJob
                (Get-Help about_Ipc).Length -gt 500
                (Get-Help New-IpcQueue).Synopsis.Length -gt 10
'@ | Should -Be '0.1.0', '0.0.9', '0.1.0', '0.1.0 IpcQueue', 'True', 'True'
            Invoke-Pwsh 'Import-Module Ipc -RequiredVersion 0.0.9; Start-IpcWorker { (Get-Module Ipc).Version.ToString() } | Receive-IpcWorker -Wait -AutoRemoveJob' |
                Should -Be '0.0.9'
            Get-ChildItem $place/data -Recurse -File | Get-FileHash | ForEach-Object { "$($_.Path) $($_.Hash)" } | Should -Be $files # Nothing is written there.
        }
        finally {
            $env:XDG_DATA_HOME = $before
        }
    }
}
