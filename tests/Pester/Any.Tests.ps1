BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

Describe 'Waiting for any' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'takes from whichever of two queues has something' {
        $urgent, $normal = (New-IpcQueue), (New-IpcQueue)
        $worker = Start-IpcWorker { param($q) 'late' | Send-IpcQueue $q } -ArgumentList $normal
        $got = Wait-IpcAny $urgent, $normal -Receive -Timeout 60
        $got.Value | Should -Be 'late'
        $got.Source | Should -Be $normal
        $got.Index | Should -Be 1
        $urgent.Count + $normal.Count | Should -Be 0
    }

    It 'works until told to stop' {
        $jobs = New-IpcQueue
        $stop = New-IpcEvent
        1..3 | Send-IpcQueue $jobs
        $worker = Start-IpcWorker { param($stop, $jobs) while ($jobs.Count) { Start-Sleep -Milliseconds 5 }; Set-IpcEvent $stop } -ArgumentList $stop, $jobs
        $done = while (($next = Wait-IpcAny $jobs, $stop -Receive -Timeout 60).Source -ne $stop) { $next.Value }
        $done -join ' ' | Should -Be '1 2 3'
    }

    It 'is told of a worker that ends, or is killed' {
        $queue = New-IpcQueue
        $worker = Start-IpcWorker { param($q) $PID | Send-IpcQueue $q; Start-Sleep 600 } -ArgumentList $queue
        $id = (Wait-IpcAny $queue, $worker -Receive -Timeout 60).Value
        Stop-Process -Id $id -Force
        (Wait-IpcAny $queue, $worker -Timeout 60).Name | Should -Be $worker.Name
    }

    It 'takes one lock of several, and gives it back when the pipeline fails' {
        $a, $b = (New-IpcLock), (New-IpcLock)
        $ready = New-IpcEvent
        $worker = Start-IpcWorker { param($a, $ready) Use-IpcLock $a { Set-IpcEvent $ready; Start-Sleep 600 } } -ArgumentList $a, $ready
        Wait-IpcEvent $ready -Timeout 60 | Out-Null
        (Wait-IpcAny $a, $b -Take -Timeout 60).Index | Should -Be 1
        $b.IsHeldByMe | Should -BeTrue
        Exit-IpcLock $b
        { Wait-IpcAny $a, $b -Take | ForEach-Object { throw 'out' } } | Should -Throw 'out'
        $b.IsHeld | Should -BeFalse
    }

    It 'waits for more than the system takes at once' {
        $queues = 1..150 | ForEach-Object { New-IpcQueue }
        $worker = Start-IpcWorker { param($q) 9 | Send-IpcQueue $q } -ArgumentList $queues[140]
        $got = Wait-IpcAny $queues -Receive -Timeout 60
        $got.Index, $got.Value | Should -Be 140, 9
    }

    It 'says false when nothing came, if asked to' {
        Wait-IpcAny (New-IpcQueue), (New-IpcEvent) -Timeout 0.05 -Quiet | Should -BeFalse
        { Wait-IpcAny (New-IpcQueue) -Timeout 0.05 } | Should -Throw -ErrorId 'IpcTimeout*'
    }
}
