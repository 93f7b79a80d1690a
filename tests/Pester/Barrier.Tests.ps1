BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

Describe 'A barrier that was made with a time and an action' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
        Remove-IpcObject pester-rounds, pester-step -ErrorAction Ignore
    }

    It 'runs the action once a round, before anyone goes on' {
        $rounds = New-IpcValue 0 -Name pester-rounds
        $barrier = New-IpcBarrier 3 pester-step -Action { $null = Update-IpcValue pester-rounds { $_ + 1 } }
        $workers = Start-IpcWorker -Count 2 {
            param($barrier, $rounds)
            foreach ($i in 1, 3, 5) { $barrier.Wait(); $rounds.Value; Wait-IpcBarrier $barrier }
        } -ArgumentList $barrier, $rounds
        $mine = foreach ($i in 1, 3, 5) { Wait-IpcBarrier pester-step; $rounds.Value; Wait-IpcBarrier $barrier }
        $mine | Should -Be 1, 3, 5
        $workers | Receive-IpcWorker -Wait | Sort-Object | Should -Be 1, 1, 3, 3, 5, 5
        $rounds.Value | Should -Be 6
    }

    It 'runs the action in the scope of the caller who came last, and breaks when it fails' {
        $barrier = New-IpcBarrier 1 -Action { $here = 'ran'; 'written'; if ($fail) { throw 'mine' } }
        Wait-IpcBarrier $barrier | Should -Be 'written'
        $here | Should -Be 'ran'
        Wait-IpcBarrier $barrier -Action { 'own' } | Should -Be 'own'
        $fail = $true
        { Wait-IpcBarrier $barrier } | Should -Throw 'mine'
        $barrier.IsBroken | Should -BeTrue
    }

    It 'takes no action that uses a value of its maker, since that is not there where it runs' {
        $results = New-IpcQueue
        { New-IpcBarrier 1 -Action { & { Send-IpcQueue $using:results 1 } } } |
            Should -Throw -ErrorId 'IpcNotSupported,Ipc.Commands.NewIpcBarrierCommand' -ExpectedMessage '*so $using:results has no value there. Give*'
    }

    It 'waits no longer than its time unless told otherwise' {
        $barrier = New-IpcBarrier 2 -Timeout 0.05
        { Wait-IpcBarrier $barrier } | Should -Throw -ErrorId 'IpcTimeout,Ipc.Commands.WaitIpcBarrierCommand'
        Reset-IpcBarrier $barrier
        Wait-IpcBarrier $barrier -Quiet | Should -BeFalse
        Reset-IpcBarrier $barrier
        { $barrier.Wait() } | Should -Throw '*0.05 s*'
        Reset-IpcBarrier $barrier
        $worker = Start-IpcWorker { param($barrier) Wait-IpcBarrier $barrier -Timeout 60 } -ArgumentList $barrier
        Wait-Until { $barrier.ParticipantsWaiting -eq 1 }
        [Threading.Thread]::Sleep(100) # Longer than the barrier's own time.
        Wait-IpcBarrier $barrier | Should -BeNullOrEmpty
        $worker | Receive-IpcWorker -Wait | Should -BeTrue
    }

    It 'is another one with another time or action' {
        $null = New-IpcBarrier 2 pester-step -Timeout 5 -Action { 1 }
        New-IpcBarrier 2 pester-step -Timeout 5 -Action { 1 } -Force | Should -Not -BeNullOrEmpty
        { New-IpcBarrier 2 pester-step -Timeout 6 -Action { 1 } -Force } | Should -Throw -ErrorId 'IpcFormatMismatch,Ipc.Commands.NewIpcBarrierCommand'
        { New-IpcBarrier 2 pester-step -Timeout 5 -Action { 2 } -Force } | Should -Throw -ErrorId 'IpcFormatMismatch,Ipc.Commands.NewIpcBarrierCommand'
    }
}

Describe 'A barrier' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'lets nobody go on before all are there' {
        $barrier = New-IpcBarrier 3
        $told = New-IpcQueue
        Start-IpcWorker -Count 3 { param($barrier, $told) Send-IpcQueue $told 'Worker'; Wait-IpcBarrier $barrier; Send-IpcQueue $told 'Barrier' } -ArgumentList $barrier, $told |
            Receive-IpcWorker -Wait
        Receive-IpcQueue $told -All | Should -Be 'Worker', 'Worker', 'Worker', 'Barrier', 'Barrier', 'Barrier'
    }

    It 'is used again and again' {
        $barrier = New-IpcBarrier 2
        $rounds = Start-IpcWorker -Count 2 { param($barrier) foreach ($i in 1..50) { Wait-IpcBarrier $barrier -PassThru } } -ArgumentList $barrier | Receive-IpcWorker -Wait
        ($rounds -eq 0).Count | Should -Be 50
        ($rounds -eq 1).Count | Should -Be 50
    }

    It 'runs the action once a round, before anyone goes on' {
        $barrier = New-IpcBarrier 3
        $count = New-IpcValue 0
        $seen = Start-IpcWorker -Count 3 {
            param($barrier, $count)
            foreach ($i in 1..10) { Wait-IpcBarrier $barrier -Action { $count.Value += 1 }; $count.Value; Wait-IpcBarrier $barrier }
        } -ArgumentList $barrier, $count | Receive-IpcWorker -Wait
        $seen | Group-Object | ForEach-Object Count | Should -Be (, 3 * 10)
        $count.Value | Should -Be 10
    }

    It 'breaks for all when one gives up, until it is reset' {
        $barrier = New-IpcBarrier 3
        $worker = Start-IpcWorker { param($barrier) Wait-IpcBarrier $barrier -ErrorVariable problem -ErrorAction SilentlyContinue; $problem.FullyQualifiedErrorId } -ArgumentList $barrier
        Wait-Until { $barrier.ParticipantsWaiting -eq 1 }
        Wait-IpcBarrier $barrier -Timeout 0.05 -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be 'IpcTimeout,Ipc.Commands.WaitIpcBarrierCommand'
        $worker | Receive-IpcWorker -Wait | Should -Be 'IpcBarrierBroken,Ipc.Commands.WaitIpcBarrierCommand'
        $barrier.IsBroken | Should -BeTrue
        Reset-IpcBarrier $barrier
        $barrier.IsBroken | Should -BeFalse
    }

    It 'breaks for all when a party is killed that had arrived' {
        $barrier = New-IpcBarrier 3
        $worker = Start-IpcWorker { param($barrier) Wait-IpcBarrier $barrier } -ArgumentList $barrier
        $other = Start-IpcWorker { param($barrier) Wait-IpcBarrier $barrier -ErrorVariable problem -ErrorAction SilentlyContinue; $problem.FullyQualifiedErrorId } -ArgumentList $barrier
        Wait-Until { $barrier.ParticipantsWaiting -eq 2 }
        Stop-Process -Id $worker.ProcessId -Force
        $other | Receive-IpcWorker -Wait | Should -Be 'IpcBarrierBroken,Ipc.Commands.WaitIpcBarrierCommand'
        Wait-IpcBarrier $barrier -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be 'IpcBarrierBroken,Ipc.Commands.WaitIpcBarrierCommand'
    }

    It 'is stopped and reset by name from another pwsh' {
        $barrier = New-IpcBarrier 2 pester-barrier
        Invoke-Elsewhere "Stop-IpcBarrier pester-barrier"
        $barrier.IsBroken | Should -BeTrue
        Invoke-Elsewhere "Reset-IpcBarrier pester-barrier"
        $barrier.IsBroken | Should -BeFalse
        Remove-IpcObject pester-barrier
    }
}
