BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $prefix = "pester-queue-$PID"
}

AfterAll {
    Remove-IpcObject "$prefix*"
}

Describe 'A queue' {
    BeforeEach {
        $name = "$prefix-$([guid]::NewGuid().ToString('N'))"
        $queue = New-IpcQueue $name
    }

    It 'carries objects to another process and back' {
        $answers = New-IpcQueue "$name-answers"
        @{ Number = 20; Words = 'a', 'b' } | Send-IpcQueue $queue
        Invoke-Elsewhere "`$got = Receive-IpcQueue $name; [pscustomobject]@{ Number = `$got.Number + 1; Words = `$got.Words -join '-' } | Send-IpcQueue $name-answers"
        $answer = Receive-IpcQueue $answers -Timeout 30
        $answer.Number | Should -Be 21
        $answer.Words | Should -Be 'a-b'
    }

    It 'keeps the order, and gives each message once' {
        1..1000 | Send-IpcQueue $queue
        Complete-IpcQueue $queue
        $elsewhere = Invoke-Elsewhere "Receive-IpcQueue $name -Count 400" | ForEach-Object { [int]$_ }
        $elsewhere | Should -Be (1..400)
        Receive-IpcQueue $queue -Wait | Should -Be (401..1000)
    }

    It 'feeds several processes until there is no more work' {
        $done = New-IpcQueue "$name-done"
        $processes = 1..3 | ForEach-Object { Start-Elsewhere "Receive-IpcQueue $name -Wait | ForEach-Object { `$_ * 2 } | Send-IpcQueue $name-done" }
        1..300 | Send-IpcQueue $queue
        Complete-IpcQueue $queue
        $results = Receive-IpcQueue $done -Count 300 -Timeout 60
        $processes | Wait-Process -Timeout 60
        ($results | Measure-Object -Sum).Sum | Should -Be 90300
        $done.Count | Should -Be 0
    }

    It 'holds a sender back when it is full' {
        $small = New-IpcQueue "$name-small" -Capacity 2
        $sender = Start-Elsewhere "1..10 | Send-IpcQueue $name-small; Complete-IpcQueue $name-small"
        Receive-IpcQueue $small -Wait -Timeout 60 | Should -Be (1..10)
        $sender | Wait-Process -Timeout 60
    }

    It 'loses nothing when a pipeline stops early' {
        1..10 | Send-IpcQueue $queue
        Receive-IpcQueue $queue -Wait | Select-Object -First 3 | Should -Be 1, 2, 3
        Receive-IpcQueue $queue -All | Should -Be (4..10)
    }

    It 'loses nothing when a receiver is killed while it waits' {
        $receiver = Start-Elsewhere "Receive-IpcQueue $name -Wait | ForEach-Object { exit 9 }"
        Wait-Until { (Get-IpcObject $name).Holders -contains $receiver.Id }
        $receiver.Kill()
        $receiver | Wait-Process -Timeout 60
        1, 2 | Send-IpcQueue $queue
        Receive-IpcQueue $queue -Count 2 -Timeout 30 | Should -Be 1, 2
    }

    It 'lets what is urgent pass, here and in workers' {
        $jobs = New-IpcQueue "$name-jobs" -Priority
        1..3 | Send-IpcQueue $jobs
        $worker = Start-IpcWorker { 'b' | Send-IpcQueue $using:jobs -Priority 4; 'a' | Send-IpcQueue $using:jobs -Priority 8 }
        $worker | Wait-IpcWorker -Timeout 60
        $worker | Remove-IpcWorker
        (Get-IpcObject "$name-jobs").Count | Should -Be 5
        Invoke-Elsewhere "(Receive-IpcQueue $name-jobs -Count 3) -join ' '" | Should -Be 'a b 1'
        Receive-IpcQueue $jobs -All | Should -Be 2, 3
    }

    It 'puts what comes back behind what is more urgent' {
        $jobs = New-IpcQueue "$name-jobs" -Priority
        Send-IpcQueue $jobs 'low'
        1, 2 | Send-IpcQueue $jobs -Priority 5
        $worker = Start-IpcWorker { $lease = Receive-IpcQueue $using:jobs -Lease; Start-Sleep -Seconds 1000 }
        Wait-Until { $jobs.LeasedCount -eq 1 }
        Send-IpcQueue $jobs 'high' -Priority 6
        Stop-Process -Id $worker.ProcessId -Force
        Wait-Process -Id $worker.ProcessId -Timeout 30 -ErrorAction Ignore
        Wait-Until { $jobs.LeasedCount -eq 0 -or (Receive-IpcQueue $jobs -Peek -All).Count -eq 4 }
        Receive-IpcQueue $jobs -Count 4 -Timeout 60 | Should -Be 'high', 1, 2, 'low'
        $worker | Remove-IpcWorker -Force
    }

    It 'shows what comes next, live, and keeps it' {
        1 | Send-IpcQueue $queue
        $inner = New-IpcQueue
        Send-IpcQueue $queue $inner
        $inner.Close()
        Invoke-Elsewhere "Receive-IpcQueue $name -Peek; Send-IpcQueue (Receive-IpcQueue $name -Peek -All)[1] 'from there'" | Should -Be 1
        $queue.Count | Should -Be 2
        Receive-IpcQueue $queue | Should -Be 1
        $arrived = Receive-IpcQueue $queue
        Receive-IpcQueue $arrived -Timeout 30 | Should -Be 'from there'
    }

    It 'can be emptied' {
        1..5 | Send-IpcQueue $queue
        $queue | Clear-IpcQueue -WhatIf
        $queue.Count | Should -Be 5
        $queue | Clear-IpcQueue
        Receive-IpcQueue $queue -All | Should -BeNullOrEmpty
    }

    It 'has methods that do the same' {
        $queue.Send(5)
        $queue.Receive() | Should -Be 5
        { $queue.Receive(0.01) } | Should -Throw '*within 0.01 s*'
    }

    It 'prints as a table' {
        1, 2 | Send-IpcQueue $queue
        $text = $queue | Format-Table | Out-String -Width 200
        $text | Should -Match 'Name\s+Count\s+Leased\s+Capacity\s+Completed'
        $text | Should -Match "$name\s+2\s+0\s+unlimited\s+False"
        New-IpcQueue | Out-String | Should -Match '\(anonymous\)'
    }

    It 'is found without its name' {
        (Get-IpcQueue).Name | Should -Contain $name
    }
}

Describe 'What goes wrong with a queue' {
    BeforeEach {
        $name = "$prefix-$([guid]::NewGuid().ToString('N'))"
        $queue = New-IpcQueue $name
    }

    It '<id>: <script>' -ForEach @(
        @{ Id = 'IpcNotFound'; Category = 'ObjectNotFound'; Script = { Receive-IpcQueue not-there } }
        @{ Id = 'IpcNotFound'; Category = 'ObjectNotFound'; Script = { Get-IpcQueue not-there } }
        @{ Id = 'IpcAlreadyExists'; Category = 'ResourceExists'; Script = { New-IpcQueue $name } }
        @{ Id = 'IpcFormatMismatch'; Category = 'InvalidData'; Script = { New-IpcQueue $name -Capacity 7 -Force } }
        @{ Id = 'IpcInvalidName'; Category = 'InvalidArgument'; Script = { New-IpcQueue 'a/b' } }
        @{ Id = 'IpcKindMismatch'; Category = 'InvalidType'; Script = { Receive-IpcPipe $queue } }
        @{ Id = 'IpcTimeout'; Category = 'OperationTimeout'; Script = { Receive-IpcQueue $queue -Timeout 0.01 } }
        @{ Id = 'IpcEmpty'; Category = 'ResourceUnavailable'; Script = { Receive-IpcQueue $queue -NoWait } }
        @{ Id = 'IpcNotSupported'; Category = 'NotImplemented'; Script = { Send-IpcQueue $queue ([securestring]::new()) } }
        @{ Id = 'ParameterArgumentValidationError'; Category = 'InvalidData'; Script = { New-IpcQueue -Capacity 0 } }
        @{ Id = 'ParameterArgumentTransformationError'; Category = 'InvalidData'; Script = { Receive-IpcQueue $queue -Timeout -2 } }
        @{ Id = 'ParameterArgumentTransformationError'; Category = 'InvalidData'; Script = { Receive-IpcQueue $queue -Timeout ([double]::NaN) } }
    ) {
        $ErrorActionPreference = 'Stop'
        $failure = $script | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike "$id,*"
        $failure.CategoryInfo.Category | Should -Be $category

        'still works' | Send-IpcQueue $queue
        Receive-IpcQueue $queue | Should -Be 'still works'
    }

    It 'a completed queue takes no more' {
        1 | Send-IpcQueue $queue
        Complete-IpcQueue $queue
        { 2 | Send-IpcQueue $queue -ErrorAction Stop } | Should -Throw -ErrorId 'IpcClosed,*'
        Receive-IpcQueue $queue | Should -Be 1
        { Receive-IpcQueue $queue -ErrorAction Stop } | Should -Throw -ErrorId 'IpcClosed,*'
        Receive-IpcQueue $queue -Wait | Should -BeNullOrEmpty
    }

    It 'quietly nothing came' {
        Receive-IpcQueue $queue -Timeout 0.01 -Quiet -ErrorAction Stop | Should -BeNullOrEmpty
    }

    It 'a removed queue tells whoever waits in another process' {
        $waiter = Start-Elsewhere "try { Receive-IpcQueue $name -ErrorAction Stop } catch { if (`$_.FullyQualifiedErrorId -like 'IpcNotFound,*') { exit 7 } }"
        Wait-Until { (Get-IpcObject $name).Holders -contains $waiter.Id }
        $queue | Remove-IpcObject
        $waiter | Wait-Process -Timeout 60
        $waiter.ExitCode | Should -Be 7
        { Receive-IpcQueue $queue -ErrorAction Stop } | Should -Throw -ErrorId 'IpcNotFound,*'
    }

    It 'refuses an object with a script property that never returns, and goes on' {
        $queue = New-IpcQueue
        $endless = [pscustomobject]@{ A = 1 }
        $endless | Add-Member ScriptProperty Never { while ($true) { } }
        { Send-IpcQueue $queue $endless -ErrorAction Stop } | Should -Throw -ErrorId 'IpcNotSupported*' -ExpectedMessage "*'Never'*"
        $queue.Count | Should -Be 0
        Send-IpcQueue $queue 7
        Receive-IpcQueue $queue -Timeout 30 | Should -Be 7
    }

    It 'sends data that are nested a hundred thousand levels deep' {
        $queue = New-IpcQueue
        $deep = 'core'
        foreach ($i in 1..50000) { $deep = @{ k = [pscustomobject]@{ p = $deep } } }
        Send-IpcQueue $queue $deep
        $arrived = Receive-IpcQueue $queue -Timeout 60
        for ($levels = 0; $arrived -isnot [string]; $levels++) { $arrived = $arrived.k.p }
        $levels | Should -Be 50000
    }
}
