BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'A shared dictionary' {
    BeforeEach { $d = New-IpcDictionary }
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
        $d.Close()
    }

    It 'is used as a hashtable is' {
        $d['a'] = 1
        $d.b = 'two'
        $d['a', 'b', 'c'] | Should -Be 1, 'two', $null
        $d.Name = 'x'
        $d['A'] | Should -Be 1
        $d.a | Should -Be 1
        $d.Name | Should -Be 'x'
        $d['b'] | Should -Be 'two'
        $d.missing | Should -Be $null
        $d['missing'] | Should -Be $null
        $d.ContainsKey('B') | Should -BeTrue
        $d.Contains('c') | Should -BeFalse
        $d.ContainsValue('two') | Should -BeTrue
        $d.Count | Should -Be 3
        'a' -in $d.Keys | Should -BeTrue
        $d.Keys | Sort-Object | Should -Be 'a', 'b', 'Name'
        ($d.Values | ForEach-Object { "$_" } | Sort-Object) -join ',' | Should -Be '1,two,x'
        ($d.GetEnumerator() | Sort-Object Key | ForEach-Object { "$($_.Key)=$($_.Value)" }) -join ' ' | Should -Be 'a=1 b=two Name=x'
        $(foreach ($e in $d.GetEnumerator()) { $e.Name }) | Should -HaveCount 3
        $(foreach ($one in $d) { $one.GetType().Name }) | Should -Be 'IpcDictionary'
        ($d | ForEach-Object { $_.GetType().Name }) | Should -Be 'IpcDictionary'
        $d.Remove('a') | Should -Be $null
        $d.a | Should -Be $null
        $d.Add('new', 5)
        { $d.Add('NEW', 6) } | Should -Throw '*new*already*'
        $d.new += 2
        $d.new | Should -Be 7
        $d.Clear()
        $d.Count | Should -Be 0
    }

    It 'takes what a hashtable takes as a key' {
        $guid = [guid]::NewGuid()
        $keys = 1, 1l, 2.5, 1.50d, [char]'x', $true, $guid, [datetime]'2026-01-02', [timespan]'1:00', [version]'1.2', [DayOfWeek]::Monday, 'text'
        foreach ($i in 0..($keys.Count - 1)) { $d[$keys[$i]] = $i }
        $d.Count | Should -Be $keys.Count
        foreach ($i in 0..($keys.Count - 1)) { $d[$keys[$i]] | Should -Be $i }
        $d[1.5d] | Should -Be 3
        $d[$guid] | Should -Be 6
        $text = 'text' | Add-Member -NotePropertyName extra -NotePropertyValue 1 -PassThru
        $d[$text] | Should -Be 11
        { $d[@{}] = 1 } | Should -Throw '*Hashtable*cannot be a key*'
        { $d[(Get-Process -Id $PID)] = 1 } | Should -Throw '*cannot be a key*'
    }

    It 'tells keys apart by case where that is wanted' {
        $s = New-IpcDictionary -CaseSensitive
        $s.a = 1
        $s.A = 2
        $s.a, $s.A | Should -Be 1, 2
        $s.Count | Should -Be 2
        $s.Close()
    }

    It 'keeps the shape of what it holds, and gives copies' {
        $d.table = @{ x = 1; list = 1, 2, 3 }
        $d.object = [pscustomobject]@{ Name = 'n'; When = [datetime]'2026-01-01' }
        $d.nothing = $null
        $d.table.list[2] | Should -Be 3
        $d.object.When.Year | Should -Be 2026
        $d.Contains('nothing') | Should -BeTrue
        $d.nothing | Should -Be $null
        $d.table.x = 2
        $d.table.x | Should -Be 1
        $copy = $d.table
        $copy.x = 2
        $d.table = $copy
        $d.table.x | Should -Be 2
    }

    It 'begins with the entries of a hashtable' {
        $filled = New-IpcDictionary @{ a = 1; b = @{ c = 2 } }
        $filled.a, $filled.b.c, $filled.Count | Should -Be 1, 2, 2
        $filled.Close()
    }

    It 'adds, gets and compares in one step' {
        $d.TryAdd('a', 1), $d.TryAdd('A', 2) | Should -Be $true, $false
        $d.GetOrAdd('a', 5), $d.GetOrAdd('b', 5), $d.GetOrAdd('c', { "$_!" }) | Should -Be 1, 5, 'c!'
        $d.AddOrUpdate('n', 1, { $_ + 1 }), $d.AddOrUpdate('n', 1, { $_ + 1 }) | Should -Be 1, 2
        $d.AddOrUpdate('n', 1, { param($key, $old) "$key$old" }) | Should -Be 'n2'
        $d.TryUpdate('a', 2, 7), $d.a, $d.TryUpdate('a', 2, 1), $d.a | Should -Be $false, 1, $true, 2
        $value = $null
        $d.TryGetValue('a', [ref]$value), $value | Should -Be $true, 2
        $d.TryRemove('a', [ref]$value), $value, $d.Contains('a') | Should -Be $true, 2, $false
        $d.TryRemove('a') | Should -BeFalse
    }

    It 'can be changed while it is enumerated' {
        foreach ($i in 1..200) { $d[$i] = $i }
        foreach ($key in $d.Keys) { $d.Remove($key) }
        $d.Count | Should -Be 0
    }

    It 'is live in a worker, as an argument, with using, and in a message' {
        $inner = New-IpcQueue
        $d.queue = $inner
        $queue = New-IpcQueue
        $d | Send-IpcQueue $queue
        Start-IpcWorker {
            param($d, $queue)
            $d.fromArgument = $PID
            ($using:d).fromUsing = 1
            (Receive-IpcQueue $queue).fromMessage = 2
            'hello' | Send-IpcQueue $d.queue
        } -ArgumentList $d, $queue | Receive-IpcWorker -Wait
        $d.fromArgument | Should -Not -Be $PID
        $d.fromUsing, $d.fromMessage | Should -Be 1, 2
        Receive-IpcQueue $inner -Timeout 30 | Should -Be 'hello'
        $inner.Close()
        $queue.Close()
    }

    It 'loses no update of several workers' {
        Start-IpcWorker -Count 3 {
            param($d)
            foreach ($i in 1..100) {
                Update-IpcDictionary $d hits { $_ + 1 }
                $null = $d.AddOrUpdate('calls', 1, { $_ + 1 })
            }
        } -ArgumentList $d | Receive-IpcWorker -Wait
        $d.hits, $d.calls | Should -Be 300, 300
    }

    It 'says what is wrong when it has ended' {
        $d.a = 1
        Remove-IpcObject $d
        { $d.a } | Should -Throw '*removed*'
        { $d.Count } | Should -Throw '*removed*'
        { $d['a', 'b'] } | Should -Throw '*removed*'
        { $d['a'] } | Should -Throw '*removed*'
        { $d.a = 2 } | Should -Throw '*removed*'
        $d.IsRemoved | Should -BeTrue
        $d.Close()
        $d.IsClosed | Should -BeTrue
    }
}

Describe 'Update-IpcDictionary' {
    BeforeEach { $d = New-IpcDictionary }
    AfterEach { $d.Close() }

    It 'changes an entry, or adds it' {
        Update-IpcDictionary $d a { $_ + 1 } -PassThru | Should -Be 1
        Update-IpcDictionary $d a { $_ + 1 } | Should -Be $null
        $d.a | Should -Be 2
        Update-IpcDictionary $d b { $_ + 1 } -Default 10 -PassThru | Should -Be 11
        $d | Update-IpcDictionary -Key 5 -ScriptBlock { 'five' }
        $d[5] | Should -Be 'five'
    }

    It 'takes what the block writes as an assignment does' {
        Update-IpcDictionary $d list { @($_) + 'b' } -Default 'a'
        Update-IpcDictionary $d list { @($_) + 'c' }
        $d.list | Should -Be 'a', 'b', 'c'
        Update-IpcDictionary $d list { $_.Count }
        $d.list | Should -Be 3
        Update-IpcDictionary $d nothing { $null }
        $d.Contains('nothing') | Should -BeTrue
    }

    It 'changes nothing when the block fails or writes nothing' {
        $d.a = 1
        { Update-IpcDictionary $d a { } } | Should -Throw -ErrorId 'IpcInvalidArgument*'
        { Update-IpcDictionary $d a { throw 'no' } } | Should -Throw 'no'
        $d.a | Should -Be 1
        Update-IpcDictionary $d a { if ($_ -gt 1) { $_ - 1 } } -Remove
        $d.Contains('a') | Should -BeFalse
    }
}

Describe 'A named dictionary' {
    It 'is found by its name, and told from others' {
        $d = New-IpcDictionary -Name settings
        $d.a = 1
        (Get-IpcDictionary settings).a | Should -Be 1
        (New-IpcDictionary settings -Force).a | Should -Be 1
        { New-IpcDictionary settings } | Should -Throw -ErrorId 'IpcAlreadyExists*'
        { New-IpcDictionary settings -Force -CaseSensitive } | Should -Throw -ErrorId 'IpcFormatMismatch*'
        { Get-IpcQueue settings } | Should -Throw -ErrorId 'IpcKindMismatch*'
        Update-IpcDictionary settings a { $_ + 1 }
        $info = Get-IpcObject settings
        $info.Kind, $info.Count | Should -Be 'Dictionary', 1
        $info.Size | Should -BeGreaterThan 36864
        Remove-IpcObject settings
        { Get-IpcDictionary settings } | Should -Throw -ErrorId 'IpcNotFound*'
    }
}
