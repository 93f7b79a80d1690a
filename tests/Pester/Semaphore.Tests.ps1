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

    It 'gives signals that do not come back when who took them ends' {
        $go = New-IpcSemaphore 0 -Signal
        $went = New-IpcValue 0
        $workers = Start-IpcWorker -Count 3 { param($go, $went) Enter-IpcSemaphore $go; $went.Add(1) } -ArgumentList $go, $went
        Exit-IpcSemaphore $go -Count 2
        Wait-Until { @($workers | Where-Object State -EQ Completed).Count -eq 2 }
        $went.Value | Should -Be 2
        $go.CurrentCount | Should -Be 0
        Enter-IpcSemaphore $go -Timeout 0.05 -Quiet | Should -BeFalse
        Exit-IpcSemaphore $go
        $workers | Wait-IpcWorker -Timeout $longest
        $went.Value | Should -Be 3
    }

    It 'gives the permit back after <What>' -ForEach @(
        @{ What = 'the block'; Code = { Use-IpcSemaphore $semaphore { $inner = $semaphore.CurrentCount; 'output' }; $inner }; Expected = 'output', 0 }
        @{ What = 'throw'; Code = { try { Use-IpcSemaphore $semaphore { throw 'x' } } catch { "caught $_" } }; Expected = 'caught x' }
        @{ What = 'break'; Code = { foreach ($i in 1..3) { Use-IpcSemaphore $semaphore { if ($i -eq 2) { break }; $i } } }; Expected = 1 }
        @{ What = 'return'; Code = { Use-IpcSemaphore $semaphore { return 1; 2 }; 3 }; Expected = 1, 3 }
        @{ What = 'Select-Object -First'; Code = { Use-IpcSemaphore $semaphore { 1; 2; 3 } | Select-Object -First 1 }; Expected = 1 }
    ) {
        $semaphore = New-IpcSemaphore 1 -MaximumCount 1
        & $Code | Should -Be $Expected
        $semaphore.CurrentCount | Should -Be 1
    }

    It 'does not run the block without a permit' {
        $semaphore = New-IpcSemaphore 0
        { Use-IpcSemaphore $semaphore { 'never' } -Timeout 0.05 } | Should -Throw -ErrorId 'IpcTimeout,Ipc.Commands.UseIpcSemaphoreCommand'
        Use-IpcSemaphore $semaphore { 'never' } -Timeout 0.05 -Quiet | Should -Be $false
        Exit-IpcSemaphore $semaphore
        Use-IpcSemaphore $semaphore { 'ran' } -Timeout 1 -Quiet | Should -Be $true, 'ran'
        Use-IpcSemaphore $semaphore { 'ran' } -Timeout 1 | Should -Be 'ran'
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
