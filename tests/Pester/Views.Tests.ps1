# What is seen of objects: in a window of 80 columns, in a text, and as JSON.
BeforeDiscovery {
    # A name of twenty characters, and what the view has to show of it.
    $kinds = @(
        @{ What = 'queue'; Make = { New-IpcQueue $name -Capacity 100000 }; Columns = 'Name', 'Count', 'Leased', 'Capacity', 'Completed', 'Persistent' }
        @{ What = 'broadcast'; Make = { New-IpcQueue $name -Broadcast }; Columns = 'Name', 'Count', 'Receivers', 'Capacity', 'Completed', 'Persistent' }
        @{ What = 'pipe'; Make = { (New-IpcPipe $name)[0] }; Columns = 'Name', 'End', 'Count', 'BufferSize', 'OneWay', 'FarEnd', 'Persistent' }
        @{ What = 'listener'; Make = { New-IpcPipe $name -Listen }; Columns = 'Name', 'Waiting', 'Backlog' }
        @{ What = 'number'; Make = { New-IpcValue 42 -Name $name }; Text = '42'; Columns = 'Name', 'Type', 'Lock', 'Persistent', 'Value' }
        @{ What = 'object'; Make = { New-IpcValue @(1, 'two') -Type object -Name $name }; Text = '1 two'; Columns = 'Name', 'Type', 'Lock', 'Persistent', 'Value' }
        @{ What = 'memory'; Make = { New-IpcMemory 1MB -Name $name }; Columns = 'Name', 'Size', 'Lock', 'Persistent' }
        @{ What = 'lock'; Make = { New-IpcLock $name }; Columns = 'Name', 'Held', 'HeldByMe', 'Recursive', 'Persistent' }
        @{ What = 'readers and writers'; Make = { New-IpcLock $name -ReaderWriter }; Columns = 'Name', 'HeldAlone', 'Readers', 'HeldByMe', 'Recursive', 'Persistent' }
        @{ What = 'semaphore'; Make = { New-IpcSemaphore 3 -Name $name }; Columns = 'Name', 'Free', 'Initial', 'Maximum', 'Persistent' }
        @{ What = 'event'; Make = { New-IpcEvent $name }; Columns = 'Name', 'Set', 'AutoReset', 'Persistent' }
        @{ What = 'barrier'; Make = { New-IpcBarrier 3 -Name $name }; Columns = 'Name', 'Parties', 'Waiting', 'Broken', 'Persistent' }
        @{ What = 'condition'; Make = { New-IpcCondition $name }; Columns = 'Name', 'Waiting', 'Held', 'HeldByMe', 'Persistent' }
        @{ What = 'countdown'; Make = { New-IpcCountdown 3 -Name $name }; Columns = 'Name', 'Left', 'Initial', 'Persistent' }
        @{ What = 'rate limit'; Make = { New-IpcRateLimit 5 -Per 1 -Name $name }; Columns = 'Name', 'Count', 'Per', 'Persistent' }
    )
}

BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $name = "view-$PID".PadRight(20, 'x')

    function Show([Parameter(ValueFromPipeline)] $InputObject) {
        begin { $all = @() }
        process { $all += $InputObject }
        end { ($all | Out-String -Width 80) -split '\r?\n' | Where-Object { $_.Trim() } }
    }
}

Describe 'A <what>' -ForEach $kinds {
    BeforeAll { $made = & $Make }
    AfterAll { Remove-IpcObject $name; $made.Dispose() }

    It 'fits into 80 columns, and several are one table' {
        $lines = @($made, $made | Show)
        $lines | Should -HaveCount 4
        -split $lines[0] | Should -Be $Columns
        $lines[2] | Should -Match "^$name\s"
        $lines[2] | Should -Not -Match '…'
        $lines[3] | Should -Be $lines[2]
    }

    It 'stands for something short in a text' {
        "$made" | Should -BeExactly ($null -eq $Text ? $name : $Text)
    }

    It 'is short and true as JSON' {
        $json = $made | ConvertTo-Json -Depth 2 -WarningVariable warned -WarningAction SilentlyContinue
        $warned | Should -BeNullOrEmpty
        ($json -split '\n').Count | Should -BeLessThan 35
        $read = $json | ConvertFrom-Json
        $read.Name | Should -Be $name
        $read.Kind | Should -Be ([int]$made.Kind)
        $read.psobject.Properties.Name | Should -Not -Contain 'Reference'
        $inside = @{ It = $made } | ConvertTo-Json -Depth 2 -WarningVariable warned -WarningAction SilentlyContinue | ConvertFrom-Json
        $inside.It.Name | Should -Be $name
        $warned | Should -BeNullOrEmpty
    }
}

Describe 'What a value shows' {
    It 'is what it holds, in a text of any language, and its name when that cannot be read' {
        $value = New-IpcValue 1.5
        "$value" | Should -BeExactly '1.5'
        $value.Dispose()
        "$value" | Should -Be $value.Id
        $object = New-IpcValue ([pscustomobject]@{ a = 1 }) -Type object
        "$object" | Should -Be '@{a=1}'
        $object.Value = $null
        "$object" | Should -BeExactly ''
        $object.Dispose()
    }

    It 'does not hide its name from those who ask for objects by name' {
        $value = New-IpcValue 5 -Name $name
        $value | Get-IpcObject | ForEach-Object Id | Should -Be $name
        (Get-IpcObject $value).Id | Should -Be $name
        (Get-IpcObject $value, $value).Id | Should -Be $name, $name
        $again = Get-IpcValue $value
        $again.Id | Should -Be $name
        $again.ElementType | Should -Be ([int])
        $again, $value | ForEach-Object Dispose
    }

    It 'leaves room for its other columns, however long it is' {
        $value = New-IpcValue ('long ' * 100) -Name $name
        $lines = $value | Show
        -split $lines[0] | Should -Be 'Name', 'Type', 'Lock', 'Persistent', 'Value'
        $lines[2] | Should -Match 'Object +free +False +long'
        $value.Dispose()
    }
}

Describe 'Get-IpcObject' {
    BeforeAll {
        $lock = New-IpcLock $name
        $inside = New-IpcEvent
        $enough = New-IpcEvent
        $worker = Start-IpcWorker -Name parser { Use-IpcLock $using:lock { Set-IpcEvent $using:inside; Wait-IpcEvent $using:enough } }
        Wait-IpcEvent $inside -Timeout $longest
    }

    AfterAll {
        Set-IpcEvent $enough
        $worker | Receive-IpcWorker -Wait
        $worker | Remove-IpcWorker
        $lock, $inside, $enough | ForEach-Object Dispose
    }

    It 'shows Details and the names of workers at 80 columns' {
        $pipe = New-IpcPipe
        $lines = Get-IpcObject $name, $pipe[0].Id | Show
        -split $lines[0] | Should -Be 'Name', 'Kind', 'Count', 'Holders', 'Details'
        $lines[2] | Should -Match "^$name +Lock +$PID, parser \($($worker.ProcessId)\) +held by parser"
        $lines[2..9] -join ' ' | Should -Match 'right +open +with +0'
        $lines | Where-Object Length -GT 80 | Should -BeNullOrEmpty
        $pipe | ForEach-Object Dispose
    }

    It 'says how many hold it beside those that are shown' {
        $others = 1..2 | ForEach-Object { Start-IpcWorker -Name "other$_" { $null = $using:lock; Set-IpcEvent $using:inside; Wait-IpcEvent $using:enough } }
        Wait-Until { (Get-IpcObject $name).HolderCount -eq 4 }
        Get-IpcObject $name | Show | Select-Object -Last 1 | Should -Match "$PID, parser \(\d+\) \+2 "
        (Get-IpcObject $name).HolderNames -replace ' .*' | Sort-Object | Should -Be 'other1', 'other2', 'parser', 'pwsh'
        $others | Stop-IpcWorker
        $others | Remove-IpcWorker
    }

    It 'leaves out what workers and pools need for themselves, unless with -Force or by its id' {
        $pool = New-IpcPool -Size 1
        1 | Invoke-IpcParallel { $_ } -Pool $pool | Should -Be 1
        Get-IpcObject | Where-Object IsInternal | Should -BeNullOrEmpty
        Get-IpcObject ~* -Kind Pipe, Queue, Array | Where-Object IsInternal | Should -BeNullOrEmpty
        $all = Get-IpcObject -Force | Where-Object { $_.IsInternal -and $_.Creator -eq $PID }
        $all.Kind | Sort-Object -Unique | Should -Be 'Queue', 'Pipe', 'Array'
        (Get-IpcObject $all[0].Id).IsInternal | Should -BeTrue
        $all | Where-Object Kind -EQ Array | Show | Select-Object -Last 1 | Should -Match ' internal, Int64$'
        Remove-IpcPool $pool
    }

    It 'marks what is persistent' {
        $null = New-IpcQueue "$name-kept" -Persistent
        Get-IpcObject "$name-kept" | Show | Select-Object -Last 1 | Should -Match ' persistent$'
        Remove-IpcObject "$name-kept"
    }

    It 'shows who waits for what' {
        $queue = New-IpcQueue
        $receiver = Start-IpcWorker { Receive-IpcQueue $using:queue -Wait } -Name receiver
        Wait-Until { (Get-IpcObject $queue).Waiters -contains $receiver.ProcessId }
        (Get-IpcObject $queue).WaiterNames | Should -Be "receiver ($($receiver.ProcessId))"
        Get-IpcObject $queue | Show | Select-Object -Last 1 | Should -Match ' 1 waiting to receive$'
        Complete-IpcQueue $queue
        $receiver | Wait-IpcWorker
        (Get-IpcObject $queue).WaiterCount | Should -Be 0
        $receiver | Remove-IpcWorker
        $queue.Dispose()
    }

    It 'shows who holds a lock as a table' {
        $lines = (Get-IpcObject $name).HeldBy | Show
        -split $lines[0] | Should -Be 'ProcessId', 'ProcessName', 'Runspace', 'Lock', 'Times', 'Since'
        $lines[2] | Should -Match "$($worker.ProcessId) parser +1 +1 \d"
    }
}

Describe 'A worker among other jobs' {
    It 'is in one table with them, whichever comes first' {
        $worker = Start-IpcWorker { } -Name first
        $job = Start-ThreadJob { } -Name second
        $all = $worker, $job
        foreach ($order in $all, $all[1, 0]) {
            $lines = $order | Show
            $lines | Should -HaveCount 4
            $lines[0] | Should -Match '^ *Id +Name '
            $lines[2..3] -join ' ' | Should -Match ($order.Name -join '.*')
        }

        $job | Show | Select-Object -First 1 | Should -Match PSJobTypeName -Because 'PowerShell''s own view of other jobs stays'
        $all | Wait-Job | Remove-Job
    }
}

Describe 'The text of' {
    It 'a worker, and of what it knows of itself, is its name; that of a pool, too' {
        $worker = Start-IpcWorker { "$IpcWorker" } -Name named
        "$worker" | Should -Be 'named'
        $worker | Receive-IpcWorker -Wait | Should -Be 'named'
        $worker | Remove-IpcWorker
    }

    It 'a message that was leased is what it carries' {
        $queue = New-IpcQueue
        Send-IpcQueue $queue 'text'
        $lease = Receive-IpcQueue $queue -Lease
        "$lease" | Should -Be 'text'
        $lease | Show | Select-Object -Last 1 | Should -Match '\(anonymous\) +1 True +text'
        $lease | Confirm-IpcQueue
        $queue.Dispose()
    }
}
