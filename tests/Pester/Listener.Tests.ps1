BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $prefix = "pester-listener-$PID"
}

AfterAll {
    Remove-IpcObject "$prefix*"
}

Describe 'A listener' {
    BeforeEach {
        $name = "$prefix-$([guid]::NewGuid().ToString('N'))"
        $listener = New-IpcPipe $name -Listen
    }

    AfterEach {
        Close-IpcPipe $listener
    }

    It 'gives each that connects a pipe of its own, and knows who it is' {
        $workers = Start-IpcWorker -Name bob -Count 3 {
            $pipe = Connect-IpcPipe $using:name -Timeout 60
            Send-IpcPipe $pipe $IpcWorker.Index
            Receive-IpcPipe $pipe
            "$($pipe.ProcessId) $($pipe.WorkerName)"
        }
        foreach ($i in 1..3) {
            $client = Receive-IpcPipe $listener -Timeout 60
            $worker = $workers | Where-Object ProcessId -EQ $client.ProcessId
            $client.WorkerName | Should -Be $worker.Name
            Send-IpcPipe $client ("hello $(Receive-IpcPipe $client)")
            Close-IpcPipe $client
        }
        $output = $workers | Receive-IpcWorker -Wait
        $output | Where-Object { $_ -like 'hello*' } | Sort-Object | Should -Be 'hello 0', 'hello 1', 'hello 2'
        @($output -eq "$PID ").Count | Should -Be 3
    }

    It 'is waited for by who has time, and else missed at once' {
        Close-IpcPipe $listener
        { Connect-IpcPipe $name } | Should -Throw -ErrorId 'IpcNotFound,*' -ExpectedMessage '*-Listen*'
        { Connect-IpcPipe $name -Timeout 0.01 } | Should -Throw -ErrorId 'IpcTimeout,*' -ExpectedMessage 'Nobody has listened*'
        Connect-IpcPipe $name -Timeout 0.01 -Quiet | Should -BeFalse
        $worker = Start-IpcWorker { (Connect-IpcPipe $using:name -Timeout 60).ProcessId }
        $listener = New-IpcPipe $name -Listen
        $null = Receive-IpcPipe $listener -Timeout 60
        $worker | Receive-IpcWorker -Wait | Should -Be $PID
    }

    It 'names the others to who mistypes one' {
        { Connect-IpcPipe "$name-wrong" } | Should -Throw -ErrorId 'IpcNotFound,*' -ExpectedMessage "*'$name'*"
    }

    It 'refuses with a reason' {
        $worker = Start-IpcWorker { try { Connect-IpcPipe $using:name } catch { $_.FullyQualifiedErrorId; "$_" } }
        $request = Receive-IpcPipe $listener -Request -Timeout 60
        $request.ProcessId | Should -Be $worker.ProcessId
        $request.Refuse('not today')
        $id, $text = $worker | Receive-IpcWorker -Wait
        $id | Should -BeLike 'IpcAccessDenied,*'
        $text | Should -BeLike '*: not today'
    }

    It 'accepts what was asked for when it says so' {
        $worker = Start-IpcWorker { Receive-IpcPipe (Connect-IpcPipe $using:name) }
        $client = (Receive-IpcPipe $listener -Request -Timeout 60).Accept()
        Send-IpcPipe $client 5
        $worker | Receive-IpcWorker -Wait | Should -Be 5
    }

    It 'is told apart from one that is gone' {
        $worker = Start-IpcWorker { try { Connect-IpcPipe $using:name } catch { $_.FullyQualifiedErrorId } }
        Wait-Until { $listener.Count -eq 1 }
        Close-IpcPipe $listener
        $worker | Receive-IpcWorker -Wait | Should -BeLike 'IpcClosed,*'
    }

    It 'does not accept a client that was killed while it waited' {
        $worker = Start-IpcWorker { Connect-IpcPipe $using:name }
        Wait-Until { $listener.Count -eq 1 }
        $worker | Stop-IpcWorker -Force
        $worker | Wait-IpcWorker
        Receive-IpcPipe $listener -Timeout 0.1 -Quiet | Should -BeNullOrEmpty
    }

    It 'is waited for along with others' {
        $queue = New-IpcQueue
        $worker = Start-IpcWorker { Send-IpcPipe (Connect-IpcPipe $using:name) 'x' }
        $got = Wait-IpcAny $queue, $listener -Receive -Timeout 60
        $got.Source | Should -Be $listener
        Receive-IpcPipe $got.Value | Should -Be 'x'
        $worker | Wait-IpcWorker
    }

    It 'is listened on by several' {
        $worker = Start-IpcWorker { $mine = New-IpcPipe $using:name -Listen -Force; 'ready'; (Receive-IpcPipe $mine -Timeout 60).ProcessId }
        $worker | Receive-IpcWorker -Timeout 60 -ErrorAction Ignore | Select-Object -First 1 | Should -Be 'ready'
        $client = Connect-IpcPipe $name -Timeout 60
        $client.ProcessId | Should -Be $worker.ProcessId
        $worker | Receive-IpcWorker -Wait | Should -Be $PID
    }

    It 'says what to write to who takes it for a pipe, or a pipe for it' {
        { Send-IpcPipe $listener 1 } | Should -Throw -ErrorId 'IpcKindMismatch,*' -ExpectedMessage '*Receive-IpcPipe $listener*'
        { Get-IpcPipe $name } | Should -Throw -ErrorId 'IpcKindMismatch,*' -ExpectedMessage '*Connect-IpcPipe*'
        { New-IpcPipe $name -Listen } | Should -Throw -ErrorId 'IpcAlreadyExists,*' -ExpectedMessage '*Connect-IpcPipe*'
        $left, $right = New-IpcPipe "$name-pipe"
        { Connect-IpcPipe "$name-pipe" } | Should -Throw -ErrorId 'IpcKindMismatch,*' -ExpectedMessage '*Get-IpcPipe*'
        { Connect-IpcPipe $right } | Should -Throw -ErrorId 'IpcKindMismatch,*' -ExpectedMessage '*connected already*'
        { Receive-IpcPipe $left -Request } | Should -Throw -ExpectedMessage '*Only a listener*'
        { New-IpcPipe "$name-2" -Listen -Persistent } | Should -Throw -ErrorId 'IpcNotSupported,*'
    }

    It 'takes its name, in the process that listens' {
        $worker = Start-IpcWorker { Send-IpcPipe (Connect-IpcPipe $using:name) 'x' }
        Test-IpcPipe $name -Timeout 60 | Should -BeTrue
        Receive-IpcPipe (Receive-IpcPipe $name -Timeout 60) | Should -Be 'x'
        $worker | Wait-IpcWorker
        Start-IpcWorker { try { Receive-IpcPipe $using:name -Timeout 60 } catch { "$_" } } | Receive-IpcWorker -Wait | Should -BeLike '*Connect-IpcPipe*'
    }

    It 'leaves nothing behind' {
        $worker = Start-IpcWorker { Send-IpcPipe (Connect-IpcPipe $using:name) 'x' }
        $client = Receive-IpcPipe $listener -Timeout 60
        Receive-IpcPipe $client -Wait | Should -Be 'x'
        $worker | Receive-IpcWorker -Wait -AutoRemoveJob
        $id = $client.Id
        Close-IpcPipe $client
        Get-IpcObject | Where-Object Id -EQ $id | Should -BeNullOrEmpty
    }
}
