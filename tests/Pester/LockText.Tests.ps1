BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

Describe 'A lock that nobody has made' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'keeps the writers of a file apart' {
        Set-Content TestDrive:/count.txt 0
        $path = (Resolve-Path TestDrive:/count.txt).ProviderPath
        Start-IpcWorker -Count 4 {
            param($path)
            foreach ($i in 1..25) { Use-IpcLock "file:$path" { Set-Content $path ([int](Get-Content $path) + 1) } }
        } -ArgumentList $path | Receive-IpcWorker -Wait
        Get-Content $path | Should -Be 100
        Get-IpcObject file.* | Should -BeNullOrEmpty
    }

    It 'is handed to the one who waits when its holder is killed, with a warning' {
        $inside = New-IpcEvent
        $worker = Start-IpcWorker { param($inside) Enter-IpcLock any:pester; Set-IpcEvent $inside; [Threading.Thread]::Sleep(-1) } -ArgumentList $inside
        Wait-IpcEvent $inside -Timeout $longest
        Enter-IpcLock any:pester -Timeout 0 -Quiet | Should -BeFalse
        $killer = Start-IpcWorker {
            param($id)
            while ((Get-IpcObject any.pester.*).WaiterCount -ne 1) { Start-Sleep -Milliseconds 5 }
            Stop-Process -Id $id -Force
        } -ArgumentList $worker.ProcessId
        Enter-IpcLock any:pester -Timeout $longest -Quiet -WarningVariable warned 3>$null | Should -BeTrue
        "$warned" | Should -BeLike 'IpcAbandoned*'
        Exit-IpcLock any:pester
        $killer | Wait-IpcWorker -Timeout $longest
        Get-IpcObject any.* | Should -BeNullOrEmpty
    }

    It 'is no way round a typo' {
        { Enter-IpcLock 'no such lock' } | Should -Throw -ErrorId 'IpcNotFound,Ipc.Commands.EnterIpcLockCommand'
    }
}

Describe 'Use-IpcLeader' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'lets one lead, and another take over when it is killed' {
        $leaders = New-IpcQueue
        $workers = Start-IpcWorker -Count 3 {
            param($leaders)
            Use-IpcLeader pester { Send-IpcQueue $leaders $PID; [Threading.Thread]::Sleep(-1) }
        } -ArgumentList $leaders
        $seen = foreach ($i in 1..3) {
            $leader = Receive-IpcQueue $leaders -Timeout $longest
            $leaders.Count | Should -Be 0
            Stop-Process -Id $leader -Force
            $leader
        }
        $seen | Sort-Object | Should -Be ($workers.ProcessId | Sort-Object)
        Wait-Until { -not (Get-IpcObject leader.*) }
    }

    It 'takes over without a warning, and when the leader ends by itself' {
        $inside = New-IpcEvent
        $worker = Start-IpcWorker { param($inside) Use-IpcLeader pester { Set-IpcEvent $inside; while ((Get-IpcObject leader.*).WaiterCount -ne 1) { }; 'led' } } -ArgumentList $inside
        Wait-IpcEvent $inside -Timeout $longest
        Use-IpcLeader pester { 'never' } -Timeout 0 -Quiet | Should -BeFalse
        { Use-IpcLeader pester { 'never' } -Timeout 0 } | Should -Throw -ErrorId 'IpcTimeout,Ipc.Commands.UseIpcLeaderCommand'
        Use-IpcLeader pester { $mine = 1; 'took over' } -WarningVariable warned | Should -Be 'took over'
        $mine | Should -Be 1
        $warned | Should -BeNullOrEmpty
        $worker | Receive-IpcWorker -Wait | Should -Be 'led'
    }
}
