BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

Describe 'Start-IpcWorker' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'runs instead of the console of pwsh, and its script sees no trace of how' {
        Start-IpcWorker {
            [AppDomain]::CurrentDomain.GetAssemblies().GetName().Name -contains 'Microsoft.PowerShell.ConsoleHost'
            "$env:DOTNET_STARTUP_HOOKS$env:IPC_WORKER_CHANNEL"
        } | Receive-IpcWorker -Wait | Should -Be $false, ''
    }

    It 'runs a script block in another process' {
        $id = Start-IpcWorker { $PID } | Receive-IpcWorker -Wait
        $id | Should -Not -Be $PID
        $id | Should -BeGreaterThan 0
    }

    It 'is a job that the job cmdlets know' {
        $worker = Start-IpcWorker { 'out' } -Name theOne
        $worker | Should -BeOfType ([System.Management.Automation.Job2])
        (Get-Job -Name theOne).PSJobTypeName | Should -Be 'IpcWorker'
        Wait-Job $worker | Should -Be $worker
        Receive-Job $worker | Should -Be 'out'
        Remove-Job $worker
        Get-Job -Name theOne -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }

    It 'passes arguments in order' {
        Start-IpcWorker { param($a, $b) "$b-$a" } -ArgumentList 1, 'two' | Receive-IpcWorker -Wait | Should -Be 'two-1'
    }

    It 'passes live objects' {
        $queue = New-IpcQueue
        Start-IpcWorker { param($queue) Send-IpcQueue $queue 'hello' } -ArgumentList $queue | Wait-IpcWorker
        Receive-IpcQueue $queue -NoWait | Should -Be 'hello'
    }

    It 'passes a shared array alone as one argument' {
        $array = New-IpcArray int 3
        Start-IpcWorker { param($array) $array[1] = 7 } -ArgumentList $array | Receive-IpcWorker -Wait
        $array[1] | Should -Be 7
    }

    It 'evaluates $using: with members' {
        $settings = @{ Path = '/tmp'; Deep = @{ Value = 3 } }
        $plain = 'text'
        Start-IpcWorker { "$using:plain $($using:settings.Deep.Value)" } | Receive-IpcWorker -Wait | Should -Be 'text 3'
    }

    It 'says which $using: variable is missing' {
        Start-IpcWorker { $using:thereIsNoSuchVariable } -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be 'IpcNotFound,Ipc.Commands.StartIpcWorkerCommand'
    }

    It 'gives piped objects as $input' {
        1..3 | Start-IpcWorker { $input | ForEach-Object { $_ * 2 } } | Receive-IpcWorker -Wait | Should -Be 2, 4, 6
    }

    It 'gives each piped object to the worker as it comes' {
        $heard = New-IpcQueue
        $told = [Collections.Generic.List[object]]::new()
        1..3 | ForEach-Object { $_; $told.Add((Receive-IpcQueue $heard -Timeout 50)) } |
            Start-IpcWorker { process { Send-IpcQueue $using:heard "got $_" } } | Wait-IpcWorker
        $told | Should -Be 'got 1', 'got 2', 'got 3'
    }

    It 'does not run the script when its initialization fails' {
        $worker = Start-IpcWorker { 'main' } -InitializationScript { throw 'first' }
        $worker | Receive-IpcWorker -Wait -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $worker.State | Should -Be 'Failed'
    }

    It 'starts no more than -ThrottleLimit at once' {
        $go = New-IpcEvent -AutoReset
        $begun = New-IpcQueue
        $workers = 1..3 | ForEach-Object { Start-IpcWorker -ThrottleLimit 1 { Send-IpcQueue $using:begun $PID; Wait-IpcEvent $using:go } }
        $null = Receive-IpcQueue $begun
        $workers.State | Should -Be 'Running', 'NotStarted', 'NotStarted'
        1..2 | ForEach-Object { Set-IpcEvent $go; Wait-Job $workers[$_ - 1]; $null = Receive-IpcQueue $begun } | Should -Be $workers[0..1]
        $workers.State | Should -Be 'Completed', 'Completed', 'Running'
        Set-IpcEvent $go
        $workers | Wait-IpcWorker
    }

    It 'is found, waited for, received and removed by the job cmdlets' {
        $worker = Start-IpcWorker { 'out' } -Name byJobs
        Get-Job -Name byJ* | Should -Be $worker
        $worker | Wait-Job -Any -Timeout 50 | Should -Be $worker
        $worker | Receive-Job -Keep | Should -Be 'out'
        $received = $worker | Receive-Job -Wait -AutoRemoveJob -WriteEvents
        $received[0] | Should -Be 'out'
        $received[1..9].JobStateInfo.State | Should -Contain 'Completed'
        Get-Job | Should -BeNullOrEmpty
    }

    It 'has the environment it is given' {
        Start-IpcWorker { "$env:ADDED $(sh -c 'echo $ADDED') $env:HOME." } -Environment @{ ADDED = 'added'; HOME = $null } |
            Receive-IpcWorker -Wait | Should -Be 'added added .'
    }

    It 'shows at once in -StreamingHost, and keeps it' {
        $worker = Start-IpcWorker { Write-Host 'seen'; Write-Warning 'careful' } -StreamingHost $Host
        $worker | Wait-IpcWorker
        "$($worker.Information) $($worker.Warning)" | Should -Be 'seen careful'
    }

    It 'refuses Debug-Job and Suspend-Job with what to do instead' {
        $event = New-IpcEvent
        $worker = Start-IpcWorker { Wait-IpcEvent $using:event }
        { Debug-Job $worker -ErrorAction Stop } | Should -Throw '*Write-Debug*'
        { $worker.SuspendJob() } | Should -Throw '*cannot be suspended*'
    }

    It 'has help, module and views in the worker' {
        Start-IpcWorker { (Get-Help New-IpcLock).Synopsis; (Get-Module Ipc).Name; (New-IpcLock -Name viewed | Out-String).Trim().Split()[0] } |
            Receive-IpcWorker -Wait | Should -Be 'Makes a lock between processes, or a set of many.', 'Ipc', 'Name'
    }

    It 'runs the initialization script in the same scope' {
        Start-IpcWorker { $x + 1 } -InitializationScript { $x = 41 } | Receive-IpcWorker -Wait | Should -Be 42
    }

    It 'runs a file' {
        Set-Content TestDrive:/script.ps1 'param($who) "hello $who from $(Split-Path $PSCommandPath -Leaf)"'
        Start-IpcWorker -FilePath TestDrive:/script.ps1 -ArgumentList you | Receive-IpcWorker -Wait | Should -Be 'hello you from script.ps1'
    }

    It 'runs a file with $using: and tells its exit code' {
        Set-Content TestDrive:/exit.ps1 '"$using:outer $(Split-Path $PSScriptRoot -Leaf)"; exit 5'
        $outer = 'using'
        $worker = Start-IpcWorker TestDrive:/exit.ps1
        $worker | Receive-IpcWorker -Wait -ErrorAction SilentlyContinue | Should -Be "using $(Split-Path $TestDrive -Leaf)"
        $worker.ExitCode | Should -Be 5
    }

    It 'tells of a missing file before it starts a process' {
        Start-IpcWorker -FilePath TestDrive:/nothing.ps1 -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -Be 'IpcNotFound,Ipc.Commands.StartIpcWorkerCommand'
        $problem.CategoryInfo.Category | Should -Be 'ObjectNotFound'
    }

    It 'tells of a script that does not parse, with line and column' {
        Set-Content TestDrive:/broken.ps1 "'fine'`nif ("
        Start-IpcWorker -FilePath TestDrive:/broken.ps1 -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -Be 'IpcWorkerFailed,Ipc.Commands.StartIpcWorkerCommand'
        "$problem" | Should -Match 'line 2, column'
    }

    It 'names the path of an argument that cannot be sent' {
        $secret = [securestring]::new()
        Start-IpcWorker { 1 } -ArgumentList @{ Items = 1, 2, @{ Password = $secret } } -ErrorVariable problem -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -Be 'IpcNotSupported,Ipc.Commands.StartIpcWorkerCommand'
        "$problem" | Should -BeLike '*ArgumentList?0?.Items?2?.Password*'
    }

    It 'starts in the caller''s location, or where it is told' {
        Push-Location TestDrive:/
        try {
            $here = (Get-Location).ProviderPath.TrimEnd('/')
            Start-IpcWorker { (Get-Location).ProviderPath } | Receive-IpcWorker -Wait | Should -Be $here
        }
        finally { Pop-Location }
        Start-IpcWorker { [Environment]::CurrentDirectory } -WorkingDirectory / | Receive-IpcWorker -Wait | Should -Be '/'
    }

    It 'numbers the workers of a gang' {
        $told = Start-IpcWorker -Count 3 { "$($IpcWorker.Index) of $($IpcWorker.Count), parent $($IpcWorker.ParentId)" } | Receive-IpcWorker -Wait
        $told | Sort-Object | Should -Be (0..2 | ForEach-Object { "$_ of 3, parent $PID" })
    }

    It 'has the module loaded, and nothing of our start-up in its environment' {
        $told = Start-IpcWorker { (Get-Command Send-IpcQueue).Source; [bool]$env:DOTNET_STARTUP_HOOKS; [bool]$env:IPC_WORKER_CHANNEL } | Receive-IpcWorker -Wait
        $told | Should -Be 'Ipc', $false, $false
    }

    It 'refuses an executable that is not there' {
        Start-IpcWorker { 1 } -Executable no-such-pwsh -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be 'IpcNotSupported,Ipc.Commands.StartIpcWorkerCommand'
    }

    It 'starts workers of a worker' {
        Start-IpcWorker { Start-IpcWorker { 'inner' } | Receive-IpcWorker -Wait } | Receive-IpcWorker -Wait | Should -Be 'inner'
    }

    It 'keeps the output of native commands apart from the channel' {
        Start-IpcWorker { sh -c 'echo native'; 'object' } | Receive-IpcWorker -Wait | Should -Be 'native', 'object'
    }
}

Describe 'Wait-IpcWorker' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'times out with an error, and the worker runs on' {
        $event = New-IpcEvent
        $worker = Start-IpcWorker { param($event) Wait-IpcEvent $event } -ArgumentList $event
        $worker | Wait-IpcWorker -Timeout 0.1 -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be 'IpcTimeout,Ipc.Commands.WaitIpcWorkerCommand'
        $problem.CategoryInfo.Category | Should -Be 'OperationTimeout'
        $worker | Wait-IpcWorker -Timeout 0 -Quiet | Should -BeFalse
        Set-IpcEvent $event
        $worker | Wait-IpcWorker -Quiet | Should -BeTrue
    }

    It 'goes on with -Any when the first has ended' {
        $event = New-IpcEvent
        $workers = Start-IpcWorker -Count 2 { param($event) if ($IpcWorker.Index) { Wait-IpcEvent $event } } -ArgumentList $event
        $workers | Wait-IpcWorker -Any | Should -Be $workers[0]
        Set-IpcEvent $event
    }
}

Describe 'Get-IpcWorker and Remove-IpcWorker' {
    It 'finds workers by name and wildcard, and says when there is none' {
        $workers = Start-IpcWorker -Count 2 -Name part { 1 }
        (Get-IpcWorker part*).Name | Should -Be 'part1', 'part2'
        Get-IpcWorker nobody -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be 'IpcNotFound,Ipc.Commands.GetIpcWorkerCommand'
        $workers | Wait-IpcWorker
        $workers | Remove-IpcWorker
        Get-IpcWorker part* | Should -BeNullOrEmpty
    }

    It 'refuses a running worker without -Force' {
        $event = New-IpcEvent
        $worker = Start-IpcWorker { param($event) Wait-IpcEvent $event } -ArgumentList $event
        $worker | Remove-IpcWorker -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.Count | Should -Be 1
        $worker | Remove-IpcWorker -Force
        Get-Process -Id $worker.ProcessId -ErrorAction SilentlyContinue | Should -BeNullOrEmpty
    }
}
