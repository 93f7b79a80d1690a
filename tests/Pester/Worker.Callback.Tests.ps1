BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $pool = New-IpcPool 1
}

AfterAll {
    Remove-IpcPool $pool
}

Describe 'What is to be done when a worker has ended, <how>' -ForEach @{ how = 'with a process of its own'; on = $false }, @{ how = 'on a pool'; on = $true } {
    BeforeEach {
        $with = if ($on) { @{ Pool = $pool } } else { @{} }
        $script:told = [Collections.Generic.List[object]]::new()
    }

    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'is done here, with the worker as $_' {
        $worker = Start-IpcWorker { 6 * 7 } -OnDone { $told.Add("$($_.State) $($_ | Receive-IpcWorker)") } -OnError { $told.Add('error') } @with
        $worker | Wait-IpcWorker
        Wait-Until { $told.Count }
        $told | Should -Be 'Completed 42'
        (Get-EventSubscriber -Force).SourceObject | Should -Not -Contain $worker
    }

    It 'is another thing when it has failed, was killed or stopped' {
        $worker = Start-IpcWorker { throw 'bad' } -OnDone { $told.Add('done') } -OnError { $told.Add("$($_.State) $($_.Failure)") } @with
        Wait-Until { $told.Count }
        $told | Should -Be 'Failed bad'
        $null = Start-IpcWorker { Stop-Process $PID -Force } -OnError { $told.Add($_.Signal) } @with
        Wait-Until { $told.Count -eq 2 }
        $told[1] | Should -Be SIGKILL
        $begun = New-IpcEvent
        $stopped = Start-IpcWorker { Set-IpcEvent $using:begun; Start-Sleep 1000 } -OnDone { $told.Add('done') } -OnError { $told.Add("$($_.State)") } @with
        Wait-IpcEvent $begun
        $stopped | Stop-IpcWorker
        Wait-Until { $told.Count -eq 3 }
        $told[2] | Should -Be Stopped
    }

    It 'may be what is registered with Register-ObjectEvent' {
        $go = New-IpcEvent
        $worker = Start-IpcWorker { $null = Wait-IpcEvent $using:go } @with
        $subscription = Register-ObjectEvent $worker Ended -MessageData $told -Action { $Event.MessageData.Add("$($Sender.State)") }
        Set-IpcEvent $go
        Wait-Until { $told.Count }
        $told | Should -Be Completed
        $subscription | Remove-Job -Force
    }
}

Describe 'Waiting for workers' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'ends at the first that fails with -FirstError' {
        $sleeps = Start-IpcWorker { Start-Sleep 1000 } -Name sleeps
        $fails = Start-IpcWorker { throw 'bad' } -Name fails
        $fine = Start-IpcWorker { 1 } -Name fine
        $fine | Wait-IpcWorker
        ($sleeps, $fine, $fails | Wait-IpcWorker -FirstError).Name | Should -Contain fails
        $sleeps.State | Should -Be Running
        { $sleeps, $fine | Wait-IpcWorker -FirstError -Timeout 0.05 } | Should -Throw -ErrorId 'IpcTimeout,*'
        ($fine | Wait-IpcWorker -FirstError -Timeout $longest).Name | Should -Be fine
    }

    It 'for one of a pool that was stopped while it waited: it is out of the queue' {
        $go, $begun = (New-IpcEvent), (New-IpcEvent)
        $running = Start-IpcWorker { Set-IpcEvent $using:begun; $null = Wait-IpcEvent $using:go; 'ran' } -Pool $pool
        $waiting = Start-IpcWorker { 'never' } -Pool $pool
        Wait-IpcEvent $begun
        $pool.Statistics.Waiting | Should -Be 1
        $waiting | Stop-IpcWorker
        $pool.Statistics.Waiting | Should -Be 0
        "$($running.State) $($waiting.State)" | Should -Be 'Running Stopped'
        Set-IpcEvent $go
        $running | Receive-IpcWorker -Wait | Should -Be ran
    }
}
