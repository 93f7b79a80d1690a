# The thirteen ordinary accidents of programs that share something: a process dies at the worst moment, and all others go on.
BeforeAll {
    . $PSScriptRoot/Shared.ps1

    # Starts a worker that says when it is about to do what it is to die in.
    function Start-Victim([scriptblock] $Script, [object[]] $ArgumentList) {
        $ready = New-IpcEvent
        $worker = Start-IpcWorker $Script -ArgumentList (@($ready) + $ArgumentList)
        $null = Wait-IpcEvent $ready -Timeout $longest
        $worker
    }

    function Stop-Victim($Worker) {
        Stop-Process -Id $Worker.ProcessId -Force
        $Worker | Wait-IpcWorker -Timeout $longest
        $Worker.Signal | Should -Be 'SIGKILL'
    }
}

Describe 'The holder is killed' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'of a <What>: the next waiter gets it and is told' -ForEach @(
        @{ What = 'lock'; Recursive = $false }
        @{ What = 'recursive lock'; Recursive = $true }
    ) {
        $lock = New-IpcLock -Recursive:$Recursive
        $holder = Start-Victim {
            param($ready, $lock, $twice)
            Enter-IpcLock $lock
            if ($twice) { Enter-IpcLock $lock }
            Set-IpcEvent $ready
            [Threading.Thread]::Sleep(-1)
        } $lock, $Recursive
        $waiter = Start-Victim {
            param($ready, $lock)
            Set-IpcEvent $ready
            $null = Enter-IpcLock $lock -Timeout 60
            $lock.WasAbandoned
            Exit-IpcLock $lock
        } $lock
        Stop-Victim $holder
        $waiter | Receive-IpcWorker -Wait -WarningVariable warned -WarningAction SilentlyContinue | Should -Be $true
        "$warned" | Should -BeLike 'IpcAbandoned*'

        Enter-IpcLock $lock -Timeout $longest -WarningVariable warned
        $warned | Should -BeNullOrEmpty
        $lock.WasAbandoned | Should -BeFalse
        Exit-IpcLock $lock
    }

    It 'of a semaphore''s permit: the permit comes back' {
        $semaphore = New-IpcSemaphore 1 -MaximumCount 1
        $holder = Start-Victim { param($ready, $semaphore) Enter-IpcSemaphore $semaphore; Set-IpcEvent $ready; [Threading.Thread]::Sleep(-1) } $semaphore
        $waiter = Start-Victim { param($ready, $semaphore) Set-IpcEvent $ready; if (Enter-IpcSemaphore $semaphore -Timeout 60) { 'inside' }; Exit-IpcSemaphore $semaphore } $semaphore
        Stop-Victim $holder
        $waiter | Receive-IpcWorker -Wait | Should -Be 'inside'
        Enter-IpcSemaphore $semaphore -Timeout $longest
        Enter-IpcSemaphore $semaphore -Timeout 0 -Quiet | Should -BeFalse
    }
}

Describe 'A party to a queue is killed' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'while it waits to receive: what is sent goes to the others, and time-outs are kept' {
        $queue = New-IpcQueue
        $killed = Start-Victim { param($ready, $queue) Set-IpcEvent $ready; Receive-IpcQueue $queue } $queue
        Stop-Victim $killed
        Send-IpcQueue $queue 'for me'
        Receive-IpcQueue $queue -Timeout $longest | Should -Be 'for me'
        Receive-IpcQueue $queue -Timeout 0.1 -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -BeLike 'IpcTimeout,*'
    }

    It 'in the middle of sending 8 MiB: the others send and receive on, and no message is torn or lost' {
        # It sends one after the other, so that it dies in one of them, wherever that is.
        $queue = New-IpcQueue -Capacity 2
        foreach ($milliseconds in 0, 3, 7) {
            $sender = Start-Victim {
                param($ready, $queue)
                $bytes = [byte[]]::new(8MB)
                Set-IpcEvent $ready
                for ($i = 1; ; $i++) { [Array]::Fill($bytes, [byte]$i); Send-IpcQueue $queue $bytes }
            } $queue
            Receive-IpcQueue $queue -Timeout $longest | Select-Object -First 1 | Out-Null
            Start-Sleep -Milliseconds $milliseconds # So that it dies at another place each time.
            Stop-Victim $sender

            while ($queue.Count -gt 0) {
                $bytes = $queue.Receive()
                $bytes.Length | Should -Be 8MB
                @([Linq.Enumerable]::Distinct([byte[]]$bytes)).Count | Should -Be 1 -Because 'no message is torn'
            }
            'after', 'it' | Send-IpcQueue $queue -Timeout $longest
            Receive-IpcQueue $queue -Count 2 -Timeout $longest | Should -Be 'after', 'it'
            Receive-IpcQueue $queue -Timeout 0.05 -Quiet -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        }
    }
}

Describe 'A waiter is killed' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'of an event<What>: setting it goes on, and wakes the others' -ForEach @(
        @{ What = ''; AutoReset = $false }
        @{ What = ' with auto-reset'; AutoReset = $true }
    ) {
        $event = New-IpcEvent -AutoReset:$AutoReset
        $script = { param($ready, $event) Set-IpcEvent $ready; if (Wait-IpcEvent $event -Timeout 60) { 'woken' } }
        $killed = Start-Victim $script $event
        $other = Start-Victim $script $event
        Stop-Victim $killed
        Set-IpcEvent $event
        $other | Receive-IpcWorker -Wait | Should -Be 'woken'
    }

    It 'of a condition: resuming goes on, and wakes the others' {
        $condition = New-IpcCondition
        $script = { param($ready, $condition) $condition.Enter(); Set-IpcEvent $ready; if (Wait-IpcCondition $condition -Timeout 60) { 'resumed' }; $condition.Exit() }
        $killed = Start-Victim $script $condition
        $other = Start-Victim $script $condition
        Wait-Until { $condition.WaitingCount -eq 2 }
        Stop-Victim $killed
        Use-IpcLock $condition { Resume-IpcCondition $condition }
        $other | Receive-IpcWorker -Wait | Should -Be 'resumed'
        $condition.WaitingCount | Should -Be 0
    }

    It 'of a barrier: the others are told at once, and a reset makes it usable' {
        $barrier = New-IpcBarrier 3
        $killed = Start-Victim { param($ready, $barrier) Set-IpcEvent $ready; Wait-IpcBarrier $barrier } $barrier
        $other = Start-Victim {
            param($ready, $barrier)
            Set-IpcEvent $ready
            try { Wait-IpcBarrier $barrier -Timeout 60 } catch { $_.FullyQualifiedErrorId }
        } $barrier
        Wait-Until { $barrier.ParticipantsWaiting -eq 2 }
        Stop-Victim $killed
        $other | Receive-IpcWorker -Wait | Should -Be 'IpcBarrierBroken,Ipc.Commands.WaitIpcBarrierCommand'
        $barrier.IsBroken | Should -BeTrue

        Reset-IpcBarrier $barrier
        $parties = Start-IpcWorker -Count 2 { param($barrier) if (Wait-IpcBarrier $barrier -Timeout 60) { 'passed' } } -ArgumentList $barrier
        Wait-IpcBarrier $barrier -Timeout $longest
        $parties | Receive-IpcWorker -Wait | Should -Be 'passed', 'passed'
    }
}

Describe 'A worker ends before its task' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'and its caller is told which and how: <How>' -ForEach @(
        @{ How = 'it calls exit'; Script = { exit 3 }; Code = 3; Signal = $null; Says = "'doomed'*code 3" }
        @{ How = 'it ends its process'; Script = { [Environment]::Exit(4) }; Code = 4; Signal = $null; Says = "'doomed'*code 4" }
        @{ How = 'it is killed'; Script = { Stop-Process -Id $PID -Force; [Threading.Thread]::Sleep(-1) }; Code = 137; Signal = 'SIGKILL'; Says = "'doomed'*SIGKILL" }
        @{ How = 'a signal ends it'; Script = { kill -ALRM $PID; [Threading.Thread]::Sleep(-1) }; Code = 142; Signal = 'SIGALRM'; Says = "'doomed'*SIGALRM" }
    ) {
        $worker = Start-IpcWorker $Script -Name doomed
        $worker | Receive-IpcWorker -Wait -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'IpcWorkerFailed*'
        $problem[0].TargetObject | Should -Be 'doomed'
        "$($problem[0])" | Should -BeLike "*$Says*"
        $worker.State | Should -Be 'Failed'
        "$($worker.JobStateInfo.Reason.Message)" | Should -BeLike "*$Says*"
        $worker.ExitCode | Should -Be $Code
        $worker.Signal | Should -Be $Signal
        Start-IpcWorker { 'the next one works' } | Receive-IpcWorker -Wait | Should -Be 'the next one works'
    }
}

Describe 'Somebody else comes and goes' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'and the object is still there: <How>' -ForEach @(
        @{ How = 'it closes and ends'; End = 'Completed'; Script = { param($name) $queue = Get-IpcQueue $name; $queue.Close() } }
        @{ How = 'it ends'; End = 'Completed'; Script = { param($name) $null = Get-IpcQueue $name } }
        @{ How = 'it is killed'; End = 'Failed SIGKILL'; Script = { param($name) $null = Get-IpcQueue $name; Stop-Process -Id $PID -Force; [Threading.Thread]::Sleep(-1) } }
    ) {
        $name = "pester-accident-$PID"
        $queue = New-IpcQueue $name
        try {
            Send-IpcQueue $queue 'mine'
            $worker = Start-IpcWorker $Script -ArgumentList $name
            $worker | Wait-IpcWorker -Timeout $longest
            "$($worker.State) $($worker.Signal)".Trim() | Should -Be $End
            Get-IpcObject $name | Should -Not -BeNullOrEmpty
            Receive-IpcQueue $name -Timeout $longest | Should -Be 'mine'
        }
        finally { Remove-IpcObject $name }
    }
}

Describe 'The parent is killed' {
    It 'and no worker is left, whatever it is doing' {
        $queue = New-IpcQueue "pester-orphans-$PID"
        $script = @'
            $null = Start-IpcWorker { Send-IpcQueue NAME $PID; [Threading.Thread]::Sleep(-1) }
            $null = Start-IpcWorker { Send-IpcQueue NAME $PID; while ($true) { } }
            $null = Start-IpcWorker { Send-IpcQueue NAME $PID; Wait-IpcEvent (New-IpcEvent) }
            $null = Start-IpcWorker { Start-IpcWorker { Send-IpcQueue NAME $PID; [Threading.Thread]::Sleep(-1) } | Wait-IpcWorker }
            [Threading.Thread]::Sleep(-1)
'@.Replace('NAME', $queue.Name)
        $parent = Start-Elsewhere $script /dev/null
        try {
            $workers = 1..4 | ForEach-Object { Receive-IpcQueue $queue -Timeout $longest }
            $workers | Where-Object { Test-Ended $_ } | Should -BeNullOrEmpty
            Stop-Process -Id $parent.Id -Force
            $clock = [Diagnostics.Stopwatch]::StartNew()
            Wait-Until { -not ($workers | Where-Object { -not (Test-Ended $_) }) }
            Write-Host "    the last worker ended $($clock.ElapsedMilliseconds) ms after its parent"
        }
        finally { Remove-IpcObject $queue }
    }
}

Describe 'The parent is paused while its worker writes more than it reads' {
    It 'and nothing hangs or is lost: <What>' -ForEach @(
        @{ What = 'it goes on'; Victim = ''; Expected = '20000 Completed' }
        @{ What = 'the worker is killed'; Victim = 'worker'; Expected = '(WRITTEN|BEFORE) Failed SIGKILL' }
        @{ What = 'it is killed itself'; Victim = 'parent'; Expected = '' }
    ) {
        $go = New-IpcEvent "pester-backlog-$PID"
        $told = New-IpcArray int 2 -Name "pester-backlog-told-$PID"
        $parent = Start-Elsewhere -StandardOutput $TestDrive/said @"
            `$worker = Start-IpcWorker {
                `$told = Get-IpcArray '$($told.Name)'
                `$told[0] = `$PID
                Wait-IpcEvent '$($go.Name)'
                for (`$i = 1; `$i -le 20000; `$i++) { `$told[1] = `$i; "`$i".PadRight(1000) }
            }
            `$n = 0
            `$worker | Receive-IpcWorker -Wait -ErrorAction SilentlyContinue | ForEach-Object { if ([int]`$_ -eq `$n + 1) { `$n++ } }
            "`$n `$(`$worker.State) `$(`$worker.Signal)".Trim()
"@
        try {
            Wait-Until { $told[0] }
            $worker = $told[0]
            kill -STOP $parent.Id
            Set-IpcEvent $go
            Wait-Until { Get-IpcObject -Force | Where-Object { $_.Creator -eq $parent.Id -and $_.Kind -eq 'Queue' -and $_.Count -gt 2000 } }
            if ($Victim) { Stop-Process -Id ($Victim -eq 'worker' ? $worker : $parent.Id) -Force }
            if ($Victim -ne 'parent') { kill -CONT $parent.Id }
            $parent.WaitForExit($longest * 1000) | Should -BeTrue
            Wait-Until { Test-Ended $worker }
            $told[1] | Should -BeGreaterThan 2000
            "$(Get-Content $TestDrive/said)" | Should -Match "^$($Expected.Replace('WRITTEN', $told[1]).Replace('BEFORE', $told[1] - 1))$" # It may have been about to write.
            Get-IpcObject -Force | Where-Object Creator -In $parent.Id, $worker | Should -BeNullOrEmpty
        }
        finally {
            if (-not $parent.HasExited) { $parent.Kill() }
            Remove-IpcObject $go, $told
        }
    }
}

Describe 'The parent ends while its pool works' {
    BeforeAll {
        $before = $env:IPC_HOME
        $env:IPC_HOME = "$TestDrive/home"
    }

    AfterAll {
        $env:IPC_HOME = $before
    }

    It 'and neither processes nor objects are left of workers that <What>' -ForEach @(
        @{ What = 'are starting'; Work = '$null = New-IpcPool 2 -Variable begun -InitializationScript { $PID | Send-IpcQueue $begun; [Threading.Thread]::Sleep(-1) }' }
        @{ What = 'do a call'; Work = '$null = 1..9 | Invoke-IpcParallel { $PID | Send-IpcQueue $using:begun; [Threading.Thread]::Sleep(-1) } -Pool (New-IpcPool 2) -AsJob' }
    ) {
        $workers = Invoke-Elsewhere @"
            `$begun = New-IpcQueue
            $Work
            1..2 | ForEach-Object { Receive-IpcQueue `$begun -Timeout $longest }
"@
        $workers | Should -HaveCount 2
        Wait-Until { -not ($workers | Where-Object { -not (Test-Ended $_) }) }
        Get-ChildItem $env:IPC_HOME -Force | Should -BeNullOrEmpty
    }
}
