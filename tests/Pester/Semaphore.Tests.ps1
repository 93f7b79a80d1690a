BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

Describe 'A semaphore' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'lets so many in at a time' {
        $semaphore = New-IpcSemaphore 2 -MaximumCount 2
        $inside = New-IpcValue 0
        $most = New-IpcValue 0
        Start-IpcWorker -Count 5 {
            param($semaphore, $inside, $most)
            foreach ($i in 1..20) {
                Enter-IpcSemaphore $semaphore
                $inside.Add(1)
                Update-IpcValue $most { [Math]::Max($_, $inside.Value) }
                $inside.Add(-1)
                Exit-IpcSemaphore $semaphore
            }
        } -ArgumentList $semaphore, $inside, $most | Receive-IpcWorker -Wait
        $most.Value | Should -BeIn 1, 2
        $semaphore.CurrentCount | Should -Be 2
    }

    It 'is found by its name' {
        $null = New-IpcSemaphore 1 pester-semaphore
        Invoke-Elsewhere "Exit-IpcSemaphore pester-semaphore -Count 2"
        (Get-IpcSemaphore pester-semaphore).CurrentCount | Should -Be 3
        Enter-IpcSemaphore pester-semaphore -Quiet | Should -BeTrue
        Remove-IpcObject pester-semaphore
    }

    It 'takes nothing when the time-out passes' {
        $semaphore = New-IpcSemaphore 0
        Enter-IpcSemaphore $semaphore -Timeout 0.05 -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be 'IpcTimeout,Ipc.Commands.EnterIpcSemaphoreCommand'
        Enter-IpcSemaphore $semaphore -Timeout 0.05 -Quiet | Should -BeFalse
        Exit-IpcSemaphore $semaphore
        $semaphore.CurrentCount | Should -Be 1
    }

    It 'is full above its bound' {
        $semaphore = New-IpcSemaphore 1 -Bound 2
        Exit-IpcSemaphore $semaphore -Count 2 -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be 'IpcSemaphoreFull,Ipc.Commands.ExitIpcSemaphoreCommand'
        $semaphore.CurrentCount | Should -Be 1
    }

    It 'gets the permit back of a process that is killed' {
        $semaphore = New-IpcSemaphore 1 -MaximumCount 1
        $inside = New-IpcEvent
        $worker = Start-IpcWorker { param($semaphore, $inside) Enter-IpcSemaphore $semaphore; Set-IpcEvent $inside; [Threading.Thread]::Sleep(-1) } -ArgumentList $semaphore, $inside
        Wait-IpcEvent $inside -Timeout 60
        $semaphore.CurrentCount | Should -Be 0
        Enter-IpcSemaphore $semaphore -Timeout 0 -Quiet | Should -BeFalse
        Stop-Process -Id $worker.ProcessId -Force
        Enter-IpcSemaphore $semaphore -Timeout 60 -Quiet | Should -BeTrue
    }
}
