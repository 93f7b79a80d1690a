# Pester tests with two processes: Invoke-Pester ./TwoProcesses.Tests.ps1
# Readiness by an event, and not by sleeping; a time-out on what may hang; what is left is removed.
BeforeAll {
    Import-Module $PSScriptRoot/../../Ipc.psd1
}

Describe 'A counter that two processes use' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'counts each step of both' {
        $counter, $go = (New-IpcValue 0), (New-IpcEvent)
        $workers = Start-IpcWorker -Count 2 -ArgumentList $counter, $go {
            param($counter, $go)
            $null = Wait-IpcEvent $go -Timeout 60
            foreach ($i in 1..100) { Update-IpcValue $counter { $_ + 1 } }
        }
        Set-IpcEvent $go
        $workers | Receive-IpcWorker -Wait
        $counter.Value | Should -Be 200
    }

    It 'is not stopped by one that is killed' {
        $lock, $held = (New-IpcLock), (New-IpcEvent)
        $worker = Start-IpcWorker { param($lock, $held) Enter-IpcLock $lock; Set-IpcEvent $held; [Threading.Thread]::Sleep(-1) } -ArgumentList $lock, $held
        $null = Wait-IpcEvent $held -Timeout 60
        Stop-Process -Id $worker.ProcessId -Force
        Enter-IpcLock $lock -Timeout 60 -WarningAction SilentlyContinue | Should -BeTrue
        Exit-IpcLock $lock
    }
}
