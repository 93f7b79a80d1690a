BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $prefix = "pester-lease-$PID"
}

AfterAll {
    Remove-IpcObject "$prefix*"
}

Describe 'A lease' {
    BeforeEach {
        $name = "$prefix-$([guid]::NewGuid().ToString('N'))"
        $queue = New-IpcQueue $name
    }

    It 'holds the object until it is confirmed' {
        'a' | Send-IpcQueue $queue
        $lease = Receive-IpcQueue $queue -Lease
        $lease.Value | Should -Be 'a'
        $lease.DeliveryCount | Should -Be 1
        Receive-IpcQueue $queue -All | Should -BeNullOrEmpty
        Wait-IpcQueue $queue -Timeout 0.05 -Quiet | Should -BeFalse
        $lease | Confirm-IpcQueue
        Wait-IpcQueue $queue -Timeout 30 -Quiet | Should -BeTrue
    }

    It 'comes back, first in line, when its process is killed' {
        1..3 | Send-IpcQueue $queue
        $worker = Start-IpcWorker -ArgumentList $queue {
            param($queue)
            $lease = Receive-IpcQueue $queue -Lease
            Start-Sleep -Seconds 1000
        }
        Wait-Until { $queue.LeasedCount -eq 1 }
        Stop-Process -Id $worker.ProcessId -Force
        Wait-Process -Id $worker.ProcessId -Timeout 30 -ErrorAction Ignore
        $leases = Receive-IpcQueue $queue -Lease -Count 3
        $leases.Value | Should -Be 1, 2, 3
        $leases.DeliveryCount | Should -Be 2, 1, 1
        $leases | Confirm-IpcQueue
        $worker | Remove-IpcWorker -Force
    }

    It 'stays with a process that is paused' {
        'x' | Send-IpcQueue $queue
        $go = New-IpcEvent "$name-go"
        $holder = Start-Elsewhere "`$l = Receive-IpcQueue $name -Lease; Wait-IpcEvent $name-go; `$l | Confirm-IpcQueue"
        Wait-Until { $queue.LeasedCount -eq 1 }
        & kill -STOP $holder.Id
        Receive-IpcQueue $queue -Timeout 1 -Quiet | Should -BeNullOrEmpty
        & kill -CONT $holder.Id
        $go | Set-IpcEvent
        Wait-IpcQueue $queue -Timeout 60 -Quiet | Should -BeTrue
        $holder | Wait-Process -Timeout 60
    }

    It 'is taken from a process that is paused when its time passes' {
        'x' | Send-IpcQueue $queue
        $go = New-IpcEvent "$name-go"
        $holder = Start-Elsewhere "`$l = Receive-IpcQueue $name -LeaseTimeout 0.1; Wait-IpcEvent $name-go; try { `$l | Confirm-IpcQueue -ErrorAction Stop } catch { if (`$_.FullyQualifiedErrorId -like 'IpcNotOwner,*') { exit 7 } }"
        Wait-Until { $queue.LeasedCount -eq 1 }
        & kill -STOP $holder.Id
        $lease = Receive-IpcQueue $queue -Lease -Timeout 60
        $lease.DeliveryCount | Should -Be 2
        & kill -CONT $holder.Id
        $go | Set-IpcEvent
        $holder | Wait-Process -Timeout 60
        $holder.ExitCode | Should -Be 7
        $lease | Confirm-IpcQueue
    }

    It 'lets workers do everything, whoever is killed' {
        $done = New-IpcQueue "$name-done"
        $workers = Start-IpcWorker -Count 3 -ArgumentList $queue, $done {
            param($queue, $done)
            Receive-IpcQueue $queue -Lease -Wait | ForEach-Object {
                if ($_.Value -eq 50 -and $_.DeliveryCount -eq 1) { Stop-Process -Id $PID -Force }
                Send-IpcQueue $done $_.Value
                $_ | Confirm-IpcQueue
            }
        }
        1..200 | Send-IpcQueue $queue
        Wait-IpcQueue $queue -Timeout 60
        Complete-IpcQueue $queue
        $workers | Wait-IpcWorker -Timeout 60 -ErrorAction Ignore
        Receive-IpcQueue $done -All | Sort-Object | Should -Be (1..200)
        ($workers | Where-Object State -EQ 'Failed').Count | Should -Be 1
        $workers | Remove-IpcWorker
    }

    It 'is kept when a pipeline has enough' {
        1..3 | Send-IpcQueue $queue
        $lease = Receive-IpcQueue $queue -Lease -Wait | Select-Object -First 1
        $lease.Value | Should -Be 1
        $lease.IsHeld | Should -BeTrue
        $queue.Count | Should -Be 2
        $lease | Confirm-IpcQueue
    }

    It 'prints as a table' {
        'what it is' | Send-IpcQueue $queue
        $text = Receive-IpcQueue $queue -Lease | Out-String -Width 200
        $text | Should -Match 'Queue\s+DeliveryCount\s+Held\s+Value'
        $text | Should -Match "$name\s+1\s+True\s+what it is"
        (Get-IpcObject $name).Details | Should -Match '1 leased'
    }
}

Describe 'What goes wrong with a lease' {
    BeforeEach {
        $queue = New-IpcQueue
        'x' | Send-IpcQueue $queue
    }

    It '<id>: <script>' -ForEach @(
        @{ Id = 'IpcTimeout'; Script = { Wait-IpcQueue $queue -Timeout 0.01 } }
        @{ Id = 'IpcNotFound'; Script = { Wait-IpcQueue not-there } }
        @{ Id = 'IpcNotOwner'; Script = { $l = Receive-IpcQueue $queue -Lease; $l.Abandon(); $l | Confirm-IpcQueue } }
        @{ Id = 'IpcNotOwner'; Script = { $l = Receive-IpcQueue $queue -Lease; $l | Confirm-IpcQueue; $l | Confirm-IpcQueue } }
        @{ Id = 'IpcNotOwner'; Script = { $l = Receive-IpcQueue $queue -Lease; $l.Confirm(); Confirm-IpcQueue $l } }
        @{ Id = 'IpcNotOwner'; Script = { $l = Receive-IpcQueue $queue -LeaseTimeout 0.01; $null = Receive-IpcQueue $queue; $l | Confirm-IpcQueue } }
        @{ Id = 'IpcNotFound'; Script = { $l = Receive-IpcQueue $queue -Lease; $queue.Close(); $l | Confirm-IpcQueue } }
        @{ Id = 'IpcInvalidArgument'; Script = { Receive-IpcQueue $queue -LeaseTimeout 0 } }
        @{ Id = 'IpcNotSupported'; Script = { Start-IpcWorker { } -ArgumentList (Receive-IpcQueue $queue -Lease) } }
    ) {
        $ErrorActionPreference = 'Stop'
        $failure = $script | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike "$id,*"
    }
}
