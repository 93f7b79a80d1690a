BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $pool = New-IpcPool 1
}

AfterAll {
    Remove-IpcPool $pool
}

Describe 'The child job of a worker, <how>' -ForEach @{ how = 'with a process of its own'; on = @{} }, @{ how = 'on a pool'; on = @{ Pool = 'yes' } } {
    BeforeEach {
        $with = if ($on.Count) { @{ Pool = $pool } } else { @{} }
    }

    AfterEach {
        Get-Job | Remove-Job -Force
    }

    It 'is one, and has the streams, the state and the reason' {
        $worker = Start-IpcWorker { 'out'; Write-Error 'err'; Write-Warning 'warn'; throw 'bad' } @with
        $worker.ChildJobs | Should -HaveCount 1
        $child = $worker.ChildJobs[0]
        Wait-Job $child | Should -Be $child
        $worker | Wait-IpcWorker
        "$($child.State) $($child.JobStateInfo.Reason.Message) $($child.Failure)" | Should -Be 'Failed bad bad'
        "$($child.Output) $($child.Error) $($child.Warning)" | Should -Be 'out err warn'
        "$($child.Location)$($child.Command)" | Should -Be "localhost$($worker.Command)"
        "$($worker.Output) $($worker.Error) $($worker.Warning) $($worker.JobStateInfo.Reason.Message)" | Should -Be 'out err warn bad'
    }

    It 'gives nothing twice, through the worker or by itself' {
        $worker = Start-IpcWorker { 1; Write-Error 'err'; 2; throw 'bad' } @with
        foreach ($from in $worker, $worker.ChildJobs[0], $worker) {
            $null = Wait-Job $from
            Receive-Job $from -Keep -ErrorVariable problem -ErrorAction SilentlyContinue | Should -Be 1, 2
            "$problem" | Should -Be 'err bad'
        }
        $worker | Receive-Job -ErrorAction SilentlyContinue | Should -Be 1, 2
        $worker.ChildJobs[0] | Receive-Job -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $worker | Receive-IpcWorker -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $worker.HasMoreData, $worker.ChildJobs[0].HasMoreData | Should -Be $false, $false
    }

    It 'leaves to Receive-IpcWorker what Receive-Job of it has not taken, in order' {
        $worker = Start-IpcWorker { 1; Write-Warning 'two'; 3 } @with
        $worker | Wait-IpcWorker
        $worker.ChildJobs[0].Output.RemoveAt(0)
        $worker | Receive-IpcWorker *>&1 | ForEach-Object { "$_" } | Should -Be 'two', 3
    }

    It 'is received live, and is removed with the worker' {
        $go = New-IpcEvent
        $seen = [Collections.Generic.List[object]]::new()
        Start-IpcWorker { 1; $null = Wait-IpcEvent $using:go; 2 } @with | Receive-Job -Wait -AutoRemoveJob |
            ForEach-Object { $seen.Add($_); if ($_ -eq 1) { Set-IpcEvent $go } }
        $seen | Should -Be 1, 2
        Get-Job -IncludeChildJob | Should -BeNullOrEmpty
    }

    It 'stops the worker, and cannot be removed without it' {
        $begun = New-IpcEvent
        $worker = Start-IpcWorker { Set-IpcEvent $using:begun; [Threading.Thread]::Sleep(-1) } @with
        Wait-IpcEvent $begun
        Stop-Job $worker.ChildJobs[0]
        "$($worker.State) $($worker.ChildJobs[0].State)" | Should -Be 'Stopped Stopped'
        Remove-Job $worker.ChildJobs[0] -ErrorVariable problem -ErrorAction SilentlyContinue
        "$problem" | Should -Match 'with its worker'
        $worker.ChildJobs[0].Output.Count | Should -Be 0 # Throws where it was disposed of.
    }

    It 'is found by id, by name, and with -IncludeChildJob; patterns find workers only' {
        $worker = Start-IpcWorker { 1 } -Name one @with
        $child = $worker.ChildJobs[0]
        (Get-Job -Id $child.Id).InstanceId | Should -Be $child.InstanceId
        (Get-Job -Name $child.Name).InstanceId | Should -Be $child.InstanceId
        (Get-Job -InstanceId $child.InstanceId).Id | Should -Be $child.Id
        (Get-Job -IncludeChildJob).Name | Should -Be 'one', $child.Name
        (Get-Job *).Name | Should -Be one
        (Get-Job).Name | Should -Be one
        (Get-IpcWorker).Name | Should -Be one
    }
}

Describe 'Receive-IpcWorker as Receive-Job' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'takes -AutoRemoveJob' {
        Start-IpcWorker { 1 } | Receive-IpcWorker -Wait -AutoRemoveJob | Should -Be 1
        Get-IpcWorker | Should -BeNullOrEmpty
    }

    It 'removes what has ended, and leaves what runs' {
        $ended = Start-IpcWorker { 1 }
        $ended | Wait-IpcWorker
        $running = Start-IpcWorker { [Threading.Thread]::Sleep(-1) } -Name runs
        $ended, $running | Receive-IpcWorker -AutoRemoveJob | Should -Be 1
        (Get-IpcWorker).Name | Should -Be runs
        { $running | Receive-IpcWorker -Keep -AutoRemoveJob } | Should -Throw -ErrorId 'IpcNotSupported,*'
        $running | Receive-IpcWorker | Should -BeNullOrEmpty
    }

    It 'ends with IpcTimeout, having written what had come; the worker runs on' {
        $go, $begun = (New-IpcEvent), (New-IpcEvent)
        $worker = Start-IpcWorker { 'first'; Set-IpcEvent $using:begun; $null = Wait-IpcEvent $using:go; 'second' }
        Wait-IpcEvent $begun
        Wait-Until { $worker.HasMoreData -and $worker.Output.Count }
        $got = [Collections.Generic.List[object]]::new()
        { $worker | Receive-IpcWorker -Wait -Timeout 0.05 | ForEach-Object { $got.Add($_) } } | Should -Throw -ErrorId 'IpcTimeout,*'
        $got | Should -Be first
        { $worker | Receive-IpcWorker -Timeout 0 -Keep } | Should -Throw -ErrorId 'IpcTimeout,*'
        Set-IpcEvent $go
        $worker | Receive-IpcWorker -Timeout $longest -AutoRemoveJob | Should -Be second
        Get-IpcWorker | Should -BeNullOrEmpty
    }

    It 'ends in time also where a worker never stops writing' {
        $worker = Start-IpcWorker { while ($true) { 'x' * 100000 } }
        Wait-Until { $worker.Output.Count }
        { $worker | Receive-IpcWorker -Wait -Timeout 1 | ForEach-Object { [Threading.Thread]::Sleep(20) } } | Should -Throw -ErrorId 'IpcTimeout,*'
    }

    It 'is chosen by state' {
        $ended = Start-IpcWorker { 1 } -Name ended
        $ended | Wait-IpcWorker
        $null = Start-IpcWorker { [Threading.Thread]::Sleep(-1) } -Name runs
        (Get-IpcWorker -State Completed).Name | Should -Be ended
        (Get-IpcWorker *n* -State Running, Failed).Name | Should -Be runs
    }
}
