BeforeAll { . "$PSScriptRoot/Shared.ps1" }

Describe 'A shared list' {
    BeforeEach { $l = New-IpcList }
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
        $l.Close()
    }

    It 'is used as any list' {
        1..5 | ForEach-Object { $l.Add($_) } | Should -Be $null
        $l.Count | Should -Be 5
        $l[0] | Should -Be 1
        $l[-1] | Should -Be 5
        $l[0..2] | Should -Be 1, 2, 3
        $l[-2..-1] | Should -Be 4, 5
        $l -contains 3 | Should -BeTrue
        9 -in $l | Should -BeFalse
        ($l | Where-Object { $_ -gt 3 }) | Should -Be 4, 5
        ($l | Measure-Object -Sum).Sum | Should -Be 15
        $sum = 0; foreach ($one in $l) { $sum += $one }; $sum | Should -Be 15
        $l[1] = 'two'
        $l[1..3] = 'a', 'b', 'c'
        $l -join ',' | Should -Be '1,a,b,c,5'
        $l[0] += 10
        $l[0]++
        $l[0] | Should -Be 12
        $l.Insert(0, 'first')
        $l.RemoveAt(1)
        $l.Remove('b')
        "$l" | Should -Be 'first a c 5'
        $l.Pop() | Should -Be 5
        $l.Pop(0) | Should -Be 'first'
        $l.IndexOf('c') | Should -Be 1
        $l.Contains('C') | Should -BeFalse
        $l.AddRange(7..9)
        $l -join ',' | Should -Be 'a,c,7,8,9'
        $l.TryUpdate(0, 'x', 'b'), $l.TryUpdate(0, 'x', 'a'), $l[0] | Should -Be $false, $true, 'x'
        $l.Clear()
        $l.Count | Should -Be 0
        @($l).Count | Should -Be 0
    }

    It 'keeps the shape of what it holds, and gives copies' {
        $l.Add(@{ x = 1 })
        $l.Add($null)
        $l.Add((1, 2, 3))
        $l[0].x = 2
        $l[0].x | Should -Be 1
        $l[1] | Should -Be $null
        $l[2].Count | Should -Be 3
        $l.Count | Should -Be 3
    }

    It 'says so when <What>' -ForEach @(
        @{ What = 'an index is too large'; Code = { $l[1] } }
        @{ What = 'a negative index goes too far'; Code = { $l[-2] } }
        @{ What = 'a slice goes too far'; Code = { $l[0..1] } }
        @{ What = 'an index is no number'; Code = { $l['x'] } }
        @{ What = 'an index to set is too large'; Code = { $l[1] = 1 } }
        @{ What = 'there are too few values'; Code = { $l[0, 0] = 1 } }
        @{ What = 'it has nothing to pop'; Code = { $l.Clear(); $l.Pop() } }
        @{ What = 'it was removed'; Code = { Remove-IpcObject $l; $l[0] } }
        @{ What = 'it was removed and is counted'; Code = { Remove-IpcObject $l; $l.Count } }
    ) {
        $l.Add('only')
        $Code | Should -Throw
    }

    It 'is enumerated as it is when that begins' {
        $l.AddRange(1..100)
        foreach ($one in $l) { $l.Remove($one) }
        $l.Count | Should -Be 0
    }

    It 'is live in a worker, as an argument, with using, and in a message' {
        $queue = New-IpcQueue
        $queue.Send($l)
        Start-IpcWorker {
            param($l, $queue)
            $l.Add($l.Count)
            ($using:l).Add('using')
            $arrived = $queue.Receive()
            $arrived.Add('message')
        } -ArgumentList $l, $queue | Receive-IpcWorker -Wait
        $l -join ',' | Should -Be '0,using,message'
        $queue.Close()
    }

    It 'loses nothing that several workers add' {
        Start-IpcWorker -Count 3 { param($l) foreach ($i in 1..200) { $l.Add($i) } } -ArgumentList (, $l) | Receive-IpcWorker -Wait
        $l.Count | Should -Be 600
        ($l | Measure-Object -Sum).Sum | Should -Be 60300
    }

    It 'begins with what it is given, and is found by its name' {
        $named = New-IpcList (1..3) -Name numbers
        (Get-IpcList numbers)[1] | Should -Be 2
        (New-IpcList numbers -Force).Count | Should -Be 3
        { New-IpcList numbers } | Should -Throw -ErrorId 'IpcAlreadyExists*'
        (Get-IpcObject numbers).Kind, (Get-IpcObject numbers).Count | Should -Be 'List', 3
        Remove-IpcObject $named
        { Get-IpcList numbers } | Should -Throw -ErrorId 'IpcNotFound*'
    }
}
