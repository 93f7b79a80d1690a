BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $prefix = "pester-flight-$PID"
}

AfterAll {
    Remove-IpcObject "$prefix*"
}

Describe 'A message that refers to a live object' {
    BeforeEach {
        $name = "$prefix-$([guid]::NewGuid().ToString('N'))"
        $queue = New-IpcQueue $name
    }

    It 'holds an end of a pipe that its sender closes at once' {
        $r, $s = New-IpcPipe -OneWay
        $s | Send-IpcQueue $queue
        Close-IpcPipe $s
        Test-IpcPipe $r | Should -BeFalse
        $arrived = Receive-IpcQueue $queue -Timeout $longest
        'hello' | Send-IpcPipe $arrived
        Receive-IpcPipe $r -Timeout $longest | Should -Be 'hello'
        Close-IpcPipe $arrived
        { Receive-IpcPipe $r -Timeout $longest -ErrorAction Stop } | Should -Throw -ErrorId 'IpcClosed,*'
    }

    It 'holds a <Kind> that its sender closes at once' -ForEach @(
        @{ Kind = 'queue'; Make = { $o = New-IpcQueue; 7 | Send-IpcQueue $o; $o }; Use = { Receive-IpcQueue $_ -Timeout 30 }; Gives = 7 }
        @{ Kind = 'broadcast queue'; Make = { $o = New-IpcQueue -Broadcast; 7 | Send-IpcQueue $o; $o }; Use = { Receive-IpcQueue $_ -Timeout 30 }; Gives = 7 }
        @{ Kind = 'lock'; Make = { New-IpcLock }; Use = { Enter-IpcLock $_ -Timeout 30; Exit-IpcLock $_ }; Gives = $true }
        @{ Kind = 'set of locks'; Make = { , (New-IpcLock -Count 3) }; Use = { $_.Count }; Gives = 3 }
        @{ Kind = 'lock of a set'; Make = { (New-IpcLock -Count 3)[2] }; Use = { $_.Index }; Gives = 2 }
        @{ Kind = 'semaphore'; Make = { New-IpcSemaphore 3 }; Use = { $_.CurrentCount }; Gives = 3 }
        @{ Kind = 'event'; Make = { $o = New-IpcEvent; Set-IpcEvent $o; $o }; Use = { Wait-IpcEvent $_ -Timeout 30 }; Gives = $true }
        @{ Kind = 'barrier'; Make = { New-IpcBarrier 2 }; Use = { $_.ParticipantCount }; Gives = 2 }
        @{ Kind = 'condition'; Make = { New-IpcCondition }; Use = { $_.WaitingCount }; Gives = 0 }
        @{ Kind = 'value'; Make = { New-IpcValue 5 }; Use = { $_.Value }; Gives = 5 }
        @{ Kind = 'value on a given lock'; Make = { $l = New-IpcLock; $o = New-IpcValue 5 -Lock $l; $l.Close(); $o }; Use = { Use-IpcLock $_ { 6 } }; Gives = 6 }
        @{ Kind = 'array on a lock of a set'; Make = { $l = New-IpcLock -Count 3; $o = New-IpcArray int 4 -Lock $l[1]; $l.Close(); , $o }; Use = { Use-IpcLock $_ { 6 } }; Gives = 6 }
        @{ Kind = 'condition on a given lock'; Make = { $l = New-IpcLock; $o = New-IpcCondition -Lock $l; $l.Close(); $o }; Use = { Use-IpcLock $_ { 6 } }; Gives = 6 }
        @{ Kind = 'reader-writer lock'; Make = { New-IpcLock -ReaderWriter }; Use = { Use-IpcLock $_ -Shared { 6 } }; Gives = 6 }
        @{ Kind = 'countdown'; Make = { New-IpcCountdown 3 }; Use = { $_.CurrentCount }; Gives = 3 }
        @{ Kind = 'rate limit'; Make = { New-IpcRateLimit 3 1s }; Use = { $_.Count }; Gives = 3 }
        @{ Kind = 'memory'; Make = { $o = New-IpcMemory 64; $o[3] = 9; $o }; Use = { $_[3] }; Gives = 9 }
        @{ Kind = 'dictionary'; Make = { $o = New-IpcDictionary; $o.x = 9; $o }; Use = { $_.x }; Gives = 9 }
        @{ Kind = 'list'; Make = { , (New-IpcList (7, 9)) }; Use = { $_[1] }; Gives = 9 }
        @{ Kind = 'array'; Make = { $o = New-IpcArray int 4; $o[3] = 9; , $o }; Use = { $_[3] }; Gives = 9 }
    ) {
        $object = & $Make
        $id = $object.Id
        Send-IpcQueue $queue -InputObject @{ Object = $object }
        if ($Kind -eq 'lock of a set') { $object = $null } else { $object.Close() }
        [GC]::Collect(); [GC]::WaitForPendingFinalizers()
        $arrived = (Receive-IpcQueue $queue -Timeout $longest).Object
        $arrived.Id | Should -Be $id
        $_ = $arrived
        & $Use | Should -Be $Gives
    }

    It 'is received whole after the script that sent it has ended' {
        Invoke-Elsewhere "`$v = New-IpcValue 42; @{ Answer = `$v } | Send-IpcQueue $name"
        $answer = (Receive-IpcQueue $queue -Timeout $longest).Answer
        $answer.Value | Should -Be 42
    }

    It 'is received whole after its sender was killed' {
        $ready = New-IpcEvent "$name-ready"
        $sender = Start-Elsewhere "`$v = New-IpcValue 42; `$v | Send-IpcQueue $name; Set-IpcEvent $name-ready; Start-Sleep 1000"
        Wait-IpcEvent $ready -Timeout $longest | Out-Null
        & kill -KILL $sender.Id
        Wait-Until { Test-Ended $sender.Id }
        (Receive-IpcQueue $queue -Timeout $longest).Value | Should -Be 42
    }

    It 'is received by another process when its sender has closed it' {
        $answers, $ask = New-IpcPipe -OneWay
        $ask | Send-IpcQueue $queue
        Close-IpcPipe $ask
        Invoke-Elsewhere "`$p = Receive-IpcQueue $name -Timeout 60; 'from elsewhere' | Send-IpcPipe `$p"
        Receive-IpcPipe $answers -Timeout $longest | Should -Be 'from elsewhere'
        { Receive-IpcPipe $answers -Timeout $longest -ErrorAction Stop } | Should -Throw -ErrorId 'IpcClosed,*'
    }

    It 'lets who waits for it know when the only receiver was killed' {
        $queue.Close()
        $answers, $ask = New-IpcPipe -OneWay
        $serving = New-IpcEvent "$name-serving"
        $server = Start-Elsewhere "`$q = New-IpcQueue $name-server; Set-IpcEvent $name-serving; Start-Sleep 1000"
        Wait-IpcEvent $serving -Timeout $longest | Out-Null
        $requests = Get-IpcQueue "$name-server"
        $ask | Send-IpcQueue $requests
        Close-IpcPipe $ask
        $requests.Close()
        $worker = Start-IpcWorker -ArgumentList $answers { param($answers) try { Receive-IpcPipe $answers -Timeout 60 -ErrorAction Stop } catch { $_.FullyQualifiedErrorId } }
        Wait-Until { $worker.State -eq 'Running' }
        & kill -KILL $server.Id
        { Receive-IpcPipe $answers -Timeout $longest -ErrorAction Stop } | Should -Throw -ErrorId 'IpcClosed,*'
        $worker | Receive-IpcWorker -Wait -AutoRemove | Should -BeLike 'IpcClosed,*'
    }

    It 'is held through a pipe as well' {
        $left, $right = New-IpcPipe
        $value = New-IpcValue 5
        $value | Send-IpcPipe $left
        $value.Close()
        (Receive-IpcPipe $right -Timeout $longest).Value | Should -Be 5
    }

    It 'refers to it still when a lease was given back' {
        $value = New-IpcValue 5
        $value | Send-IpcQueue $queue
        $value.Close()
        $lease = Receive-IpcQueue $queue -Lease
        $lease.Value.Close()
        $lease.Abandon()
        $lease = Receive-IpcQueue $queue -Lease
        $lease.Value.Value | Should -Be 5
        $id = $lease.Value.Id
        $lease.Value.Close()
        Get-IpcObject | Where-Object Id -EQ $id | Should -Not -BeNullOrEmpty
        $lease | Confirm-IpcQueue
        Get-IpcObject | Where-Object Id -EQ $id | Should -BeNullOrEmpty
    }

    It 'lets go of it when the queue is cleared, completed and received, or removed' {
        foreach ($end in { Clear-IpcQueue $queue -Confirm:$false }, { Remove-IpcObject $name -Confirm:$false }) {
            $value = New-IpcValue 5
            $value | Send-IpcQueue $queue
            $value.Close()
            Get-IpcObject | Where-Object Id -EQ $value.Id | Should -Not -BeNullOrEmpty
            & $end | Out-Null
            Get-IpcObject | Where-Object Id -EQ $value.Id | Should -BeNullOrEmpty
        }
    }

    It 'ends with a queue that is in itself' {
        $queue | Send-IpcQueue $queue
        $queue.Close()
        Get-IpcObject $name -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'is held for ever in a queue that is persistent' {
        $kept = New-IpcQueue "$name-kept" -Persistent
        Invoke-Elsewhere "`$v = New-IpcValue 6; `$v | Send-IpcQueue $name-kept"
        $kept.Close()
        Invoke-Elsewhere 'Get-IpcObject | Out-Null'
        (Invoke-Elsewhere "(Receive-IpcQueue $name-kept -Timeout 60).Value") | Should -Be '6'
        Remove-IpcObject "$name-kept" -Confirm:$false
    }
}

Describe 'What a worker writes' {
    It 'is live when the worker has ended' {
        $queue = Start-IpcWorker { New-IpcQueue } | Receive-IpcWorker -Wait -AutoRemove
        1..3 | Send-IpcQueue $queue
        Receive-IpcQueue $queue -Count 3 -Timeout $longest | Should -Be 1, 2, 3
        $queue.Close()
        Get-IpcObject | Where-Object Id -EQ $queue.Id | Should -BeNullOrEmpty
    }

    It 'is live when it came from an item' {
        $values = 1..3 | Invoke-IpcParallel -ThrottleLimit 2 { New-IpcValue $_ }
        $values.Value | Sort-Object | Should -Be 1, 2, 3
        $values | ForEach-Object Close
        Get-IpcObject | Where-Object Id -In $values.Id | Should -BeNullOrEmpty
    }

    It 'is held no longer than it is wanted' {
        $id = Start-IpcWorker { $v = New-IpcValue 1; $v.Id; $v } | Receive-IpcWorker -Wait -AutoRemove | ForEach-Object {
            if ($_ -is [string]) { $_ } else { $_.Close() }
        }
        Get-IpcObject | Where-Object Id -EQ $id | Should -BeNullOrEmpty
    }
}

Describe 'A stored value that refers to a live object' {
    BeforeEach {
        $name = "$prefix-$([guid]::NewGuid().ToString('N'))"
    }

    It 'outlives the worker that stored it in a dictionary' {
        $d = New-IpcDictionary $name
        Start-IpcWorker { $d = Get-IpcDictionary $using:name; $d.Q = New-IpcQueue; 'hello' | Send-IpcQueue $d.Q } | Receive-IpcWorker -Wait -AutoRemoveJob
        Receive-IpcQueue $d.Q -Timeout $longest | Should -Be 'hello'
        7 | Send-IpcQueue $d.Q
        Receive-IpcQueue $d.Q -Timeout $longest | Should -Be 7
        $d.Remove('Q')
        $d.Q | Should -BeNullOrEmpty
    }

    It 'outlives the worker that stored it in a list, inside a hashtable, and was killed' {
        $l = New-IpcList $name
        $worker = Start-IpcWorker { (Get-IpcList $using:name).Add(@{ Lock = New-IpcLock }); [Threading.Thread]::Sleep(-1) }
        Wait-Until { $l.Count -eq 1 }
        $worker | Stop-IpcWorker -Force
        $worker | Wait-IpcWorker
        Use-IpcLock $l[0].Lock { 'inside' } -Timeout $longest | Should -Be 'inside'
    }

    It 'closes the end of a pipe with its value, and not before' {
        $d = New-IpcDictionary
        $receive, $send = New-IpcPipe -OneWay
        $d.Log = $send
        Close-IpcPipe $send
        'x' | Send-IpcPipe $d.Log
        Receive-IpcPipe $receive -Timeout $longest | Should -Be 'x'
        $opened = $d.Log
        $d.Clear()
        Test-IpcPipe $receive | Should -BeFalse
        Close-IpcPipe $opened
        [GC]::Collect(); [GC]::WaitForPendingFinalizers() # $d.Log in the line that sent was a handle of its own.
        { Receive-IpcPipe $receive -Timeout $longest } | Should -Throw -ErrorId 'IpcClosed,*'
    }

    It 'is given by what is done once' {
        Start-IpcWorker { $null = Use-IpcOnce $using:name { New-IpcQueue } -Persistent } | Receive-IpcWorker -Wait -AutoRemoveJob
        $queue = Use-IpcOnce $name { throw 'again' } -Persistent
        1 | Send-IpcQueue $queue
        Receive-IpcQueue (Use-IpcOnce $name { throw 'again' } -Persistent) -Timeout $longest | Should -Be 1
    }
}
