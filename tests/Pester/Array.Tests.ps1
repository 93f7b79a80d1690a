BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

Describe 'A shared array' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'is set by a worker and read here' {
        $array = New-IpcArray -InitialValue 0.0, 1.0, 2.0
        Start-IpcWorker { param($array) foreach ($i in 0..2) { $array[$i] = $i * 10 } } -ArgumentList $array | Wait-IpcWorker
        "$array" | Should -Be '0 10 20'
    }

    It 'is used as any array' {
        $array = New-IpcArray double 5
        $array[0] = 1.5
        $array[-1] = 4
        $array[0..1] | Should -Be 1.5, 0
        $array[-1] | Should -Be 4
        $array.Length | Should -Be 5
        $array -contains 4 | Should -BeTrue
        4 -in $array | Should -BeTrue
        ($array | Measure-Object -Sum).Sum | Should -Be 5.5
        ($array | Sort-Object -Descending)[0] | Should -Be 4
        $sum = 0; foreach ($one in $array) { $sum += $one }; $sum | Should -Be 5.5
        $array[1] += 2; $array[1]++; $array[1] | Should -Be 3
        $array -join ';' | Should -Be '1.5;3;0;0;4'
        ($array | ConvertTo-Json -Compress) | Should -Be '[1.5,3.0,0.0,0.0,4.0]'
    }

    It 'says so when <What>' -ForEach @(
        @{ What = 'an index is too large'; Code = { $array[3] } }
        @{ What = 'a negative index goes too far'; Code = { $array[-4] } }
        @{ What = 'a slice goes too far'; Code = { $array[1..3] } }
        @{ What = 'an index is no number'; Code = { $array['x'] } }
        @{ What = 'an index to set is too large'; Code = { $array[3] = 1 } }
        @{ What = 'an index to set goes too far back'; Code = { $array[-4] = 1 } }
        @{ What = 'an index to set is no number'; Code = { $array['x'] = 1 } }
        @{ What = 'a value does not convert'; Code = { $array[0] = 'abc' } }
        @{ What = 'a value does not fit'; Code = { $array[0] = 3000000000 } }
    ) {
        $array = New-IpcArray -InitialValue 1, 2, 3
        $Code | Should -Throw
        "$array" | Should -Be '1 2 3'
    }

    It 'is found by its name in another pwsh' {
        $array = New-IpcArray int 3 -Name pester-array
        Invoke-Elsewhere "`$a = Get-IpcArray pester-array; `$a[1] = 5"
        $array[1] | Should -Be 5
        Remove-IpcObject pester-array
        { $array[1] } | Should -Throw '*removed*'
    }

    It 'has a lock of its own' {
        $array = New-IpcArray int 1
        Start-IpcWorker -Count 4 { param($array) foreach ($i in 1..50) { Use-IpcLock $array { $array[0] += 1 } } } -ArgumentList $array | Receive-IpcWorker -Wait
        $array[0] | Should -Be 200
    }

    It 'adds to an element in one step' {
        $array = New-IpcArray long 3
        Start-IpcWorker -Count 4 { param($array) foreach ($i in 1..2000) { $array.Add(2, 1) } } -ArgumentList $array | Receive-IpcWorker -Wait
        "$array" | Should -Be '0 0 8000'
    }

    It 'is one object when it is made or opened' {
        @(New-IpcArray int 3 -Name pester-one).Count | Should -Be 1
        @(Get-IpcArray pester-one).Count | Should -Be 1
        Remove-IpcObject (Get-IpcArray pester-one)
        Get-IpcArray pester-one -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be 'IpcNotFound,Ipc.Commands.GetIpcArrayCommand'
    }
}
