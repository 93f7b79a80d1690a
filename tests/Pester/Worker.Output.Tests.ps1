BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

Describe 'What a worker writes' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'comes out of the stream it went into' {
        $worker = Start-IpcWorker {
            'out'
            Write-Error 'err'
            Write-Warning 'warn'
            Write-Verbose 'verb' -Verbose
            Write-Debug 'deb' -Debug
            Write-Information 'info'
            Write-Host 'host'
            Write-Progress 'act' 'status'
        }
        $worker | Wait-IpcWorker
        $worker.Output | Should -Be 'out'
        "$($worker.Error)" | Should -Be 'err'
        "$($worker.Warning)" | Should -Be 'warn'
        "$($worker.Verbose)" | Should -Be 'verb'
        "$($worker.Debug)" | Should -Be 'deb'
        $worker.Information.MessageData | ForEach-Object { "$_" } | Should -Be 'info', 'host'
        $worker.Progress.Activity | Should -Contain 'act'
    }

    It 'keeps its order across streams' {
        $all = Start-IpcWorker { 1; Write-Warning 'two'; 3; Write-Error 'four'; 5 } | Receive-IpcWorker -Wait *>&1
        $all | ForEach-Object { "$_" } | Should -Be '1', 'two', '3', 'four', '5'
    }

    It 'keeps its order between workers' {
        $barrier = New-IpcBarrier 3
        $written = Start-IpcWorker -Count 3 -ArgumentList $barrier { param($barrier) foreach ($i in 1..5) { $i; Wait-IpcBarrier $barrier } } |
            Receive-IpcWorker -Wait
        $written | Should -Be (1..5 | ForEach-Object { $_, $_, $_ })
    }

    It 'comes live' {
        $go = New-IpcEvent
        $worker = Start-IpcWorker { param($go) 'first'; Wait-IpcEvent $go; 'second' } -ArgumentList $go
        $seen = [Collections.Generic.List[string]]::new()
        $worker | Receive-IpcWorker -Wait | ForEach-Object { $seen.Add($_); if ($_ -eq 'first') { $worker.State | Should -Be 'Running'; Set-IpcEvent $go } }
        $seen | Should -Be 'first', 'second'
    }

    It 'is there again with -Keep, and gone without' {
        $worker = Start-IpcWorker { 'once' }
        $worker | Receive-IpcWorker -Wait -Keep | Should -Be 'once'
        $worker | Receive-IpcWorker | Should -Be 'once'
        $worker | Receive-IpcWorker | Should -BeNullOrEmpty
    }

    It 'that cannot be sent is an error, and the rest arrives' {
        $worker = Start-IpcWorker { 'before'; [securestring]::new(); 'after' }
        $worker | Receive-IpcWorker -Wait -ErrorVariable problem -ErrorAction SilentlyContinue | Should -Be 'before', 'after'
        $problem.FullyQualifiedErrorId | Should -BeLike 'IpcNotSupported*'
    }
    It 'is progress, too: in the stream of the job, and at once in -StreamingHost' {
        $worker = Start-IpcWorker { Write-Progress -Activity 'Work' -Status 'half' -PercentComplete 50 } -StreamingHost $Host
        $worker | Wait-IpcWorker
        "$($worker.Progress[0].Activity) $($worker.Progress[0].StatusDescription) $($worker.Progress[0].PercentComplete)" | Should -Be 'Work half 50'
    }

    It 'is no question: Read-Host fails with what to do instead, with a -StreamingHost or without' {
        foreach ($how in @{}, @{ StreamingHost = $Host }) {
            $worker = Start-IpcWorker { 'before'; Read-Host 'Name'; 'after' } @how
            $worker | Receive-IpcWorker -Wait -ErrorVariable problem -ErrorAction SilentlyContinue | Should -Be 'before', 'after'
            "$problem" | Should -Match 'cannot ask the user anything'
        }
    }
}
