BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

Describe 'A reader-writer lock' {
    BeforeEach {
        $lock = New-IpcLock -ReaderWriter
        $never = { param($lock, $inside, $shared) Enter-IpcLock $lock -Shared:$shared; Set-IpcEvent $inside; [Threading.Thread]::Sleep(-1) }
    }

    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'lets many workers read at a time, and one write' {
        $barrier = New-IpcBarrier 3
        $workers = Start-IpcWorker -Count 3 {
            param($lock, $barrier)
            Use-IpcLock $lock -Shared { Wait-IpcBarrier $barrier } # They meet inside.
        } -ArgumentList $lock, $barrier
        $workers | Receive-IpcWorker -Wait
        $lock.IsHeld | Should -BeFalse
        Use-IpcLock $lock {
            $lock.IsHeldExclusively
            $other = Start-IpcWorker { param($lock) Enter-IpcLock $lock -Shared -Timeout 0.1 -Quiet } -ArgumentList $lock
            $other | Receive-IpcWorker -Wait
        } | Should -Be $true, $false
    }

    It 'is found by its name, and its blocks run here' {
        $null = New-IpcLock pester-rw -ReaderWriter
        Use-IpcLock pester-rw -Shared { $inner = (Get-IpcLock pester-rw).ReaderCount; 'output' } | Should -Be 'output'
        $inner | Should -Be 1
        Use-IpcLock pester-rw { (Get-IpcLock pester-rw).IsHeldExclusively } | Should -BeTrue
        Invoke-Elsewhere "Use-IpcLock pester-rw -Shared { 'elsewhere' }" | Should -Be 'elsewhere'
        (Get-IpcObject pester-rw).Kind | Should -Be ReaderWriterLock
        Remove-IpcObject pester-rw
    }

    It 'is free again when one who shares it is killed, and nobody is warned' {
        $inside = New-IpcEvent
        $worker = Start-IpcWorker $never -ArgumentList $lock, $inside, $true
        Wait-IpcEvent $inside -Timeout $longest
        Enter-IpcLock $lock -Timeout 0 -Quiet | Should -BeFalse
        Stop-Process -Id $worker.ProcessId -Force
        Enter-IpcLock $lock -Timeout $longest -Quiet -WarningVariable warned | Should -BeTrue
        $warned | Should -BeNullOrEmpty
    }

    It 'warns the next one, who only reads, when one who was alone is killed' {
        $inside = New-IpcEvent
        $worker = Start-IpcWorker $never -ArgumentList $lock, $inside, $false
        Wait-IpcEvent $inside -Timeout $longest
        Stop-Process -Id $worker.ProcessId -Force
        Use-IpcLock $lock -Shared { 'read' } -WarningVariable warned 3>$null | Should -Be 'read'
        "$warned" | Should -BeLike 'IpcAbandoned*'
        Use-IpcLock $lock -Shared { 'read' } -WarningVariable warned | Should -Be 'read'
        $warned | Should -BeNullOrEmpty
    }

    It 'lets one who shares it go on to be alone, and says when that would never end' {
        Enter-IpcLock $lock -Shared
        Enter-IpcLock $lock
        $lock.IsHeldExclusively | Should -BeTrue
        Exit-IpcLock $lock
        $lock.ReaderCount | Should -Be 1
        $inside = New-IpcEvent
        $worker = Start-IpcWorker {
            param($lock, $inside)
            Enter-IpcLock $lock -Shared
            Set-IpcEvent $inside
            Enter-IpcLock $lock
        } -ArgumentList $lock, $inside
        Wait-IpcEvent $inside -Timeout $longest
        Wait-Until { (Get-IpcObject $lock.Id).WaiterCount -eq 1 }
        { Enter-IpcLock $lock } | Should -Throw -ErrorId 'IpcDeadlock,Ipc.Commands.EnterIpcLockCommand'
        Exit-IpcLock $lock
        $worker | Wait-IpcWorker -Timeout $longest
    }

    It 'says so where a lock cannot be shared' {
        $plain = New-IpcLock
        { Enter-IpcLock $plain -Shared } | Should -Throw '*-ReaderWriter*' -ErrorId 'IpcNotSupported,Ipc.Commands.EnterIpcLockCommand'
        { Use-IpcLock $plain -Shared { } } | Should -Throw -ErrorId 'IpcNotSupported,Ipc.Commands.UseIpcLockCommand'
        { Exit-IpcLock $plain -Shared } | Should -Throw -ErrorId 'IpcNotSupported,Ipc.Commands.ExitIpcLockCommand'
        { New-IpcLock -ReaderWriter -Count 3 } | Should -Throw -ErrorId 'IpcNotSupported,Ipc.Commands.NewIpcLockCommand'
    }

    It 'leaves what it shared after <What>' -ForEach @(
        @{ What = 'throw'; Code = { try { Use-IpcLock $lock -Shared { throw 'x' } } catch { "caught $_" } }; Expected = 'caught x' }
        @{ What = 'break'; Code = { foreach ($i in 1..3) { Use-IpcLock $lock -Shared { if ($i -eq 2) { break }; $i } } }; Expected = 1 }
        @{ What = 'an upgrade inside'; Code = { Use-IpcLock $lock -Shared { Use-IpcLock $lock { 'alone' } } }; Expected = 'alone' }
        @{ What = 'a failure in the pipeline'; Code = { try { Enter-IpcLock $lock -Shared -Timeout 1 | ForEach-Object { throw 'y' } } catch { "caught $_" } }; Expected = 'caught y' }
    ) {
        & $Code | Should -Be $Expected
        $lock.IsHeld | Should -BeFalse
    }
}
