BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $prefix = "pester-set-$PID"
}

AfterAll {
    Remove-IpcObject "$prefix*"
}

Describe 'A set' {
    It 'has each value once, in one of all processes that add it' {
        $set = New-IpcSet
        $added = Start-IpcWorker -Count 3 { param($set) @(1..200).Where{ $set.Add("value $_") }.Count } -ArgumentList $set | Receive-IpcWorker -Wait -AutoRemoveJob
        ($added | Measure-Object -Sum).Sum | Should -Be 200
        $set.Count | Should -Be 200
    }

    It 'is used as a collection' {
        $set = New-IpcSet 'red', 'green', 5
        'RED' -in $set | Should -BeTrue
        $set -contains 'blue' | Should -BeFalse
        $set.Contains('Green') | Should -BeTrue
        @(foreach ($one in $set) { "$one" }) | Sort-Object | Should -Be '5', 'green', 'red'
        ($set | Measure-Object).Count | Should -Be 3
        $set.UnionWith(@('blue', 'red'))
        $set.ExceptWith(@('green'))
        $set.IntersectWith([Collections.Generic.HashSet[string]] @('blue', 'Red', 'x'))
        $set | Sort-Object | Should -Be 'blue', 'red'
        $set.Remove('blue') | Should -BeTrue
        $set.Remove('blue') | Should -BeFalse
        $set.Clear()
        $set.Count | Should -Be 0
    }

    It 'has a name, and is itself when it is sent' {
        $name = "$prefix-$([guid]::NewGuid().ToString('N'))"
        $set = New-IpcSet -Name $name
        (Get-IpcSet $name).Add('x') | Should -BeTrue
        $queue = New-IpcQueue
        Send-IpcQueue $queue $set
        (Receive-IpcQueue $queue).Contains('x') | Should -BeTrue
        (New-IpcSet -Name $name -Force).Count | Should -Be 1
        { New-IpcSet -Name $name -CaseSensitive -Force } | Should -Throw -ErrorId 'IpcFormatMismatch,*'
        (Get-IpcObject $name).Kind | Should -Be 'Set'
        Remove-IpcObject $set
        { $set.Add('y') } | Should -Throw
    }

    It 'refuses what is no plain value, and says so' {
        $set = New-IpcSet
        { $set.Add(@{ a = 1 }) } | Should -Throw
        { $set.Add($null) } | Should -Throw
        $set.Count | Should -Be 0
    }
}
