# In a real terminal, with a pwsh of its own: what the user sees who presses Ctrl+C.
BeforeDiscovery {
    $python = Get-Command python3 -ErrorAction Ignore
    if (-not $python) { Write-Warning 'THE TESTS OF CTRL+C IN A TERMINAL DID NOT RUN: there is no python3.' }
}

Describe 'Ctrl+C' -Skip:(-not $python) {
    BeforeAll {
        . $PSScriptRoot/../../tools/Pwsh.ps1
    }

    It 'ends <Name> and all its processes' -ForEach @(
        @{ Name = 'Invoke-IpcParallel'; Line = '1..100 | Invoke-IpcParallel { if ($_ -le 2) { "READY $PID." } else { Start-Sleep 1000 } } -BatchSize 1' }
        @{ Name = 'Invoke-IpcParallel with a pool'; Line = '$pool = New-IpcPool 2; 1..100 | Invoke-IpcParallel { if ($_ -le 2) { "READY $PID." } else { Start-Sleep 1000 } } -Pool $pool -BatchSize 1' }
        @{ Name = 'Receive-IpcWorker -Wait'; Line = 'Start-IpcWorker { "READY $PID."; Start-Sleep 1000 } | Receive-IpcWorker -Wait' }
        @{ Name = 'Wait-IpcWorker'; Line = '$worker = Start-IpcWorker { Start-Sleep 1000 }; "READY $($worker.ProcessId)."; $worker | Wait-IpcWorker' }
        @{ Name = 'Receive-IpcQueue'; Line = '"READY $PID."; Receive-IpcQueue (New-IpcQueue)' }
    ) {
        $script = "Import-Module '$PSScriptRoot/../../Ipc.psd1'; try { $Line; 'WENT ON' } finally { [Console]::WriteLine('CLEANED UP') }"
        $shown = python3 $PSScriptRoot/terminal.py (Get-PwshCommand) -NoProfile -NoLogo -Command $script | Out-String
        $LASTEXITCODE | Should -Be 0 -Because "it shows:`n$shown"
        $shown | Should -Match 'CLEANED UP'
        $shown | Should -Not -Match 'WENT ON\s'
        $processes = [regex]::Matches($shown, 'READY (\d+)\.').ForEach{ [int]$_.Groups[1].Value } | Select-Object -Unique
        $processes | Should -Not -BeNullOrEmpty
        foreach ($id in $processes) {
            $process = Get-Process -Id $id -ErrorAction Ignore
            if ($process) { $process.WaitForExit(60000) | Should -BeTrue -Because "process $id must have ended" }
        }
    }
}
