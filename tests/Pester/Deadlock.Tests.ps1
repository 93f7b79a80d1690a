BeforeAll {
    . $PSScriptRoot/Shared.ps1

    # Two workers, each of which holds one lock, and waits for the other's when both hold theirs.
    function Start-Cycle($first, $second) {
        $both = New-IpcBarrier 2
        foreach ($pair in @(, @($first, $second)) + @(, @($second, $first))) {
            Start-IpcWorker {
                param($mine, $theirs, $both)
                Enter-IpcLock $mine
                Wait-IpcBarrier $both
                Enter-IpcLock $theirs
                "inside $($theirs.Name)"
            } -ArgumentList $pair[0], $pair[1], $both
        }
    }
}

Describe 'A deadlock' {
    BeforeEach {
        $first = New-IpcLock "pester-first-$PID"
        $second = New-IpcLock "pester-second-$PID"
    }

    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
        Remove-IpcObject $first, $second
    }

    It 'is found by Get-IpcObject -Deadlock, and ends when one of the processes ends' {
        Get-IpcObject -Deadlock | Should -BeNullOrEmpty
        $a, $b = Start-Cycle $first $second
        Wait-Until { Get-IpcObject -Deadlock }
        $found = Get-IpcObject -Deadlock
        @($found).Count | Should -Be 1
        $found.Members.ProcessId | Sort-Object | Should -Be ($a.ProcessId, $b.ProcessId | Sort-Object)
        $found.Members.Runspace | Should -Not -Contain $null
        $me = $found.Members | Where-Object ProcessId -EQ $a.ProcessId
        $me.Holds, $me.WaitsFor | Should -Be $first.Name, $second.Name
        "$found" | Should -BeLike "*($($a.ProcessId)) holds lock '$($first.Name)' and waits for lock '$($second.Name)'*"
        $found | Out-String -Width 200 | Should -BeLike "*($($b.ProcessId)) holds lock '$($second.Name)' and waits for lock '$($first.Name)'*"

        $b | Stop-IpcWorker
        $a | Receive-IpcWorker -Wait -WarningAction SilentlyContinue | Should -Be "inside $($second.Name)"
        Get-IpcObject -Deadlock | Should -BeNullOrEmpty
    }

    It 'is found among the locks of one set' {
        $locks = New-IpcLock -Count 100
        $a, $b = Start-Cycle $locks[7] $locks[8]
        Wait-Until { Get-IpcObject -Deadlock }
        $found = Get-IpcObject -Deadlock
        $me = $found.Members | Where-Object ProcessId -EQ $a.ProcessId
        $me.Holds, $me.WaitsFor | Should -Be $locks[7].Id, $locks[8].Id
        $b | Stop-IpcWorker
        $a | Receive-IpcWorker -Wait -WarningAction SilentlyContinue | Should -BeLike 'inside*'
    }

    It 'is told to those who wait in it, as a warning' {
        $a, $b = Start-Cycle $first $second
        Wait-Until { ($a.ChildJobs + $a).Warning.Count -or ($b.ChildJobs + $b).Warning.Count }
        $warnings = @($a.ChildJobs; $a; $b.ChildJobs; $b).ForEach({ $_.Warning }).ForEach({ "$_" })
        $warnings[0] | Should -BeLike 'IpcDeadlock: * holds lock * and waits for lock *; * holds lock * and waits for lock *'
        $warnings[0] | Should -BeLike "*($($a.ProcessId))*"
        $warnings[0] | Should -BeLike "*($($b.ProcessId))*"
    }
}

Describe 'Get-IpcObject' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'says who is inside a lock, since when, and who waits' {
        $lock = New-IpcLock
        $before = (Get-Date).AddSeconds(-1)
        Enter-IpcLock $lock
        $worker = Start-IpcWorker { param($lock) Enter-IpcLock $lock } -ArgumentList $lock
        Wait-Until { (Get-IpcObject $lock.Id).Waiters }
        $found = Get-IpcObject $lock.Id
        $found.Waiters | Should -Be $worker.ProcessId
        $found.HeldBy.ProcessId | Should -Be $PID
        $found.HeldBy.ProcessName | Should -Be 'pwsh'
        (Get-Runspace -Id $found.HeldBy.Runspace) | Should -Be ([runspace]::DefaultRunspace)
        $found.HeldBy.Since | Should -BeGreaterThan $before
        $found.HeldBy.Since | Should -BeLessOrEqual (Get-Date)
        $found | Out-String -Width 300 | Should -BeLike "*held by * ($PID), 1 waiting*"
        Exit-IpcLock $lock
        $worker | Wait-IpcWorker -Timeout 60
    }

    It 'says who has permits' {
        $semaphore = New-IpcSemaphore 5
        Enter-IpcSemaphore $semaphore
        Enter-IpcSemaphore $semaphore
        $found = Get-IpcObject $semaphore.Id
        $found.HeldBy.ProcessId | Should -Be $PID
        $found.HeldBy.Times | Should -Be 2
    }
}
