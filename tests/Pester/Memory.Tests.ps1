BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

Describe 'Shared memory' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'is filled by a worker and read here' {
        $memory = New-IpcMemory 1MB
        $numbers = $memory.AsArray('double')
        Start-IpcWorker { param($n) foreach ($i in 0..9) { $n[$i] = $i * $i } } -ArgumentList $numbers | Wait-IpcWorker
        $numbers[0..3] -join ' ' | Should -Be '0 1 4 9'
        $memory.AsArray('double', 16, 2) -join ' ' | Should -Be '4 9'
    }

    It 'is used byte by byte, and by slices' {
        $memory = New-IpcMemory 8
        $memory[0..3] = 1, 2, 3, 4
        $memory[-1] = 9
        $memory.ToArray() -join ' ' | Should -Be '1 2 3 4 0 0 0 9'
        $memory[1..2] -join ' ' | Should -Be '2 3'
        { $memory[8] } | Should -Throw '*0 to 7*'
    }

    It 'is found by its name in another pwsh, and carries a lock' {
        $memory = New-IpcMemory 4096 -Name pester-memory
        Invoke-Elsewhere "Use-IpcLock pester-memory { (Get-IpcMemory pester-memory)[5] = 7 }"
        $memory[5] | Should -Be 7
        Remove-IpcObject pester-memory
        { $memory[5] } | Should -Throw '*removed*'
    }

    It 'reads a file once for all items' {
        $file = New-TemporaryFile
        try {
            Set-Content $file -Value 'hello' -NoNewline
            $memory = New-IpcMemory -Path $file
            1..4 | Invoke-IpcParallel { $m = $using:memory; [char]$m[$_] } | Sort-Object | Join-String | Should -Be 'ello'
            $memory.Fill([byte][char]'x', 1)
            $memory.CopyToFile($file)
            Get-Content $file | Should -Be 'hxxxx'
        } finally {
            Remove-Item $file
        }
    }

    It 'is a stream for what reads and writes streams' {
        $memory = New-IpcMemory 1KB
        $writer = [IO.BinaryWriter]::new($memory.AsStream())
        $writer.Write([long]5)
        $writer.Write('text')
        $reader = [IO.BinaryReader]::new($memory.AsStream())
        $reader.ReadInt64(), $reader.ReadString() | Should -Be 5, 'text'
        { $memory.AsStream(1020).Write([byte[]](1..5), 0, 5) } | Should -Throw '*do not fit*'
    }

    It 'says what is wrong with <What>' -ForEach @(
        @{ What = 'a size of zero'; Code = { New-IpcMemory 0 }; Words = '*' }
        @{ What = 'a file that is not there'; Code = { New-IpcMemory -Path /no/such/file }; Words = '*no file*/no/such/file*' }
        @{ What = 'a view that does not fit'; Code = { (New-IpcMemory 16).AsArray('double', 8, 2) }; Words = '*16 bytes*' }
        @{ What = 'a view that begins at an odd place'; Code = { (New-IpcMemory 16).AsArray('double', 4) }; Words = '*multiple of 8*' }
        @{ What = 'too many bytes'; Code = { (New-IpcMemory 4).CopyFrom((1..5)) }; Words = '*has 4 bytes*' }
    ) {
        $Code | Should -Throw $Words
    }
}
