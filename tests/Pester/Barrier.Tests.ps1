BeforeAll {
    . $PSScriptRoot/Shared.ps1
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
