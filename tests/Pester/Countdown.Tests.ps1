BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

Describe 'A countdown' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'is at zero when all workers have taken their step, and they go on at once' {
        $ready, $go = (New-IpcCountdown 3), (New-IpcEvent)
        $workers = Start-IpcWorker -Count 3 { param($ready, $go) Step-IpcCountdown $ready; Wait-IpcEvent $go; 'went' } -ArgumentList $ready, $go
        Wait-IpcCountdown $ready -Timeout $longest | Should -BeTrue
        $ready.IsSet | Should -BeTrue
        Set-IpcEvent $go
        $workers | Receive-IpcWorker -Wait | Should -Be 'went', 'went', 'went'
    }

    It 'is found by its name' {
        $null = New-IpcCountdown 2 pester-countdown
        Invoke-Elsewhere 'Step-IpcCountdown pester-countdown -PassThru' | Should -Be 1
        (Get-IpcCountdown pester-countdown).CurrentCount | Should -Be 1
        (Get-IpcObject pester-countdown).Count | Should -Be 1
        Remove-IpcObject pester-countdown
    }

    It 'stands where it stood when one is killed before its step' {
        $left = New-IpcCountdown 2
        $worker = Start-IpcWorker { param($left) Step-IpcCountdown $left; [Threading.Thread]::Sleep(-1) } -ArgumentList $left
        Wait-Until { $left.CurrentCount -eq 1 }
        Stop-Process -Id $worker.ProcessId -Force
        Wait-IpcCountdown $left -Timeout 0.05 -Quiet | Should -BeFalse
        { Wait-IpcCountdown $left -Timeout 0.05 } | Should -Throw '*1 steps are left*' -ErrorId 'IpcTimeout,Ipc.Commands.WaitIpcCountdownCommand'
        Step-IpcCountdown $left
        Wait-IpcCountdown $left | Should -BeNullOrEmpty
    }
}
