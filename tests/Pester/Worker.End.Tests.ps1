BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

Describe 'How a worker ends' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'completes with exit code 0' {
        $worker = Start-IpcWorker { 'x' }
        $worker | Wait-IpcWorker
        $worker.State | Should -Be 'Completed'
        $worker.ExitCode | Should -Be 0
        $worker.Signal | Should -BeNullOrEmpty
    }

    It 'fails with the terminating error, its id and its position' {
        $worker = Start-IpcWorker { 'x'
            throw 'bad thing' }
        $worker | Receive-IpcWorker -Wait -ErrorVariable problem -ErrorAction SilentlyContinue | Should -Be 'x'
        $worker.State | Should -Be 'Failed'
        $problem.Count | Should -Be 1
        $problem[0].Exception.Message | Should -Be 'bad thing'
        $problem[0].FullyQualifiedErrorId | Should -Be 'bad thing'
        $problem[0].ScriptStackTrace | Should -Match 'line 2'
        $worker.Failure.Exception.Message | Should -Be 'bad thing'
        $worker.JobStateInfo.Reason.Message | Should -Be 'bad thing'
    }

    It 'fails with the code of exit' {
        $worker = Start-IpcWorker { 'x'; exit 3 }
        $worker | Wait-IpcWorker
        $worker.State | Should -Be 'Failed'
        $worker.ExitCode | Should -Be 3
        $worker.Failure.FullyQualifiedErrorId | Should -Be 'IpcWorkerFailed'
    }

    It 'fails when the process ends by itself' {
        $worker = Start-IpcWorker { [Environment]::Exit(5) }
        $worker | Wait-IpcWorker
        $worker.State | Should -Be 'Failed'
        $worker.ExitCode | Should -Be 5
        "$($worker.Failure)" | Should -Match 'before its script did'
    }

    It 'says which signal killed it' {
        $event = New-IpcEvent
        $worker = Start-IpcWorker { param($event) Set-IpcEvent $event; [Threading.Thread]::Sleep(-1) } -ArgumentList $event
        Wait-IpcEvent $event
        Stop-Process -Id $worker.ProcessId -Force
        $worker | Wait-IpcWorker
        $worker.State | Should -Be 'Failed'
        $worker.Signal | Should -Be 'SIGKILL'
        $worker.ExitCode | Should -Be 137
        "$($worker.Failure)" | Should -Match 'SIGKILL'
    }

    It 'stops politely: finally blocks run' {
        $event = New-IpcEvent
        $queue = New-IpcQueue
        $worker = Start-IpcWorker { param($event, $queue) try { Set-IpcEvent $event; $queue.Receive() } finally { $event.Reset() } } -ArgumentList $event, $queue
        Wait-IpcEvent $event
        $worker | Stop-IpcWorker
        $worker.State | Should -Be 'Stopped'
        $event.IsSet | Should -BeFalse
    }

    It 'is killed when it does not stop' {
        $event = New-IpcEvent
        $worker = Start-IpcWorker { param($event) Set-IpcEvent $event; [Threading.Thread]::Sleep(-1) } -ArgumentList $event
        Wait-IpcEvent $event
        $worker | Stop-IpcWorker -GracePeriod 0.1
        $worker.State | Should -Be 'Stopped'
        Get-Process -Id $worker.ProcessId -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'takes what its script has started with it, unless that is to stay' {
        $told = New-IpcQueue
        $workers = Start-IpcWorker -Count 2 { Send-IpcQueue $using:told @{ $IpcWorker.Index = (Start-Process sleep 1000 -PassThru).Id }; Start-Sleep 1000 }
        $child = @{}
        Receive-IpcQueue $told -Count 2 | ForEach-Object { $child += $_ }
        $processes = 0..1 | ForEach-Object { Get-Process -Id $child[$_] }
        $workers[0] | Stop-IpcWorker
        $workers[1] | Stop-IpcWorker -KeepChildren
        $processes[0].WaitForExit(50000) | Should -BeTrue
        $processes[1].HasExited | Should -BeFalse
        $processes[1].Kill()
    }

    It 'ends with its parent, however the parent died' {
        $queue = New-IpcQueue
        $script = "Start-IpcWorker -Count 2 { param(`$q) Send-IpcQueue `$q `$PID; [Threading.Thread]::Sleep(-1) } -ArgumentList ([Ipc.IpcQueue]::Open('$($queue.Id)', `$null)); [Threading.Thread]::Sleep(-1)"
        $parent = Start-Elsewhere $script /dev/null
        $workers = 1..2 | ForEach-Object { Get-Process -Id (Receive-IpcQueue $queue) }
        Stop-Process -Id $parent.Id -Force
        $workers | ForEach-Object { $_.WaitForExit(10000) | Should -BeTrue }
    }
    It 'shows a throw as a script shows it: <Text>' -ForEach @(
        @{ Text = "throw 'text'" }
        @{ Text = "throw [ArgumentException]::new('bad')" }
        @{ Text = "Get-Item /no/such/file -ErrorAction Stop" }
        @{ Text = "1 / 0" }
    ) {
        $block = [scriptblock]::Create("`$ErrorActionPreference = 'Stop'; $Text")
        $here = try { & $block } catch { $_ }
        Start-IpcWorker $block | Receive-IpcWorker -Wait -ErrorVariable there -ErrorAction SilentlyContinue
        $there.Count | Should -Be 1
        $there[0].FullyQualifiedErrorId | Should -Be $here.FullyQualifiedErrorId
        $there[0].CategoryInfo.Category | Should -Be $here.CategoryInfo.Category
        "$($there[0].TargetObject)" | Should -Be "$($here.TargetObject)"
        $there[0].Exception.Message | Should -Be $here.Exception.Message
    }

    It 'is told by Receive-Job as that of a thread job is: the engine makes that record itself' -Skip:(-not (Get-Command Start-ThreadJob -ErrorAction Ignore)) {
        $ids = foreach ($job in (Start-IpcWorker { throw 'x' }), (Start-ThreadJob { throw 'x' })) {
            $job | Receive-Job -Wait -ErrorVariable problem -ErrorAction SilentlyContinue
            "$($problem.FullyQualifiedErrorId) $($problem.CategoryInfo.Category) $problem"
        }
        $ids[0] | Should -Be $ids[1]
        Get-Job | Where-Object PSJobTypeName -EQ 'ThreadJob' | Remove-Job
    }
}
