BeforeAll {
    . $PSScriptRoot/Shared.ps1

    function Get-Offered([string] $Line) {
        (TabExpansion2 $Line $Line.Length).CompletionMatches.CompletionText
    }
}

Describe 'Tab' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
        Remove-IpcObject tabbed*
    }

    It 'offers what another process has made' {
        $ready, $end = (New-IpcEvent), (New-IpcEvent)
        $null = Start-IpcWorker { param($ready, $end) $q = New-IpcQueue tabbed-elsewhere; $q | Send-IpcQueue 1, 2; Set-IpcEvent $ready; Wait-IpcEvent $end } -ArgumentList $ready, $end
        $null = Wait-IpcEvent $ready -Timeout $longest
        Get-Offered 'Receive-IpcQueue tabbed-' | Should -Be 'tabbed-elsewhere'
        Get-Offered 'Receive-IpcPipe tabbed-' | Should -Not -Contain 'tabbed-elsewhere'
        Set-IpcEvent $end
    }

    It 'offers workers by their names and ids' {
        $end = New-IpcEvent
        $worker = Start-IpcWorker -Name tabbed-worker { param($end) Wait-IpcEvent $end } -ArgumentList $end
        Get-Offered 'Stop-IpcWorker -Name tabbed-' | Should -Be 'tabbed-worker'
        Get-Offered 'Get-IpcWorker tabbed-' | Should -Be 'tabbed-worker'
        Get-Offered 'Receive-IpcWorker -Id ' | Should -Contain "$($worker.Id)"
        Set-IpcEvent $end
    }

    It 'makes no folder, and is silent without any object' {
        $elsewhere = "/dev/shm/ipc-test-tab-$PID"
        Invoke-Pwsh "`$env:IPC_HOME = '$elsewhere'; Import-Module '$PSScriptRoot/../../Ipc.psd1'; (TabExpansion2 'Send-IpcQueue ' 14).CompletionMatches.Count; Test-Path $elsewhere" |
            Should -Be '0', 'False'
    }
}
