BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

Describe 'An event' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'lets all workers go on when it is set' {
        $ready = New-IpcSemaphore 0
        $start = New-IpcEvent
        $workers = Start-IpcWorker -Count 3 { param($ready, $start) Exit-IpcSemaphore $ready; Wait-IpcEvent $start; 'off' } -ArgumentList $ready, $start
        1..3 | ForEach-Object { Enter-IpcSemaphore $ready -Timeout 60 }
        Set-IpcEvent $start
        $workers | Receive-IpcWorker -Wait | Should -Be 'off', 'off', 'off'
    }

    It 'stays set until it is reset' {
        $event = New-IpcEvent -Set
        Wait-IpcEvent $event -Quiet | Should -BeTrue
        Reset-IpcEvent $event
        Wait-IpcEvent $event -Timeout 0.05 -Quiet | Should -BeFalse
        Wait-IpcEvent $event -Timeout 0.05 -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be 'IpcTimeout,Ipc.Commands.WaitIpcEventCommand'
    }

    It 'with -AutoReset lets one through each time' {
        $event = New-IpcEvent -AutoReset
        $through = New-IpcSemaphore 0
        $workers = Start-IpcWorker -Count 3 { param($event, $through) Wait-IpcEvent $event; Exit-IpcSemaphore $through } -ArgumentList $event, $through
        foreach ($i in 1..3) {
            Set-IpcEvent $event
            Enter-IpcSemaphore $through -Timeout 60 -Quiet | Should -BeTrue
            $event.IsSet | Should -BeFalse
        }
        $workers | Wait-IpcWorker -Timeout 60
    }

    It 'is found by its name in another pwsh' {
        $event = New-IpcEvent pester-event
        Invoke-Elsewhere "Set-IpcEvent pester-event"
        $event.IsSet | Should -BeTrue
        'pester-event' | Reset-IpcEvent
        $event.IsSet | Should -BeFalse
        Remove-IpcObject pester-event
        Wait-IpcEvent $event -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be 'IpcNotFound,Ipc.Commands.WaitIpcEventCommand'
    }

    It 'ends the wait of another process when it is removed' {
        $event = New-IpcEvent
        $waiting = New-IpcEvent
        $worker = Start-IpcWorker { param($event, $waiting) Set-IpcEvent $waiting; Wait-IpcEvent $event -ErrorVariable problem -ErrorAction SilentlyContinue; $problem.FullyQualifiedErrorId } -ArgumentList $event, $waiting
        Wait-IpcEvent $waiting -Timeout 60
        $event.Remove()
        $worker | Receive-IpcWorker -Wait | Should -Be 'IpcNotFound,Ipc.Commands.WaitIpcEventCommand'
    }
}
