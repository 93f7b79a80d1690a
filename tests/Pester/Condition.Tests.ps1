BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

Describe 'A condition' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'hands one thing at a time from one process to another' {
        $condition = New-IpcCondition
        $slot = New-IpcValue 0
        $worker = Start-IpcWorker {
            param($condition, $slot)
            foreach ($i in 1..20) {
                Use-IpcLock $condition {
                    while ($slot.Value -eq 0) { Wait-IpcCondition $condition }
                    $slot.Value
                    $slot.Value = 0
                    Resume-IpcCondition $condition -All
                }
            }
        } -ArgumentList $condition, $slot
        foreach ($i in 1..20) {
            Use-IpcLock $condition {
                while ($slot.Value -ne 0) { Wait-IpcCondition $condition }
                $slot.Value = $i
                Resume-IpcCondition $condition -All
            }
        }
        $worker | Receive-IpcWorker -Wait | Should -Be (1..20)
    }

    It 'lets go on as many as are resumed' {
        $condition = New-IpcCondition
        $workers = Start-IpcWorker -Count 3 { param($condition) Use-IpcLock $condition { Wait-IpcCondition $condition }; 'on' } -ArgumentList $condition
        Wait-Until { $condition.WaitingCount -eq 3 }
        Use-IpcLock $condition { Resume-IpcCondition $condition -Count 2 }
        $workers | Wait-IpcWorker -Any
        Use-IpcLock $condition { Resume-IpcCondition $condition -All }
        $workers | Receive-IpcWorker -Wait | Should -Be 'on', 'on', 'on'
        $condition.WaitingCount | Should -Be 0
    }

    It 'needs its lock to wait' {
        $condition = New-IpcCondition
        Wait-IpcCondition $condition -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be 'IpcNotOwner,Ipc.Commands.WaitIpcConditionCommand'
    }

    It 'holds its lock again when the time-out has passed' {
        $condition = New-IpcCondition
        Use-IpcLock $condition {
            Wait-IpcCondition $condition -Timeout 0.05 -Quiet
            $condition.IsHeldByMe
            Wait-IpcCondition $condition -Timeout 0.05 -ErrorVariable problem -ErrorAction SilentlyContinue
        } | Should -Be $false, $true
        $problem.FullyQualifiedErrorId | Should -Be 'IpcTimeout,Ipc.Commands.WaitIpcConditionCommand'
        $condition.IsHeld | Should -BeFalse
    }

    It 'forgets one who is killed while waiting' {
        $condition = New-IpcCondition pester-condition
        $worker = Start-IpcWorker { Use-IpcLock pester-condition { Wait-IpcCondition pester-condition } }
        Wait-Until { $condition.WaitingCount -eq 1 }
        Stop-Process -Id $worker.ProcessId -Force
        $worker | Wait-IpcWorker
        # The dead one takes nothing: who waits after it is resumed.
        $other = Start-IpcWorker { Use-IpcLock pester-condition { Wait-IpcCondition pester-condition -Timeout 60 -Quiet } }
        Wait-Until { $condition.WaitingCount -eq 1 }
        Wait-Until { Use-IpcLock $condition { Resume-IpcCondition $condition }; $other.State -ne 'Running' }
        $other | Receive-IpcWorker -Wait | Should -Be $true
        Remove-IpcObject $condition
    }
}
