BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $pool = New-IpcPool 2
}

AfterAll {
    Remove-IpcPool $pool
}

Describe 'The inputs of Invoke-IpcParallel' {
    It 'fill the parameters with -Unroll' {
        (1, 2), (3, 4) | Invoke-IpcParallel -Unroll { param($a, $b) $a + $b } -Pool $pool -Ordered | Should -Be 3, 7
        , (1, 2) | Invoke-IpcParallel -Unroll { param($a, $b, $c) "$a $b $c $($_.Count)" } -ArgumentList x -Pool $pool | Should -Be '1 2 x 2'
        'one' | Invoke-IpcParallel -Unroll { param($a, $b) "$a,$b" } -Pool $pool | Should -Be 'one,'
    }

    It 'fill the parameters of their names with -Unroll when they are hash tables' {
        $inputs = @{ b = 2; a = 1 }, [ordered]@{ a = 3 }, @{ a = 5; b = 6 }
        $inputs | Invoke-IpcParallel -Unroll { param($a, $b = 'none', $c) "$a $b $c $($_.Count)" } -ArgumentList x -Pool $pool -Ordered |
            Should -Be '1 2 x 2', '3 x  1', '5 6 x 2'
        @{ a = 1 } | Invoke-IpcParallel -Unroll { [CmdletBinding()] param($b) $b } -Pool $pool -ErrorAction SilentlyContinue -ErrorVariable problem |
            Should -BeNullOrEmpty
        "$problem" | Should -BeLike "*parameter name 'a'*"
    }

    It 'stand side by side with -With' {
        1..3 | Invoke-IpcParallel -With (4..6) { param($a, $b) $a * $b } -Pool $pool -Ordered | Should -Be 4, 10, 18
        1..2 | Invoke-IpcParallel -With (3, 4), ('x', 'y') { param($a, $b, $c) "$a$b$c $($_.Count)" } -Pool $pool -Ordered | Should -Be '13x 3', '24y 3'
        $names = [Collections.Generic.List[string]]('p', 'q')
        1..2 | Invoke-IpcParallel -With $names { param($a, $b) "$a$b" } -Pool $pool -Ordered | Should -Be 1p, 2q
    }

    It 'that nothing stands beside are errors, and so is what no input came for' {
        1..4 | Invoke-IpcParallel -With 5, 6 { param($a, $b) $a * $b } -Pool $pool -Ordered -ErrorAction SilentlyContinue -ErrorVariable problem |
            Should -Be 5, 12
        $problem.TargetObject | Should -Be 3, 4
        $problem[0].FullyQualifiedErrorId | Should -BeLike 'IpcInvalidArgument,*'
        1 | Invoke-IpcParallel -With 5, 6, 7 { param($a, $b) $a * $b } -Pool $pool -ErrorAction SilentlyContinue -ErrorVariable problem | Should -Be 5
        "$problem" | Should -Match '2 elements of -With were not used'
    }

    It 'are named with what stands beside them' {
        1 | Invoke-IpcParallel -With 5 { param($a, $b) throw 'no' } -Pool $pool -ErrorAction SilentlyContinue -ErrorVariable problem
        "$problem" | Should -Be "Item 1 ('1, 5'): no"
    }

    It 'may be added by items, and the call ends when none is left' {
        $all = 1 | Invoke-IpcParallel { $_; if ($_ -lt 64) { (2 * $_), (2 * $_ + 1) | Add-IpcItem } } -Pool $pool
        $all | Sort-Object { [int]"$_" } | Should -Be (1..127)
    }

    It 'that are added may be live objects, and come in order with -Ordered' {
        $queue = New-IpcQueue
        1, 2 | Invoke-IpcParallel { if ($_ -is [int]) { "first $_"; Add-IpcItem $using:queue } else { Send-IpcQueue $_ live; 'then' } } -Pool $pool -Ordered |
            Should -Be 'first 1', 'first 2', then, then
        Receive-IpcQueue $queue -All | Should -Be live, live
    }

    It 'are added once: not by one that dies, but by one that throws, and by one that is tried again' {
        1 | Invoke-IpcParallel { if ($_ -eq 1) { Add-IpcItem 9; Stop-Process $PID -Force }; $_ } -Pool $pool -ErrorAction SilentlyContinue -ErrorVariable problem |
            Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -BeLike 'IpcWorkerFailed,*'
        1 | Invoke-IpcParallel { if ($_ -eq 1) { Add-IpcItem 9; throw 'no' }; $_ } -Pool $pool -ErrorAction SilentlyContinue | Should -Be 9
        $tries = New-IpcValue 0
        1 | Invoke-IpcParallel { if ($_ -eq 1) { Add-IpcItem 9; if (($using:tries).Add(1) -eq 1) { Stop-Process $PID -Force } }; $_ } -Pool $pool -Retry 1 -Ordered |
            Should -Be 1, 9
        1 | Invoke-IpcParallel { if ($_ -eq 1) { Add-IpcItem 9; 'wrote'; Start-Sleep 1000 }; $_ } -Pool $pool -ItemTimeout 4 -ErrorAction SilentlyContinue |
            Should -Be wrote
    }

    It 'are added to a job, too, and nowhere else' {
        $job = 2 | Invoke-IpcParallel { $_; if ($_ -gt 0) { $_ - 1 | Add-IpcItem } } -Pool $pool -AsJob
        $job | Receive-Job -Wait -AutoRemoveJob | Sort-Object | Should -Be 0, 1, 2
        { Add-IpcItem 1 } | Should -Throw -ErrorId 'IpcNotSupported,*'
        1 | Invoke-IpcParallel -Begin { Add-IpcItem 1 } { $_ } -Pool $pool -ErrorAction SilentlyContinue -ErrorVariable problem | Should -Be 1
        $problem.FullyQualifiedErrorId | Should -BeLike 'IpcNotSupported,*'
    }
}

Describe 'The end of a call of Invoke-IpcParallel' {
    BeforeEach {
        Wait-Until { $pool.IdleCount -eq 2 } # Those that were stopped have been replaced: -Timeout counts from the start.
    }

    It 'by -Timeout leaves what its items had written, with -Ordered in order' {
        foreach ($how in @{}, @{ Ordered = $true }) {
            $got = 1..2 | Invoke-IpcParallel { "began $_"; if ($_ -eq 1) { Start-Sleep 1000 } } -Pool $pool -Timeout 6 -ErrorAction SilentlyContinue -ErrorVariable problem @how
            Wait-Until { $pool.IdleCount -eq 2 }
            $got | Sort-Object | Should -Be 'began 1', 'began 2'
            if ($how.Ordered) { $got | Should -Be 'began 1', 'began 2' }
            $problem | Should -HaveCount 1
            "$($problem[0].FullyQualifiedErrorId) $problem" | Should -Match '^IpcTimeout,.*of 2 items 1 were done'
        }
    }

    It 'by -Timeout leaves it to the children of a job' {
        $job = 'hangs', 'done' | Invoke-IpcParallel { "began $_"; if ($_ -eq 'hangs') { Start-Sleep 1000 } } -Pool $pool -Timeout 6 -AsJob
        $null = $job | Wait-Job
        "$($job.State): $($job.ChildJobs.State)" | Should -Be 'Failed: Stopped Completed'
        $job.ChildJobs.Output | Should -Be 'began hangs', 'began done'
        $job | Remove-Job
    }

    It 'of one item comes by Stop-Job of its child, and the others go on' {
        $begun = New-IpcSemaphore 0
        $go = New-IpcEvent
        $job = 1..4 | Invoke-IpcParallel { $_; Exit-IpcSemaphore $using:begun; $null = Wait-IpcEvent $using:go } -Pool $pool -AsJob
        1..2 | ForEach-Object { Enter-IpcSemaphore $begun }
        Stop-Job $job.ChildJobs[3]
        Stop-Job $job.ChildJobs[0]
        Set-IpcEvent $go
        $null = $job | Wait-Job
        "$($job.State): $($job.ChildJobs.State)" | Should -Be 'Completed: Stopped Completed Completed Stopped'
        $job | Receive-Job | Should -Be 1, 2, 3
        $job | Remove-Job
    }

    It 'comes at the first error with -ErrorAction Stop' {
        { 1..3 | Invoke-IpcParallel { if ($_ -eq 1) { throw 'first' }; Start-Sleep 1000 } -Pool $pool -ErrorAction Stop } | Should -Throw '*first'
    }
}
