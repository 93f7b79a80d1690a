BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $prefix = "pester-loan-$PID"
}

AfterAll {
    Remove-IpcObject "$prefix*"
}

Describe 'A loan' {
    BeforeEach {
        $name = "$prefix-$([guid]::NewGuid().ToString('N'))"
        $queue = New-IpcQueue $name
    }

    It 'is written here and read in place by another process, which sends one back' {
        $answers = New-IpcQueue "$name-answers"
        $loan = $queue.Loan(4MB)
        $loan.AsArray('double')[0..3] = 1, 2, 3, 4
        $loan.Send()
        Invoke-Elsewhere @"
`$view = Receive-IpcQueue $name -Timeout 30
`$answer = (Get-IpcQueue $name-answers).Loan(100)
`$answer.AsArray('double')[0] = (`$view.AsArray('double')[0..3] | Measure-Object -Sum).Sum
`$answer.AsArray('long')[1] = `$view.Length
`$view.Dispose()
`$answer | Send-IpcQueue $name-answers
"@
        $view = Receive-IpcQueue $answers -Timeout 30
        $view.AsArray('double')[0] | Should -Be 10
        $view.AsArray('long')[1] | Should -Be 4MB
        $view.GetType().Name | Should -Be 'IpcLoan'
        $view.Dispose()
        $queue.LentCount | Should -Be 0
        $answers.LentCount | Should -Be 0
    }

    It 'goes by <Way>' -ForEach @(
        @{ Way = 'the pipeline'; Send = { $args[1] | Send-IpcQueue $args[0] } }
        @{ Way = 'a parameter'; Send = { Send-IpcQueue $args[0] $args[1] } }
        @{ Way = 'the method of the queue'; Send = { $args[0].Send($args[1]) } }
        @{ Way = 'a batch'; Send = { 1, $args[1], 2 | Send-IpcQueue $args[0] -BatchSize 10 }; Numbers = 1, 2 }
    ) {
        $loan = $queue.Loan(10)
        $loan[0..2] = 7, 8, 9
        & $Send $queue $loan
        $got = @(Receive-IpcQueue $queue -All)
        $view = $got | Where-Object { $_ -isnot [int] }
        @($got | Where-Object { $_ -is [int] }) | Should -Be @($Numbers)
        $view[0..2] | Should -Be 7, 8, 9
        { $loan[0] } | Should -Throw '*was sent*'
        $view.Dispose()
    }

    It 'goes back when its process is killed' {
        $loan = $queue.Loan(100KB)
        $loan[0] = 5
        $loan.Send()
        $answers = New-IpcQueue "$name-answers"
        $holder = Start-Elsewhere "`$view = Receive-IpcQueue $name -Timeout 30; Send-IpcQueue $name-answers `$view[0]; Start-Sleep 600"
        Receive-IpcQueue $answers -Timeout 60 | Should -Be 5
        (Get-IpcObject $name).Details | Should -Match '1 lent'
        $holder.Kill()
        $holder | Wait-Process -Timeout 60
        Wait-Until { $queue.Loan(1).Dispose(); $queue.LentCount -eq 0 }
    }

    It 'is told from one that was sent, given back, or is of no queue any more' {
        $loan = $queue.Loan(10)
        $loan | Send-IpcQueue $queue
        { $loan | Send-IpcQueue $queue } | Should -Throw -ErrorId 'IpcClosed,*' '*sent*'
        { $loan.AsArray('int') } | Should -Throw '*was sent*'
        $view = Receive-IpcQueue $queue
        $view.Dispose()
        { $view[0] } | Should -Throw '*given back*'
        $other = $queue.Loan(10)
        $queue | Remove-IpcObject
        { $other[0] } | Should -Throw '*removed*'
    }

    It 'says where it cannot go: <Script>' -ForEach @(
        @{ Script = { Send-IpcQueue (New-IpcQueue) $loan }; Words = '*cannot be sent through*' }
        @{ Script = { $left, $right = New-IpcPipe; Send-IpcPipe $left $loan }; Words = '*cannot be sent through*' }
        @{ Script = { Send-IpcQueue $queue @{ Data = $loan } }; Words = "*Data*memory that a queue has lent*by itself*" }
        @{ Script = { Send-IpcQueue $queue $loan.AsArray('int') }; Words = '*memory that a queue has lent*' }
        @{ Script = { Start-IpcWorker { param($l) } -ArgumentList $loan }; Words = '*memory that a queue has lent*' }
    ) {
        $loan = $queue.Loan(10)
        $Script | Should -Throw -ErrorId 'IpcNotSupported*' $Words
        $loan.IsOpen | Should -BeTrue
        $loan.Dispose()
    }

    It 'cannot be leased, and stays' {
        $queue.Loan(10).Send()
        { Receive-IpcQueue $queue -Lease } | Should -Throw -ErrorId 'IpcNotSupported,*' '*without a lease*'
        (Receive-IpcQueue $queue).Dispose()
    }

    It 'is what Wait-IpcAny takes' {
        $loan = $queue.Loan(10)
        $loan[1] = 3
        $loan.Send()
        $taken = Wait-IpcAny $queue, (New-IpcEvent) -Take -Timeout 30
        $taken.Value[1] | Should -Be 3
        $taken.Value.Dispose()
    }

    It 'reads and writes files and streams' {
        $path = Join-Path TestDrive: block.bin
        [IO.File]::WriteAllBytes((Convert-Path TestDrive:) + '/block.bin', [byte[]](1..100))
        $loan = $queue.Loan(100)
        $loan.CopyFromFile($path) | Should -Be 100
        $loan[99] | Should -Be 100
        $stream = $loan.AsStream()
        $stream.ReadByte() | Should -Be 1
        $loan.Dispose()
        { $stream.ReadByte() } | Should -Throw '*given back*'
    }

    It 'prints as a table' {
        $loan = $queue.Loan(1000)
        $loan | Out-String | Should -Match "Queue\s+Length\s+Open"
        $loan | Out-String | Should -Match "$name\s+1000\s+True"
        $loan.Dispose()
    }
}

Describe 'Batches' {
    BeforeEach {
        $name = "$prefix-$([guid]::NewGuid().ToString('N'))"
        $queue = New-IpcQueue $name
    }

    It 'send each object as a message of its own, in order, and what is left at the end' {
        1..1005 | Send-IpcQueue $queue -BatchSize 100
        $queue.Count | Should -Be 1005
        Invoke-Elsewhere "Receive-IpcQueue $name -Count 400" | ForEach-Object { [int]$_ } | Should -Be (1..400)
        Receive-IpcQueue $queue -All | Should -Be (401..1005)
    }

    It 'send the others when one cannot be sent' {
        $failed = $null
        1, [securestring]::new(), 3, @{ a = 1 } | Send-IpcQueue $queue -BatchSize 10 -ErrorVariable failed -ErrorAction SilentlyContinue
        $failed.Count | Should -Be 1
        $got = Receive-IpcQueue $queue -All
        $got[0, 1] | Should -Be 1, 3
        $got[2].a | Should -Be 1
    }

    It 'carry live objects and large arrays' {
        $event = New-IpcEvent
        1, $event, [double[]]::new(20000), 'x' | Send-IpcQueue $queue -BatchSize 10
        $got = Receive-IpcQueue $queue -BatchSize 10
        $got.Count | Should -Be 4
        $got[1].Set()
        $event.IsSet | Should -BeTrue
        $got[2].Length | Should -Be 20000
    }

    It 'say how many found no room' {
        $small = New-IpcQueue -Capacity 3
        { 1..5 | Send-IpcQueue $small -BatchSize 5 -Timeout 0.05 } | Should -Throw -ErrorId 'IpcTimeout,*' '*2 objects*not sent*'
        $small.Count | Should -Be 3
        1..2 | Send-IpcQueue $small -BatchSize 5 -NoWait -Quiet | Should -Be $false, $false
        $null = Receive-IpcQueue $small
        1..2 | Send-IpcQueue $small -BatchSize 5 -NoWait -Quiet | Should -Be $true, $false
        { 1 | Send-IpcQueue $small -BatchSize 5 -NoWait } | Should -Throw -ErrorId 'IpcFull,*'
        Complete-IpcQueue $small
        { 1..5 | Send-IpcQueue $small -BatchSize 5 } | Should -Throw -ErrorId 'IpcClosed,*' '*5 objects*not sent*'
    }

    It 'wait for room and go on' {
        $small = New-IpcQueue "$name-small" -Capacity 3
        $sender = Start-Elsewhere "1..50 | Send-IpcQueue $name-small -BatchSize 20; Complete-IpcQueue $name-small"
        Receive-IpcQueue $small -Wait -Timeout 60 | Should -Be (1..50)
        $sender | Wait-Process -Timeout 60
    }

    It 'are received as arrays' {
        1..10 | Send-IpcQueue $queue
        $first = Receive-IpcQueue $queue -BatchSize 4
        $first | Should -Be 1, 2, 3, 4
        $counts = Receive-IpcQueue $queue -All -BatchSize 4 | ForEach-Object { $_.Count }
        $counts | Should -Be 4, 2
        Receive-IpcQueue $queue -All -BatchSize 4 | Should -BeNullOrEmpty
        { Receive-IpcQueue $queue -NoWait -BatchSize 4 } | Should -Throw -ErrorId 'IpcEmpty,*'
        { Receive-IpcQueue $queue -Lease -BatchSize 4 } | Should -Throw '*-BatchSize*'
        1..10 | Send-IpcQueue $queue
        Receive-IpcQueue $queue -Count 7 -BatchSize 4 | ForEach-Object { $_ -join '-' } | Should -Be '1-2-3-4', '5-6-7'
        Complete-IpcQueue $queue
        Receive-IpcQueue $queue -Wait -BatchSize 100 | ForEach-Object { $_ -join '-' } | Should -Be '8-9-10'
        $one = New-IpcQueue
        , 5 | Send-IpcQueue $one
        $array = Receive-IpcQueue $one -BatchSize 4
        , $array | Should -BeOfType [array]
    }

    It 'are methods, too' {
        $queue.SendMany(1..5)
        $queue.SendMany(@('a', 'b'), 1)
        $queue.ReceiveMany(6) | Should -Be 1, 2, 3, 4, 5, 'a'
        $queue.ReceiveMany(6, 1) | Should -Be 'b'
        { $queue.ReceiveMany(6, 0) } | Should -Throw '*Nothing came*'
        $small = New-IpcQueue -Capacity 3
        { $small.SendMany(1..5, 0.05) } | Should -Throw '*3 of 5 were sent*'
    }
}
