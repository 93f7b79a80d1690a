BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

Describe 'What somebody writes who knows Python or PowerShell' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
        Remove-IpcObject guess-*
    }

    It 'means what it says: <Line>' -ForEach @(
        @{ Line = '(New-IpcBarrier -Parties 2).Parties'; Is = 2 }
        @{ Line = '(New-IpcBarrier -ParticipantCount 3).ParticipantCount'; Is = 3 }
        @{ Line = '(New-IpcSemaphore -Count 2).CurrentCount'; Is = 2 }
        @{ Line = '(New-IpcSemaphore 2 -Bounded).MaximumCount'; Is = 2 }
        @{ Line = '(New-IpcArray int -Count 3).Count'; Is = 3 }
        @{ Line = '(New-IpcArray -Type int -Size 3).Count'; Is = 3 }
        @{ Line = 'Wait-IpcEvent (New-IpcEvent -Set) -Timeout -1'; Is = $true }
        @{ Line = 'Wait-IpcEvent (New-IpcEvent) -TimeoutSeconds 0.01 -Quiet'; Is = $false }
        @{ Line = 'Receive-IpcQueue (New-IpcQueue) -TimeoutSec 0.01 -Quiet'; Is = $null }
        @{ Line = '1 | Invoke-IpcParallel -Parallel { $_ } -TimeoutSeconds 60'; Is = 1 }
        @{ Line = '$w = Start-IpcWorker -Name guess-hugo { 1 }; "$w"'; Is = 'guess-hugo' }
        @{ Line = 'Use-IpcLock guess-new { 1 }; (Get-IpcLock guess-new).Name'; Is = 1, 'guess-new' }
        @{ Line = '$v = New-IpcValue 1 guess-value; Use-IpcLock -Name guess-value { (Get-IpcObject guess-value).HeldBy.Count; 2 }; (Get-IpcObject guess-value).Kind'; Is = 1, 2, 'Value' }
        @{ Line = '$null = New-IpcQueue guess-a; $null = New-IpcQueue guess-b; $null = New-IpcEvent -Name guess-c; (Get-IpcQueue guess-*).Name'; Is = 'guess-a', 'guess-b' }
        @{ Line = 'Get-IpcQueue guess-nothing*'; Is = $null }
        @{ Line = '$p = New-IpcPool -Count 1; $p.Size; Remove-IpcPool $p'; Is = 1 }
        @{ Line = '(New-IpcQueue 10).Capacity'; Is = 10 }
        @{ Line = '$n = 10; $q = New-IpcQueue $n guess-q; $q.Capacity; $q.Name'; Is = 10, 'guess-q' }
        @{ Line = '$q = New-IpcQueue guess-q 10; $q.Capacity; $q.Name'; Is = 10, 'guess-q' }
        @{ Line = '$q = New-IpcQueue "10"; $q.Capacity; $q.Name; Remove-IpcObject $q'; Is = 0, '10' }
        @{ Line = '$q = New-IpcQueue -Capacity 3; $q.Capacity; $q.Name'; Is = 3, $null }
        @{ Line = '$q = New-IpcQueue -Capacity 3 guess-q; $q.Capacity; $q.Name'; Is = 3, 'guess-q' }
        @{ Line = '$w = Start-IpcWorker { 1 }; (Wait-IpcWorker $w).Name -eq $w.Name; Wait-IpcWorker $w -Timeout 60 -Quiet'; Is = $true, $true }
        @{ Line = '$q = New-IpcQueue; Close-IpcObject $q; $q.IsClosed'; Is = $true }
        @{ Line = '$q = New-IpcQueue; $e = New-IpcEvent; $q, $e | Close-IpcObject; $q.IsClosed; $e.IsClosed'; Is = $true, $true }
        @{ Line = '$q = New-IpcQueue guess-q; $r = Get-IpcQueue guess-q; Close-IpcObject guess-q; $q.IsClosed; $r.IsClosed; Get-IpcObject guess-q*'; Is = $true, $true }
        @{ Line = '$a = New-IpcEvent -Name guess-a; $b = New-IpcEvent -Name guess-b; Close-IpcObject guess-*; $a.IsClosed; $b.IsClosed'; Is = $true, $true }
        @{ Line = '$l = New-IpcLock guess-l; Enter-IpcLock $l; Close-IpcObject $l; Get-IpcObject guess-l*'; Is = $null }
    ) {
        & ([scriptblock]::Create($Line)) | Should -Be $Is
    }

    It 'does the same to several: <Line>' -ForEach @(
        @{ Line = '$a, $b = (New-IpcEvent), (New-IpcEvent guess-b); Set-IpcEvent $a, guess-b; $a.IsSet; $b.IsSet'; Is = $true, $true }
        @{ Line = '$a, $b = (New-IpcEvent -Set), (New-IpcEvent -Set); Reset-IpcEvent $a, $b; $a.IsSet; $b.IsSet'; Is = $false, $false }
        @{ Line = '$a, $b = (New-IpcEvent -Set), (New-IpcEvent -Set); Wait-IpcEvent $a, $b -Timeout 5'; Is = $true }
        @{ Line = '$a, $b = (New-IpcEvent -Set), (New-IpcEvent); Wait-IpcEvent $a, $b -Timeout 0.02 -Quiet'; Is = $false }
        @{ Line = '$a, $b = (New-IpcCountdown 2), (New-IpcCountdown 3); Step-IpcCountdown $a, $b -PassThru'; Is = 1, 2 }
        @{ Line = '$a, $b = (New-IpcCountdown 1), (New-IpcCountdown 1); Step-IpcCountdown $a; Wait-IpcCountdown $a, $b -Timeout 0.02 -Quiet; Step-IpcCountdown $b; Wait-IpcCountdown $a, $b -Timeout 5'; Is = $false, $true }
        @{ Line = '$a, $b = (New-IpcCountdown 2), (New-IpcCountdown 3); Step-IpcCountdown $a, $b; Reset-IpcCountdown $a, $b; $a.CurrentCount; $b.CurrentCount'; Is = 2, 3 }
        @{ Line = '$a, $b = (New-IpcBarrier 2), (New-IpcBarrier 2); Stop-IpcBarrier $a, $b; $a.IsBroken; $b.IsBroken; Reset-IpcBarrier $a, $b; $a.IsBroken; $b.IsBroken'; Is = $true, $true, $false, $false }
        @{ Line = '$l, $r = New-IpcPipe; Close-IpcPipe $l, $r; $l.IsClosed; $r.IsClosed'; Is = $true, $true }
        @{ Line = '$a, $b = (New-IpcQueue), (New-IpcQueue guess-b); 1 | Send-IpcQueue $a; 2 | Send-IpcQueue $b; Clear-IpcQueue $a, guess-b; $a.Count; $b.Count'; Is = 0, 0 }
        @{ Line = '$a, $b = (New-IpcQueue), (New-IpcQueue guess-b); Complete-IpcQueue $a, guess-b; $a.IsCompleted; $b.IsCompleted'; Is = $true, $true }
        @{ Line = '$a, $b = (New-IpcQueue), (New-IpcQueue guess-b); Wait-IpcQueue $a, guess-b -Timeout 5; 1 | Send-IpcQueue $b; Wait-IpcQueue $a, $b -Timeout 0.02 -Quiet'; Is = $true, $false }
    ) {
        & ([scriptblock]::Create($Line)) | Should -Be $Is
    }

    It 'gives back what an event let through when another one does not come' {
        $first, $never = (New-IpcEvent -AutoReset -Set), (New-IpcEvent)
        Wait-IpcEvent $first, $never -Timeout 0.02 -Quiet | Should -BeFalse
        $first.IsSet | Should -BeTrue
    }

    It 'does the others when one of several fails' {
        $event = New-IpcEvent
        Set-IpcEvent guess-missing, $event -ErrorVariable problem -ErrorAction SilentlyContinue
        $event.IsSet | Should -BeTrue
        $problem.FullyQualifiedErrorId | Should -Be 'IpcNotFound,Ipc.Commands.SetIpcEventCommand'
    }

    It 'resumes all waiters of several conditions' {
        $a, $b, $ready = (New-IpcCondition), (New-IpcCondition), (New-IpcCountdown 2)
        $workers = $a, $b | ForEach-Object {
            Start-IpcWorker { param($c, $ready) Use-IpcLock $c { Step-IpcCountdown $ready; Wait-IpcCondition $c }; 'went' } -ArgumentList $_, $ready
        }
        $null = Wait-IpcCountdown $ready -Timeout $longest
        Wait-Until { (Get-IpcObject $a.Id).WaiterCount -eq 1 -and (Get-IpcObject $b.Id).WaiterCount -eq 1 }
        Use-IpcLock $a { Use-IpcLock $b { Resume-IpcCondition $a, $b } }
        $workers | Receive-IpcWorker -Wait | Should -Be 'went', 'went'
    }

    It 'warns that <Name> is copied, and names what is shared' -ForEach @(
        @{ Name = 'ConcurrentDictionary'; Make = { [Collections.Concurrent.ConcurrentDictionary[string, int]]::new() }; Says = 'New-IpcDictionary' }
        @{ Name = 'synchronized Hashtable'; Make = { [hashtable]::Synchronized(@{}) }; Says = 'New-IpcDictionary' }
        @{ Name = 'ConcurrentQueue'; Make = { , [Collections.Concurrent.ConcurrentQueue[int]]::new() }; Says = 'New-IpcQueue' }
        @{ Name = 'ConcurrentBag'; Make = { , [Collections.Concurrent.ConcurrentBag[int]]::new() }; Says = 'New-IpcList' }
        @{ Name = 'synchronized ArrayList'; Make = { , [Collections.ArrayList]::Synchronized([Collections.ArrayList]::new()) }; Says = 'New-IpcList' }
    ) {
        $shared = & $Make
        $null = 1 | Invoke-IpcParallel { $null = $using:shared } -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -BeLike "*`$using:shared is a collection that threads share ($Name)*$Says makes one*"
        $null = Start-IpcWorker { $null = $using:shared } -WarningVariable said -WarningAction SilentlyContinue | Receive-IpcWorker -Wait
        "$said" | Should -BeLike "*$Says makes one*"
    }

    It 'warns of a copy wherever one is handed over: <Line>' -ForEach @(
        @{ Line = { 1 | Invoke-IpcParallel { } -ArgumentList 1, $shared @With }; Of = 'ArgumentList[[]1]' }
        @{ Line = { 1 | Invoke-IpcParallel { } -Variable shared @With }; Of = '*shared' }
        @{ Line = { Start-IpcWorker { } -ArgumentList $shared @With }; Of = 'ArgumentList[[]0]' }
        @{ Line = { Start-IpcWorker { } -InitializationScript { $using:shared } @With }; Of = '$using:shared' }
        @{ Line = { New-IpcPool 1 -InitializationScript { $using:shared } @With | Remove-IpcPool -Force }; Of = '$using:shared' }
    ) {
        $shared = [Collections.Concurrent.ConcurrentDictionary[string, int]]::new()
        $With = @{ WarningVariable = 'said'; WarningAction = 'SilentlyContinue' }
        $null = . $Line
        "$said" | Should -BeLike "$Of is a collection that threads share*New-IpcDictionary makes one*"
    }

    It 'refuses what is no object, in words: <Line>' -ForEach @(
        @{ Line = 'Close-IpcObject $null'; Says = 'What was passed is $null,*$using:name*' }
        @{ Line = 'Remove-IpcObject $null'; Says = 'What was passed is $null,*$using:name*' }
        @{ Line = 'Close-IpcObject (Start-IpcWorker { })'; Says = '*takes an Ipc object*there is Stop-IpcWorker.' }
        @{ Line = 'Remove-IpcObject (Start-IpcWorker { })'; Says = '*takes an Ipc object*there is Remove-IpcWorker.' }
        @{ Line = 'Close-IpcObject (Get-Process -Id $PID)'; Says = '*of the type [[]System.Diagnostics.Process*' }
        @{ Line = 'Close-IpcObject @()'; Says = '*an empty list*' }
        @{ Line = 'Close-IpcObject guess-none'; Says = 'This process has nothing open*Remove-IpcObject ends*' }
        @{ Line = '$a = New-IpcArray 1, 2; $a | Close-IpcObject -ErrorAction Stop'; Says = '1 (Int32)*write Close-IpcObject $array*' }
    ) {
        $problem = { & ([scriptblock]::Create($Line)) } | Should -Throw -PassThru
        $problem.Exception.Message | Should -BeLike $Says
    }

    It 'warns the next one of a lock that is closed while it is held' {
        $lock, $queue = (New-IpcLock), (New-IpcQueue)
        Enter-IpcLock $lock
        $worker = Start-IpcWorker { param($lock, $queue) Send-IpcQueue $queue 1; Use-IpcLock $lock { 'mine' } } -ArgumentList $lock, $queue
        $null = Receive-IpcQueue $queue -Timeout $longest
        Wait-Until { (Get-IpcObject $lock.Id).WaiterCount -eq 1 }
        Close-IpcObject $lock
        $worker | Receive-IpcWorker -Wait -WarningVariable said -WarningAction SilentlyContinue | Should -Be mine
        "$said" | Should -BeLike 'IpcAbandoned*'
    }

    It 'does not warn of what nobody expects to be shared' {
        $list, $table, $queue = (1, 2), @{ a = 1 }, (New-IpcDictionary)
        $null = 1 | Invoke-IpcParallel { $null = $using:list, $using:table, $using:queue } -WarningVariable said
        $said | Should -BeNullOrEmpty
    }

    It 'has the exit code of a shell when a signal killed it' {
        $worker = Start-IpcWorker { [Threading.Thread]::Sleep(-1) }
        Stop-Process -Id $worker.ProcessId -Force
        $worker | Wait-IpcWorker
        $worker.ExitCode, $worker.Signal | Should -Be 137, 'SIGKILL'
    }

    It 'says why a semaphore cannot be bounded by nothing' {
        { New-IpcSemaphore 0 -Bounded } | Should -Throw '*-MaximumCount*'
    }
}
