BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $prefix = "pester-broadcast-$PID"
}

AfterAll {
    Remove-IpcObject "$prefix*"
}

Describe 'A broadcast queue' {
    BeforeEach {
        $name = "$prefix-$([guid]::NewGuid().ToString('N'))"
        $queue = New-IpcQueue $name -Broadcast
    }

    It 'gives all of it to each worker, whenever it has started' {
        $q = New-IpcQueue -Broadcast
        $workers = Start-IpcWorker -Count 3 { Receive-IpcQueue $using:q -Wait | ForEach-Object { $_ * 10 } }
        1..10 | Send-IpcQueue $q
        Complete-IpcQueue $q
        foreach ($worker in $workers) {
            $worker | Receive-IpcWorker -Wait -Timeout $longest | Should -Be (1..10 | ForEach-Object { $_ * 10 })
        }
        $workers | Remove-IpcWorker
    }

    It 'gives all of it to workers that say that they are ready, and take what is there' {
        $q = New-IpcQueue -Broadcast
        $ready = New-IpcCountdown 3
        $go = New-IpcEvent
        $workers = Start-IpcWorker -Count 3 {
            $mine = $using:q
            Step-IpcCountdown $using:ready
            Wait-IpcEvent $using:go
            Receive-IpcQueue $mine -All
        }
        Wait-IpcCountdown $ready -Timeout $longest
        1..10 | Send-IpcQueue $q
        Complete-IpcQueue $q
        Set-IpcEvent $go
        foreach ($worker in $workers) {
            $worker | Receive-IpcWorker -Wait -Timeout $longest | Should -Be (1..10)
        }
        $workers | Remove-IpcWorker
    }

    It 'is found by its name, by each process for itself' {
        1..3 | Send-IpcQueue $name
        Invoke-Elsewhere "(Receive-IpcQueue $name -All) -join ' '; (Receive-IpcQueue $name -All).Count" | Should -Be '1 2 3', '0'
        Receive-IpcQueue $name -Count 3 -Timeout $longest | Should -Be 1, 2, 3
        Receive-IpcQueue $name -All | Should -BeNullOrEmpty
        $other = Get-IpcQueue $name
        Receive-IpcQueue $other -Peek | Should -Be 1
        $other | Receive-IpcQueue -All | Should -Be 1, 2, 3
        (Get-IpcQueue).Name | Should -Contain $name
        (Get-IpcObject $name).Count | Should -Be 3
    }

    It 'holds the sender back for a slow receiver, and not for a killed one' {
        $small = New-IpcQueue "$name-small" -Broadcast -Capacity 2
        $worker = Start-IpcWorker {
            Receive-IpcQueue $using:small
            Start-Sleep -Seconds 1000
        }
        1, 2 | Send-IpcQueue $small
        Receive-IpcWorker $worker -Timeout 0.01 -ErrorAction Ignore | Out-Null
        Wait-Until { $small.Receivers -eq 1 }
        Receive-IpcQueue $small -Count 2 -Timeout $longest | Should -Be 1, 2
        Wait-Until { Send-IpcQueue $small 3 -NoWait -Quiet }
        Send-IpcQueue $small 4 -Timeout 0.1 -Quiet | Should -BeFalse
        Stop-Process -Id $worker.ProcessId -Force
        Receive-IpcQueue $small -Timeout $longest | Should -Be 3
        Send-IpcQueue $small 4 -Timeout $longest
        Receive-IpcQueue $small -Timeout $longest | Should -Be 4
        $worker | Remove-IpcWorker -Force
    }

    It 'tells a slow receiver once what it lost, and goes on' {
        $news = New-IpcQueue -Broadcast -Capacity 3 -DropOldest
        $mine = Get-IpcQueue $news.Id
        1..3 | Send-IpcQueue $news
        Receive-IpcQueue $mine | Should -Be 1
        4..10 | Send-IpcQueue $news
        $told = $null
        Receive-IpcQueue $mine -ErrorAction SilentlyContinue -ErrorVariable told | Should -Be 8
        $told.Count | Should -Be 1
        $told[0].FullyQualifiedErrorId | Should -BeLike 'IpcFull,*'
        $told[0].Exception.Message | Should -BeLike '6 messages*'
        $mine.Lost | Should -Be 6
        Receive-IpcQueue $mine -All -ErrorAction Stop | Should -Be 9, 10
        11..20 | Send-IpcQueue $news
        { Receive-IpcQueue $mine -ErrorAction Stop } | Should -Throw -ErrorId 'IpcFull,*'
        Receive-IpcQueue $mine -Count 3 -Timeout $longest -ErrorAction Stop | Should -Be 18, 19, 20
        21..30 | Send-IpcQueue $news
        { $mine.Receive() } | Should -Throw '*7 messages*'
        $mine.Receive() | Should -Be 28
    }

    It 'begins now, if asked to' {
        $feed = New-IpcQueue "$name-feed" -Broadcast -FromNow -Capacity 100 -DropOldest
        1..5 | Send-IpcQueue $feed
        $listener = Start-IpcWorker { $mine = $using:feed; 'ready'; Receive-IpcQueue $mine -Wait }
        $ready = $listener | Receive-IpcWorker -Wait -Timeout $longest | Select-Object -First 1
        $ready | Should -Be 'ready'
        6..8 | Send-IpcQueue $feed
        Complete-IpcQueue $feed
        $listener | Receive-IpcWorker -Wait -Timeout $longest | Should -Be 6, 7, 8
        $listener | Remove-IpcWorker
    }

    It 'carries live objects to each receiver' {
        $event = New-IpcEvent
        @{ Event = $event } | Send-IpcQueue $queue
        $event.Close()
        Invoke-Elsewhere "Set-IpcEvent (Receive-IpcQueue $name).Event; 'set'" | Should -Be 'set'
        (Receive-IpcQueue $queue -Timeout $longest).Event | Wait-IpcEvent -Timeout $longest | Should -BeTrue
    }

    It 'can be waited for' {
        $other = Get-IpcQueue $name
        7 | Send-IpcQueue $queue
        (Wait-IpcAny $other -Timeout $longest -Receive).Value | Should -Be 7
        Wait-IpcQueue $queue -Timeout $longest | Should -BeTrue
        Clear-IpcQueue $queue
        $queue.Kept | Should -Be 0
    }

    It 'prints as a table' {
        1, 2 | Send-IpcQueue $queue
        $text = $queue | Format-Table | Out-String -Width 200
        $text | Should -Match 'Name\s+Count\s+Receivers\s+Capacity\s+Completed'
        $text | Should -Match "$name\s+2\s+0\s+unlimited\s+False"
    }
}

Describe 'What goes wrong with a broadcast queue' {
    BeforeEach {
        $name = "$prefix-$([guid]::NewGuid().ToString('N'))"
        $queue = New-IpcQueue $name -Broadcast
    }

    It '<id>: <script>' -ForEach @(
        @{ Id = 'IpcInvalidArgument'; Script = { New-IpcQueue -DropOldest -Capacity 5 }; Says = '*-Broadcast*' }
        @{ Id = 'IpcInvalidArgument'; Script = { New-IpcQueue -FromNow }; Says = '*-Broadcast*' }
        @{ Id = 'IpcInvalidArgument'; Script = { New-IpcQueue -Broadcast -DropOldest }; Says = '*-Capacity 1000*' }
        @{ Id = 'IpcInvalidArgument'; Script = { New-IpcQueue -Broadcast -Priority }; Says = '*no priorities*' }
        @{ Id = 'IpcNotSupported'; Script = { Send-IpcQueue $queue 1 -Priority 5 }; Says = '*without priorities*' }
        @{ Id = 'IpcNotSupported'; Script = { Receive-IpcQueue $queue -Lease }; Says = '*no leases*' }
        @{ Id = 'IpcTimeout'; Script = { Receive-IpcQueue $queue -Timeout 0.01 }; Says = '*' }
        @{ Id = 'IpcEmpty'; Script = { Receive-IpcQueue $name -NoWait }; Says = '*' }
        @{ Id = 'IpcFormatMismatch'; Script = { New-IpcQueue $name -Broadcast -Capacity 3 -Force }; Says = '*Capacity*' }
        @{ Id = 'IpcKindMismatch'; Script = { New-IpcQueue $name -Force }; Says = '*broadcast queue*' }
        @{ Id = 'IpcKindMismatch'; Script = { Receive-IpcPipe $queue }; Says = '*' }
        @{ Id = 'IpcClosed'; Script = { Complete-IpcQueue $queue; Send-IpcQueue $queue 1 }; Says = '*completed*' }
    ) {
        $ErrorActionPreference = 'Stop'
        $failure = $script | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike "$id,*"
        $failure.Exception.Message | Should -BeLike $says
    }

    It 'a name that is no queue of any kind' {
        $null = New-IpcEvent "$name-event"
        { Receive-IpcQueue "$name-event" -ErrorAction Stop } | Should -Throw -ErrorId 'IpcKindMismatch,*'
        { Get-IpcQueue "$name-event" -ErrorAction Stop } | Should -Throw -ErrorId 'IpcKindMismatch,*'
    }
}
