BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

Describe 'New-IpcPool' {
    AfterEach {
        Get-IpcPool | Remove-IpcPool
    }

    It 'keeps its workers from call to call, and ends them when it is removed' {
        $pool = New-IpcPool -Size 1
        $first = 1 | Invoke-IpcParallel { $PID } -Pool $pool
        1..3 | Invoke-IpcParallel { $PID } -Pool $pool | Select-Object -Unique | Should -Be $first
        $first | Should -Not -Be $PID
        Remove-IpcPool $pool
        Get-Process -Id $first -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        Get-IpcPool | Should -BeNullOrEmpty
    }

    It 'prepares each worker with functions, modules, variables and a script' {
        function Get-Text($x) { "<$x>" }
        Set-Content TestDrive:/Small.psm1 'function Get-Small { "small" }'
        $five = 5
        $null = New-IpcPool -Size 1 -Name prepared -Function Get-T* -Variable five -Module TestDrive:/Small.psm1 -InitializationScript { $six = $five + 1 }
        1 | Invoke-IpcParallel { "$(Get-Text $six) $(Get-Small)" } -Pool prepared | Should -Be '<6> small'
    }

    It 'replaces a worker that was killed' {
        $pool = New-IpcPool -Size 1
        $first = 1 | Invoke-IpcParallel { $PID } -Pool $pool
        Stop-Process -Id $first -Force
        $second = 1 | Invoke-IpcParallel { $PID } -Pool $pool -Retry 1
        $second | Should -Not -Be $first
        $pool.WorkersReplaced | Should -Be 1
    }

    It 'ends idle workers and starts them again' {
        $pool = New-IpcPool -Size 1 -IdleTimeout 0.1
        Wait-Until { $pool.WorkerCount -eq 0 }
        1..3 | Invoke-IpcParallel { $_ } -Pool $pool -Ordered | Should -Be 1, 2, 3
    }

    It 'is shown as a table' {
        $null = New-IpcPool -Size 1 -Name shown
        Get-IpcPool | Out-String | Should -Match '(?s)Name\s+Size\s+Workers\s+Busy\s+Items\s+Replaced.*shown\s+1\s+1\s+0\s+0\s+0'
    }

    It 'is not made with -WhatIf' {
        New-IpcPool -WhatIf
        Get-IpcPool | Should -BeNullOrEmpty
    }

    It 'is not changed with -WhatIf, and nor is a worker' {
        $pool = New-IpcPool -Size 1
        $worker = Start-IpcWorker { [Threading.Thread]::Sleep(-1) }
        Set-IpcPool $pool -Size 2 -WhatIf
        Remove-IpcPool $pool -Force -WhatIf
        Stop-IpcWorker $worker -WhatIf
        Remove-IpcWorker $worker -Force -WhatIf
        $pool.Size, (Get-IpcPool).Count, $worker.State, @(Get-IpcWorker).Count | Should -Be 1, 1, 'Running', 1
        Remove-IpcWorker $worker -Force
    }
}
