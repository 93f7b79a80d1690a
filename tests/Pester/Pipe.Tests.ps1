BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $prefix = "pester-pipe-$PID"
}

AfterAll {
    Remove-IpcObject "$prefix*"
}

Describe 'A pipe' {
    BeforeEach {
        $name = "$prefix-$([guid]::NewGuid().ToString('N'))"
        $left, $right = New-IpcPipe $name
    }

    It 'lets two processes talk' {
        $other = Start-Elsewhere "`$pipe = Get-IpcPipe $name; while ((`$n = Receive-IpcPipe `$pipe) -ne 'stop') { `$n * 2 | Send-IpcPipe `$pipe }"
        Close-IpcPipe $right
        # The other process opens the right end when it has started: until then there is nobody to send to.
        Wait-Until { $left.IsFarEndOpen }
        foreach ($n in 1..20) {
            Send-IpcPipe $left $n
            Receive-IpcPipe $left -Timeout 60 | Should -Be ($n * 2)
        }
        Send-IpcPipe $left 'stop'
        $other | Wait-Process -Timeout 60
    }

    It 'ends when the process at the far end is killed' {
        $other = Start-Elsewhere "`$pipe = Get-IpcPipe $name; 'ready' | Send-IpcPipe `$pipe; Receive-IpcPipe `$pipe"
        Receive-IpcPipe $left -Timeout 60 | Should -Be 'ready'
        Close-IpcPipe $right
        $other.Kill()
        { Receive-IpcPipe $left -Timeout 60 -ErrorAction Stop } | Should -Throw -ErrorId 'IpcClosed,*'
    }

    It 'gives what is left when the far end is closed, and then ends' {
        1..5 | Send-IpcPipe $right
        Close-IpcPipe $right
        Receive-IpcPipe $left -Wait | Should -Be (1..5)
        { Receive-IpcPipe $left -ErrorAction Stop } | Should -Throw -ErrorId 'IpcClosed,*'
        { 1 | Send-IpcPipe $left -ErrorAction Stop } | Should -Throw -ErrorId 'IpcClosed,*'
    }

    It 'is held while an end is on its way to a worker, as the help of Receive-IpcPipe shows' {
        $receive, $send = New-IpcPipe -OneWay
        $worker = Start-IpcWorker { param($send) 1..10 | Send-IpcPipe $send } -ArgumentList $send
        Close-IpcPipe $send
        Receive-IpcPipe $receive -Wait | Should -Be (1..10)
        $worker | Wait-IpcWorker
        $worker.State | Should -Be 'Completed'
    }

    It 'says whether there is something to receive' {
        Test-IpcPipe $left | Should -BeFalse
        Test-IpcPipe $left -Timeout 0.01 | Should -BeFalse
        'x' | Send-IpcPipe $right
        Test-IpcPipe $left | Should -BeTrue
        Test-IpcPipe $right | Should -BeFalse
        Receive-IpcPipe $left | Should -Be 'x'
    }

    It 'can have one direction only' {
        $receive, $send = New-IpcPipe -OneWay -BufferSize 64KB
        $receive.BufferSize | Should -Be 65536
        'x' | Send-IpcPipe $send
        Receive-IpcPipe $receive | Should -Be 'x'
        { 'x' | Send-IpcPipe $receive -ErrorAction Stop } | Should -Throw -ErrorId 'IpcNotSupported,*'
        { Receive-IpcPipe $send -ErrorAction Stop } | Should -Throw -ErrorId 'IpcNotSupported,*'
    }

    It 'holds the sender back when the buffer is full, and takes a message larger than the buffer' {
        $a, $b = New-IpcPipe -BufferSize 1000
        'x' * 100000 | Send-IpcPipe $a
        { 'y' | Send-IpcPipe $a -Timeout 0.01 -ErrorAction Stop } | Should -Throw -ErrorId 'IpcTimeout,*'
        (Receive-IpcPipe $b).Length | Should -Be 100000
        'y' | Send-IpcPipe $a -Quiet | Should -BeTrue
    }

    It 'prints as a table' {
        $left | Format-Table | Out-String -Width 200 | Should -Match "$name\s+Left\s+0\s+1048576\s+False\s+open"
        Close-IpcPipe $right
        $left | Out-String -Width 200 | Should -Match 'closed'
    }

    It '<id>: <script>' -ForEach @(
        @{ Id = 'IpcNotFound'; Category = 'ObjectNotFound'; Script = { Receive-IpcPipe not-there } }
        @{ Id = 'IpcNotFound'; Category = 'ObjectNotFound'; Script = { Get-IpcPipe not-there -End Left } }
        @{ Id = 'IpcAlreadyExists'; Category = 'ResourceExists'; Script = { New-IpcPipe $name } }
        @{ Id = 'IpcFormatMismatch'; Category = 'InvalidData'; Script = { New-IpcPipe $name -OneWay -Force } }
        @{ Id = 'IpcKindMismatch'; Category = 'InvalidType'; Script = { Receive-IpcQueue $name } }
        @{ Id = 'IpcTimeout'; Category = 'OperationTimeout'; Script = { Receive-IpcPipe $left -Timeout 0.01 } }
        @{ Id = 'IpcEmpty'; Category = 'ResourceUnavailable'; Script = { Receive-IpcPipe $left -NoWait } }
        @{ Id = 'ParameterArgumentValidationError'; Category = 'InvalidData'; Script = { New-IpcPipe -BufferSize 0 } }
        @{ Id = 'ParameterArgumentTransformationError'; Category = 'InvalidData'; Script = { Test-IpcPipe $left -Timeout -2 } }
    ) {
        $ErrorActionPreference = 'Stop'
        $failure = $script | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -BeLike "$id,*"
        $failure.CategoryInfo.Category | Should -Be $category

        'still works' | Send-IpcPipe $left
        Receive-IpcPipe $right | Should -Be 'still works'
    }
}
