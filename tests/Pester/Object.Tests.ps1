BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $prefix = "pester-object-$PID"
}

AfterAll {
    Remove-IpcObject "$prefix*" -Force
}

Describe 'Get-IpcObject' {
    BeforeEach {
        $name = "$prefix-$([guid]::NewGuid().ToString('N'))"
    }

    It 'says what there is, how full it is and who holds it' {
        $queue = New-IpcQueue $name -Capacity 5
        1, 2 | Send-IpcQueue $queue
        $found = Get-IpcObject $name
        $found.Kind | Should -Be 'Queue'
        $found.Count | Should -Be 2
        $found.Capacity | Should -Be 5
        $found.Holders | Should -Be $PID
        $found.State | Should -Be 'InUse'
        $found | Out-String -Width 200 | Should -Match "$name\s+Queue\s+2 of 5\s+$PID"
    }

    It 'takes wildcards and kinds' {
        $null = New-IpcQueue "$name-1"
        $null = New-IpcPipe "$name-2"
        (Get-IpcObject "$name*").Kind | Should -Be 'Queue', 'Pipe'
        (Get-IpcObject "$name*" -Kind Pipe).Name | Should -Be "$name-2"
        Get-IpcObject nothing-at-all* | Should -BeNullOrEmpty
    }

    It 'lists anonymous objects by their ids' {
        $queue = New-IpcQueue
        (Get-IpcObject $queue.Id).Name | Should -BeNullOrEmpty
        (Get-IpcObject).Id | Should -Contain $queue.Id
    }

    It 'shows the processes that share an object, and forgets those that were killed' {
        $queue = New-IpcQueue $name
        $other = Start-Elsewhere "Receive-IpcQueue $name"
        Wait-Until { (Get-IpcObject $name).Holders.Count -eq 2 }
        (Get-IpcObject $name).Holders | Should -Contain $other.Id
        $other.Kill()
        $other | Wait-Process -Timeout 60
        (Get-IpcObject $name).Holders | Should -Be $PID
        $queue.Count | Should -Be 0
    }

    It 'clears what a killed process left' {
        $other = Start-Elsewhere "`$queue = New-IpcQueue $name; Receive-IpcQueue `$queue"
        Wait-Until { (Get-IpcObject "$name*") }
        $other.Kill()
        $other | Wait-Process -Timeout 60
        { Get-IpcObject $name -ErrorAction Stop } | Should -Throw -ErrorId 'IpcNotFound,*'
        $null = New-IpcQueue $name
    }
}

Describe 'Remove-IpcObject' {
    BeforeEach {
        $name = "$prefix-$([guid]::NewGuid().ToString('N'))"
        $queue = New-IpcQueue $name
    }

    It 'ends an object given <how>' -ForEach @(
        @{ How = 'by name'; Script = { Remove-IpcObject $name } }
        @{ How = 'by wildcard'; Script = { Remove-IpcObject "$name*" } }
        @{ How = 'live'; Script = { $queue | Remove-IpcObject } }
        @{ How = 'as found'; Script = { Get-IpcObject $name | Remove-IpcObject } }
    ) {
        & $script
        { Get-IpcQueue $name -ErrorAction Stop } | Should -Throw -ErrorId 'IpcNotFound,*'
        { Receive-IpcQueue $queue -ErrorAction Stop } | Should -Throw -ErrorId 'IpcNotFound,*'
        (New-IpcQueue $name).Count | Should -Be 0
    }

    It 'does nothing with -WhatIf' {
        Remove-IpcObject $name -WhatIf
        Get-IpcObject $name | Should -Not -BeNullOrEmpty
    }

    It 'says when there is nothing to remove' {
        { Remove-IpcObject not-there -ErrorAction Stop } | Should -Throw -ErrorId 'IpcNotFound,*'
        { Remove-IpcObject '../x' -ErrorAction Stop } | Should -Throw -ErrorId 'IpcInvalidName,*'
        Remove-IpcObject not-there*
    }

    It 'ends what is persistent' {
        $other = Start-Elsewhere "'kept' | Send-IpcQueue (New-IpcQueue $name-kept -Persistent)"
        $other | Wait-Process -Timeout 60
        (Get-IpcObject "$name-kept").State | Should -Be 'Persistent'
        Receive-IpcQueue "$name-kept" | Should -Be 'kept'
        Remove-IpcObject "$name-kept"
        Get-IpcObject "$name-kept*" | Should -BeNullOrEmpty
    }
}
