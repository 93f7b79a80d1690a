BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $pool = New-IpcPool -Size 2
}

AfterAll {
    Remove-IpcPool $pool
}

Describe 'Invoke-IpcParallel' {
    It 'gives each input its result' {
        1..100 | Invoke-IpcParallel { $_ * 2 } -Pool $pool | Sort-Object | Should -Be (1..100 | ForEach-Object { $_ * 2 })
    }

    It 'keeps the order if asked for' {
        1..500 | Invoke-IpcParallel { if ($_ % 50 -eq 1) { Start-Sleep -Milliseconds 5 }; $_ } -Pool $pool -Ordered | Should -Be (1..500)
    }

    It 'needs no pool' {
        1..3 | Invoke-IpcParallel { $_ } -Ordered | Should -Be 1, 2, 3
    }

    It 'takes what ForEach-Object -Parallel takes: <_>' -ForEach '-ThrottleLimit 1', '' {
        $add = 10
        $how = if ($_) { @{ ThrottleLimit = 1 } } else { @{} }
        1..3 | Invoke-IpcParallel { $_ + $using:add } -Pool $pool @how | Sort-Object | Should -Be 11, 12, 13
    }

    It 'shares live objects' {
        $count = New-IpcValue 0
        1..200 | Invoke-IpcParallel { ($using:count).Add(1) } -Pool $pool
        $count.Value | Should -Be 200
    }

    It 'carries along <Name>' -ForEach @(
        @{ Name = 'functions'; With = @{ Function = 'Get-O*' } }
        @{ Name = 'variables'; With = @{ Variable = 'one' } }
        @{ Name = 'arguments'; With = @{ ArgumentList = 1 } }
    ) {
        function Get-One { 1 }
        $one = 1
        5 | Invoke-IpcParallel { param($given = '') "$(if (Test-Path function:Get-One) { Get-One })$one$given" } -Pool $pool @With | Should -Be '1'
    }

    It 'runs -Begin and -End once in each worker' {
        1..10 | Invoke-IpcParallel -Begin { $sum = [int[]]::new(1) } { $sum[0] += $_ } -End { $sum[0] } -ThrottleLimit 1 -Pool $pool | Should -Be 55
    }

    It 'leaves nothing from item to item, unless -KeepState is given' {
        1..5 | Invoke-IpcParallel { "$global:x$y"; $global:x = $y = $_; Set-Alias -Scope Global zz Get-Date } -Pool $pool | Select-Object -Unique | Should -Be ''
        1..3 | Invoke-IpcParallel { "$y"; $y = $_ } -KeepState -ThrottleLimit 1 -Pool $pool | Should -Be '', '1', '2'
    }

    It 'writes every stream, with the position in the block' {
        $all = 1 | Invoke-IpcParallel { Write-Warning w; Write-Host h; Write-Verbose v; 'o'
            Write-Error e } -Pool $pool -Verbose *>&1
        ($all | ForEach-Object { $_.GetType().Name }) -join ' ' | Should -Be 'WarningRecord InformationRecord VerboseRecord String ErrorRecord'
        $all[-1].ScriptStackTrace | Should -Match 'line 2'
    }

    It 'names an item whose worker was killed, and does the others' {
        $done = 1..50 | Invoke-IpcParallel { if ($_ -eq 7) { Stop-Process -Id $PID -Force }; $_ } -Pool $pool -ErrorVariable lost -ErrorAction SilentlyContinue
        $lost.TargetObject | Should -Be 7
        $lost.Exception.Message | Should -Match "Item 7 \('7'\).*SIGKILL"
        $done | Sort-Object | Should -Be (1..50 | Where-Object { $_ -ne 7 })
    }

    It 'tries an item again' {
        $tries = New-IpcValue 0
        1 | Invoke-IpcParallel { $tries = $using:tries; $tries.Add(1); if ($tries.Value -lt 3) { [Environment]::Exit(1) }; 'done' } -Retry 2 -Pool $pool | Should -Be 'done'
    }

    It 'gives up on an item that takes too long' {
        1..2 | Invoke-IpcParallel { if ($_ -eq 2) { Start-Sleep 1000 }; $_ } -ItemTimeout 4 -Pool $pool -ErrorVariable late -ErrorAction SilentlyContinue | Should -Be 1
        $late.TargetObject | Should -Be 2
        $late.FullyQualifiedErrorId | Should -Be 'IpcTimeout,Ipc.Commands.InvokeIpcParallelCommand'
    }

    It 'ends with the whole time' {
        1 | Invoke-IpcParallel { Start-Sleep 1000 } -Timeout 1 -Pool $pool -ErrorVariable late -ErrorAction SilentlyContinue
        $late.FullyQualifiedErrorId | Should -Be 'IpcTimeout,Ipc.Commands.InvokeIpcParallelCommand'
    }

    It 'ends at the first error with -ErrorAction Stop' {
        { 1..100 | Invoke-IpcParallel { if ($_ -eq 1) { throw 'first' }; Start-Sleep 1000 } -Pool $pool -ErrorAction Stop } | Should -Throw 'first'
    }

    It 'ends when no more is wanted' {
        1..1000000 | Invoke-IpcParallel { $_ } -Ordered -Pool $pool | Select-Object -First 3 | Should -Be 1, 2, 3
    }

    It 'takes secrets along where that is allowed' {
        $secret = ConvertTo-SecureString 'abc' -AsPlainText
        $results = $secret | Invoke-IpcParallel { $_.Length; $_ } -AllowSecret -Pool $pool
        $results[0] | Should -Be 3
        ConvertFrom-SecureString $results[1] -AsPlainText | Should -Be 'abc'
        { $secret | Invoke-IpcParallel { $_ } -Pool $pool -ErrorAction Stop } | Should -Throw -ErrorId 'IpcNotSupported*'
    }

    It 'goes on as a job with -AsJob' {
        $job = 1..20 | Invoke-IpcParallel { $_ * 2 } -Ordered -Pool $pool -AsJob
        $job | Should -BeOfType ([System.Management.Automation.Job])
        $job | Receive-Job -Wait -AutoRemoveJob | Should -Be (1..20 | ForEach-Object { $_ * 2 })
    }

    It 'is in the end a job in the state that one of ForEach-Object -Parallel has: <_>' -ForEach @(
        'if ($_ -eq 2) { throw "two" }; $_'
        'if ($_ -eq 2) { Get-Item /no/such/file -ErrorAction Stop }; $_'
        'Write-Error "an error"; $_'
        '$_'
    ) {
        $script = [scriptblock]::Create($_)
        $jobs = (1..3 | Invoke-IpcParallel $script -Pool $pool -AsJob), (1..3 | ForEach-Object -Parallel $script -AsJob)
        $null = $jobs | Wait-Job
        $jobs[0].State | Should -Be $jobs[1].State
        $ours, $theirs = $jobs | ForEach-Object { , @($_ | Receive-Job -ErrorAction SilentlyContinue | Sort-Object) }
        $ours | Should -Be $theirs
        $jobs | Remove-Job
    }
}

Describe 'Start-IpcWorker -Pool' {
    It 'runs a whole job on a worker that is there' {
        $given = 4
        $worker = Start-IpcWorker -Pool $pool { $using:given + 1; $PID }
        $worker | Receive-IpcWorker -Wait | Should -Be 5, $worker.ProcessId
        $worker.ProcessId | Should -BeIn $pool.ProcessId
        $worker.State | Should -Be 'Completed'
        Remove-Job $worker
    }

    It 'is a job that Receive-Job and Wait-Job know' {
        $worker = Start-IpcWorker -Pool $pool { 'out'; exit 3 }
        $null = Wait-Job $worker
        Receive-Job $worker -ErrorAction SilentlyContinue | Should -Be 'out'
        $worker.ExitCode | Should -Be 3
        Remove-Job $worker
    }
}
