BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $pool = New-IpcPool 2
}

AfterAll {
    Remove-IpcPool $pool
}

Describe 'The job of Invoke-IpcParallel -AsJob' {
    AfterEach {
        Get-Job | Remove-Job -Force
    }

    It 'has a child for each item, with what it wrote and how it ended' {
        $job = 'a', 'b', 'c' | Invoke-IpcParallel {
            $_
            Write-Warning "warned $_"
            if ($_ -eq 'b') { throw 'boo' }
            if ($_ -eq 'c') { Write-Error 'no end' }
        } -Pool $pool -AsJob
        $null = $job | Wait-Job
        $job.State | Should -Be Failed
        $job.ChildJobs.State | Should -Be Completed, Failed, Completed
        $job.ChildJobs.Input | Should -Be a, b, c
        $job.ChildJobs.Output | Should -Be a, b, c
        $job.ChildJobs.Warning.Message | Should -Be 'warned a', 'warned b', 'warned c'
        "$($job.ChildJobs[1].Error) $($job.ChildJobs[1].Failure)" | Should -Be "Item 2 ('b'): boo Item 2 ('b'): boo"
        "$($job.ChildJobs[2].Error) $($job.ChildJobs[2].Failure)" | Should -Be "Item 3 ('c'): no end "
        $failed = $job.ChildJobs | Where-Object State -EQ Failed
        $failed.Name | Should -Be "Item 2 ('b')"
    }

    It 'shows as failed what took too long, or whose worker died' {
        $job = 'late', 'dies', 'done' | Invoke-IpcParallel {
            "began $_"
            if ($_ -eq 'late') { Start-Sleep 1000 }
            if ($_ -eq 'dies') { Stop-Process $PID -Force }
        } -Pool $pool -AsJob -ItemTimeout 2
        $null = $job | Wait-Job
        $job.ChildJobs.State | Should -Be Failed, Failed, Completed
        $job.ChildJobs.Failure.FullyQualifiedErrorId | ForEach-Object { ($_ -split ',')[0] } | Should -Be IpcTimeout, IpcWorkerFailed
        $job.ChildJobs.Output | Should -Be 'began late', 'began done'
    }

    It 'gives to Receive-Job what its children and -Begin and -End wrote, each once' {
        $job = 1..3 | Invoke-IpcParallel { $_ } -Begin { 'begin' } -End { 'end' } -Pool $pool -ThrottleLimit 1 -AsJob
        $null = $job | Wait-Job
        $job | Receive-Job -Keep | Should -Be 1, 2, 3, 'begin', 'end'
        $job | Receive-Job | Should -Be 1, 2, 3, 'begin', 'end'
        $job | Receive-Job | Should -BeNullOrEmpty
        $job.HasMoreData | Should -BeFalse
    }

    It 'gives them as they come to Receive-Job -Wait' {
        $go = New-IpcEvent
        $seen = [Collections.Generic.List[object]]::new()
        1..2 | Invoke-IpcParallel { if ($_ -eq 2) { Wait-IpcEvent $using:go }; $_ } -Pool $pool -AsJob | Receive-Job -Wait -AutoRemoveJob |
            ForEach-Object { $seen.Add($_); if ($_ -eq 1) { Set-IpcEvent $go } }
        $seen | Should -Be 1, 2
    }

    It 'stops its children, and takes them along when it is removed' {
        $begun = New-IpcEvent
        $job = 1..3 | Invoke-IpcParallel { Set-IpcEvent $using:begun; Start-Sleep 1000 } -Pool $pool -AsJob
        Wait-IpcEvent $begun -Timeout $longest
        $job.ChildJobs[0].StopJob()
        $job.ChildJobs[0].State | Should -Be Stopped
        $job | Stop-Job
        $job.ChildJobs.State | Should -Be Stopped, Stopped, Stopped
        $job | Remove-Job
        Get-Job | Should -BeNullOrEmpty
    }

    It 'has children only for what failed where there are more than 10,000 items' {
        $job = 1..10001 | Invoke-IpcParallel { if ($_ -in 7, 9) { throw "no $_" }; $_ } -Ordered -Pool $pool -AsJob
        $null = $job | Wait-Job
        $job.ChildJobs.Input | Should -Be 7, 9
        "$($job.ChildJobs.Failure)" | Should -Be "Item 7 ('7'): no 7 Item 9 ('9'): no 9"
        $job.Output.Count | Should -Be 9999
        @($job | Receive-Job -ErrorVariable problem -ErrorAction SilentlyContinue).Count | Should -Be 9999
        $problem | Should -HaveCount 2
    }
}
