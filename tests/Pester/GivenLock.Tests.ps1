BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

Describe 'What is made on a lock that there is already' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'is changed under that lock, by workers that were given nothing else' {
        $lock = New-IpcLock
        $count, $sums = (New-IpcValue 0 -Lock $lock), (New-IpcArray int 3 -Lock $lock)
        $workers = Start-IpcWorker -Count 3 {
            param($count, $sums)
            foreach ($i in 1..50) { Use-IpcLock $count { $count.Value += 1; foreach ($j in 0..2) { $sums[$j] += 1 } } }
        } -ArgumentList $count, $sums
        $lock.Close() # It lives on with what was made on it.
        while ($workers | Where-Object State -EQ Running) { Use-IpcLock $sums { $sums[0] - $count.Value } | Should -Be 0 }
        $workers | Receive-IpcWorker -Wait
        "$($count.Value) $sums" | Should -Be '150 150 150 150'
    }

    It 'lets two conditions share one lock' {
        $lock = New-IpcLock
        $notFull, $notEmpty = (New-IpcCondition -Lock $lock), (New-IpcCondition -Lock $lock)
        $slot = New-IpcValue 0 -Lock $lock
        $worker = Start-IpcWorker {
            param($notFull, $notEmpty, $slot)
            foreach ($i in 1..20) {
                Use-IpcLock $slot {
                    Wait-IpcCondition $notFull -Until { $slot.Value -eq 0 }
                    $slot.Value = $i
                    Resume-IpcCondition $notEmpty
                }
            }
        } -ArgumentList $notFull, $notEmpty, $slot
        $got = foreach ($i in 1..20) {
            Use-IpcLock $lock {
                Wait-IpcCondition $notEmpty { $slot.Value -ne 0 }
                $slot.Value
                $slot.Value = 0
                Resume-IpcCondition $notFull
            }
        }
        $got | Should -Be (1..20)
        $worker | Wait-IpcWorker -Timeout $longest
    }

    It 'takes the lock by its name, too' {
        $null = New-IpcLock pester-given
        $value = New-IpcValue 1 -Lock pester-given
        Enter-IpcLock pester-given
        $value.IsHeldByMe | Should -BeTrue
        (Get-IpcObject $value.Id).Details | Should -BeLike "*lock 'pester-given'"
        Exit-IpcLock $value
        { New-IpcValue 1 -Lock pester-given -NoLock } | Should -Throw -ErrorId 'IpcNotSupported,Ipc.Commands.NewIpcValueCommand'
        { New-IpcCondition -Lock $no } | Should -Not -Throw
        { New-IpcCondition -Lock no-such-lock } | Should -Throw -ErrorId 'IpcNotFound,Ipc.Commands.NewIpcConditionCommand'
        { New-IpcCondition -Lock (New-IpcEvent) } | Should -Throw -ErrorId 'IpcKindMismatch,Ipc.Commands.NewIpcConditionCommand'
        Remove-IpcObject pester-given
    }
}

Describe 'Wait-IpcCondition -Until' {
    BeforeEach {
        $condition = New-IpcCondition
        Enter-IpcLock $condition
    }

    It 'looks before it waits' {
        $looked = 0
        Wait-IpcCondition $condition -Until { $looked++; $condition.IsHeldByMe } | Should -BeNullOrEmpty
        $looked | Should -Be 1
        Wait-IpcCondition $condition -Until { $true } -Timeout 0 | Should -BeTrue
        Wait-IpcCondition $condition -Until { 1, 2 } -Quiet | Should -BeTrue
    }

    It 'gives up when its time has passed for all waits together, with the lock held' {
        Wait-IpcCondition $condition -Until { $false } -Timeout 0.05 -Quiet | Should -BeFalse
        { Wait-IpcCondition $condition -Until { } -Timeout 0 } | Should -Throw -ErrorId 'IpcTimeout,Ipc.Commands.WaitIpcConditionCommand'
        $condition.IsHeldByMe | Should -BeTrue
    }

    It 'ends with the error of the block, and without the lock with IpcNotOwner' {
        { Wait-IpcCondition $condition -Until { throw 'mine' } } | Should -Throw 'mine'
        $condition.IsHeldByMe | Should -BeTrue
        Exit-IpcLock $condition
        { Wait-IpcCondition $condition -Until { $true } } | Should -Throw -ErrorId 'IpcNotOwner,Ipc.Commands.WaitIpcConditionCommand'
    }
}
