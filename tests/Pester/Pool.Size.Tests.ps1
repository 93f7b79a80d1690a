BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

Describe 'A pool that changes' {
    BeforeEach {
        $pool = New-IpcPool 1
    }

    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
        Get-Job | Remove-Job -Force
        Get-IpcPool | Remove-IpcPool -Force
    }

    It 'grows: a call that runs uses the new workers' {
        $here = New-IpcBarrier 3
        $job = 1..3 | Invoke-IpcParallel { Wait-IpcBarrier $using:here -Timeout $using:longest; $PID } -Pool $pool -AsJob
        Set-IpcPool $pool -Size 3
        $job | Receive-Job -Wait | Where-Object { $_ -isnot [bool] } | Sort-Object -Unique | Should -HaveCount 3
        $pool.Size | Should -Be 3
    }

    It 'shrinks: what runs is done, and the others end' {
        (Set-IpcPool $pool -Size 3 -PassThru).Name | Should -Be $pool.Name
        $go, $begun = (New-IpcEvent), (New-IpcSemaphore 0)
        $jobs = 1..2 | ForEach-Object { Start-IpcWorker { Exit-IpcSemaphore $using:begun; $null = Wait-IpcEvent $using:go; 'done' } -Pool $pool }
        1..2 | ForEach-Object { Enter-IpcSemaphore $begun }
        $pool | Set-IpcPool -Size 1
        Wait-Until { $pool.WorkerCount -eq 2 }
        Set-IpcEvent $go
        $jobs | Receive-IpcWorker -Wait | Should -Be done, done
        Wait-Until { $pool.WorkerCount -eq 1 }
        $pool.WorkersReplaced | Should -Be 0
        Start-IpcWorker { 'next' } -Pool $pool | Receive-IpcWorker -Wait | Should -Be next
    }

    It 'is refused where it is removed, and of a size that makes no sense' {
        { Set-IpcPool $pool -Size 0 } | Should -Throw
        Remove-IpcPool $pool
        { Set-IpcPool $pool -Size 2 } | Should -Throw -ErrorId 'IpcClosed,*'
    }

    It 'takes nothing new while it does the rest, and says so' {
        $go, $begun = (New-IpcEvent), (New-IpcEvent)
        $job = Start-IpcWorker { Set-IpcEvent $using:begun; $null = Wait-IpcEvent $using:go; 'done' } -Pool $pool
        Wait-IpcEvent $begun
        $other = [powershell]::Create()
        $null = $other.AddScript('param($module, $pool) Import-Module $module; Remove-IpcPool $pool -Wait').
            AddArgument((Get-Module Ipc).Path).AddArgument($pool)
        $removal = $other.BeginInvoke()
        Wait-Until { try { $null = Start-IpcWorker { 1 } -Pool $pool; $false } catch { "$_" -match 'is being removed and takes no new work' } }
        { 1 | Invoke-IpcParallel { 1 } -Pool $pool } | Should -Throw -ErrorId 'IpcClosed,*'
        Set-IpcEvent $go
        $null = $other.EndInvoke($removal)
        $other.Dispose()
        $job | Receive-IpcWorker -Wait | Should -Be done
        Get-IpcPool | Should -BeNullOrEmpty
    }
}

Describe 'What a pool counts' {
    AfterEach {
        Get-IpcPool | Remove-IpcPool -Force
    }

    It 'is what became of items and jobs, and how long they took' {
        $pool = New-IpcPool 1
        $null = 1, 2, 3 | Invoke-IpcParallel { if ($_ -eq 2) { throw 'no' } } -Pool $pool -ErrorAction SilentlyContinue
        $null = 1 | Invoke-IpcParallel { Stop-Process $PID -Force } -Pool $pool -ErrorAction SilentlyContinue
        Start-IpcWorker { Start-Sleep -Milliseconds 300; 1 } -Pool $pool | Receive-IpcWorker -Wait -AutoRemove | Should -Be 1
        Start-IpcWorker { exit 3 } -Pool $pool | Receive-IpcWorker -Wait -AutoRemove -ErrorAction SilentlyContinue
        Wait-Until { $pool.Statistics.Running -eq 0 }
        $told = $pool.Statistics
        "$($told.Waiting) $($told.Running) $($told.Done) $($told.Failed) $($told.WorkersLost)" | Should -Be '0 0 3 3 1'
        $told.RunTime.Longest.TotalSeconds | Should -BeGreaterOrEqual 0.3
        $told.RunTime.Median | Should -BeLessOrEqual $told.RunTime.Percentile99
        $pool | Format-List | Out-String | Should -Match 'Statistics\s+: 0 waiting, 0 running, 3 done, 3 failed, 1 workers lost; wait: median'
    }
}
