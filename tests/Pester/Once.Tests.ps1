BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

Describe 'Use-IpcOnce' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
        Remove-IpcObject pester-once -ErrorAction Ignore
    }

    It 'runs the block in one process, and gives its output to all' {
        $runs, $met = (New-IpcValue 0), (New-IpcBarrier 4)
        $results = Start-IpcWorker -Count 4 {
            param($runs, $met)
            $r = Use-IpcOnce pester-once { $runs.Add(1); @{ Who = $PID }; 1..3 }
            Wait-IpcBarrier $met # The result is there while one of them is.
            "$($r[0].Who) $($r[1..3])"
        } -ArgumentList $runs, $met | Receive-IpcWorker -Wait
        $runs.Value | Should -Be 1
        @($results).Count | Should -Be 4
        @($results | Select-Object -Unique).Count | Should -Be 1
        $results[0] | Should -BeLike '* 1 2 3'
    }

    It 'runs it again where it was not done: after <What>' -ForEach @(
        @{ What = 'throw'; Code = { try { Use-IpcOnce pester-once { throw 'x' } } catch { "caught $_" } }; Expected = 'caught x' }
        @{ What = 'break'; Code = { foreach ($i in 1..3) { Use-IpcOnce pester-once { break } } }; Expected = $null }
        @{ What = 'an output that cannot be sent'; Code = { try { Use-IpcOnce pester-once { [securestring]::new() } } catch { 'caught' } }; Expected = 'caught' }
    ) {
        & $Code | Should -Be $Expected
        Use-IpcOnce pester-once { 'again' } | Should -Be 'again'
        Use-IpcOnce pester-once { 'never' } | Should -Be 'again'
    }

    It 'lets the one who waits run it when the first is killed in it' {
        $inside = New-IpcEvent
        $worker = Start-IpcWorker { param($inside) Use-IpcOnce pester-once { Set-IpcEvent $inside; [Threading.Thread]::Sleep(-1) } } -ArgumentList $inside
        Wait-IpcEvent $inside -Timeout $longest
        Use-IpcOnce pester-once { 'never' } -Timeout 0 -Quiet | Should -BeFalse
        { Use-IpcOnce pester-once { 'never' } -Timeout 0.05 } | Should -Throw -ErrorId 'IpcTimeout,Ipc.Commands.UseIpcOnceCommand'
        Stop-Process -Id $worker.ProcessId -Force
        Use-IpcOnce pester-once { $here = 1; 'mine' } -Timeout $longest -WarningVariable warned | Should -Be 'mine'
        $here | Should -Be 1
        $warned | Should -BeNullOrEmpty
    }

    It 'writes nothing where the block wrote nothing, and runs it again once it was removed' {
        Use-IpcOnce pester-once { } | Should -BeNullOrEmpty
        Use-IpcOnce pester-once { 'never' } -Quiet | Should -BeTrue
        (Get-IpcObject pester-once).Details | Should -Be 'done'
        Remove-IpcObject pester-once
        Use-IpcOnce pester-once { 'again' } | Should -Be 'again'
    }

    It 'stays when it is persistent' {
        Invoke-Elsewhere "Use-IpcOnce pester-once -Persistent { 'elsewhere' }" | Should -Be 'elsewhere'
        Use-IpcOnce pester-once -Persistent { 'never' } | Should -Be 'elsewhere'
    }
}
