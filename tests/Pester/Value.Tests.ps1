BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

Describe 'A shared value' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'is set by a worker and read here' {
        $value = New-IpcValue 0.0
        Start-IpcWorker { param($value) $value.Value = 3.1415926 } -ArgumentList $value | Wait-IpcWorker
        $value.Value | Should -Be 3.1415926
        $value.Value | Should -BeOfType double
    }

    It 'is found by its name in another pwsh' {
        $value = New-IpcValue 5 -Type long -Name pester-value
        $told = Invoke-Elsewhere "Set-IpcValue pester-value 42; (Get-IpcValue pester-value).ElementType.Name"
        $told | Should -Be 'Int64'
        $value.Value | Should -Be 42
        Remove-IpcObject pester-value
    }

    It 'counts right when four workers update it' {
        $value = New-IpcValue 0
        Start-IpcWorker -Count 4 { param($value) foreach ($i in 1..100) { Update-IpcValue $value { $_ + 1 } } } -ArgumentList $value | Receive-IpcWorker -Wait
        $value.Value | Should -Be 400
    }

    It 'adds in one step without a lock' {
        $value = New-IpcValue 0 -NoLock
        Start-IpcWorker -Count 4 { param($value) foreach ($i in 1..5000) { $value.Add(1) } } -ArgumentList $value | Receive-IpcWorker -Wait
        $value.Value | Should -Be 20000
    }

    It 'uses variables of the caller in Update-IpcValue, and leaves its own there' {
        $value = New-IpcValue 10
        $factor = 3
        Update-IpcValue $value { $before = $_; $_ * $factor } -PassThru | Should -Be 30
        $before | Should -Be 10
    }

    It 'is not changed by what does not convert' {
        $value = New-IpcValue 1
        Set-IpcValue $value 'abc' -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be 'IpcInvalidArgument,Ipc.Commands.SetIpcValueCommand'
        { $value.Value = 'abc' } | Should -Throw
        Update-IpcValue $value { 'abc' } -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be 'IpcInvalidArgument,Ipc.Commands.UpdateIpcValueCommand'
        $value.Value | Should -Be 1
        $value.IsHeld | Should -BeFalse
    }

    It 'does not read as nothing after it was removed' {
        $value = New-IpcValue 1
        $value.Remove()
        { $value.Value } | Should -Throw '*removed*'
        { $value.Value = 2 } | Should -Throw '*removed*'
    }

    It 'lets the update of a worker that is killed go, and tells the next one' {
        $value = New-IpcValue 7
        $inside = New-IpcEvent
        $worker = Start-IpcWorker { param($value, $inside) Update-IpcValue $value { Set-IpcEvent $inside; [Threading.Thread]::Sleep(-1) } } -ArgumentList $value, $inside
        Wait-IpcEvent $inside -Timeout 60
        Stop-Process -Id $worker.ProcessId -Force
        Update-IpcValue $value { $_ + 1 } -Timeout 60 -PassThru -WarningVariable warned -WarningAction SilentlyContinue | Should -Be 8
        "$warned" | Should -BeLike 'IpcAbandoned*'
    }
}

Describe 'A value of any object' {
    It 'is shared with a worker, whatever it holds: <Text>' -ForEach @(
        @{ Text = 'text'; Value = 'some text' }
        @{ Text = 'a date'; Value = [datetime]::new(2020, 1, 2, 3, 4, 5, [DateTimeKind]::Utc) }
        @{ Text = 'a decimal'; Value = 1.25d }
        @{ Text = 'a GUID'; Value = [guid]::NewGuid() }
        @{ Text = 'an array'; Value = @(1, 'two', $null) }
    ) {
        $v = New-IpcValue 'before'
        Start-IpcWorker { param($v, $value) $v.Value = $value } -ArgumentList $v, $Value | Receive-IpcWorker -Wait -AutoRemoveJob
        $v.Value | Should -BeExactly $Value
        if ($null -ne $v.Value) { , $v.Value | Should -BeOfType $Value.GetType() }
    }

    It 'is updated under its lock by several workers' {
        $v = New-IpcValue @{ Count = 0 }
        Start-IpcWorker -Count 3 { param($v) foreach ($i in 1..30) { Update-IpcValue $v { $_.Count++; $_ } } } -ArgumentList $v | Receive-IpcWorker -Wait -AutoRemoveJob
        $v.Value.Count | Should -Be 90
    }

    It 'holds a queue after the worker that set it has ended' {
        $v = New-IpcValue -Type object
        $v.Value | Should -BeNullOrEmpty
        Start-IpcWorker { param($v) $v.Value = @{ Queue = New-IpcQueue }; 5 | Send-IpcQueue $v.Value.Queue } -ArgumentList $v | Receive-IpcWorker -Wait -AutoRemoveJob
        Receive-IpcQueue $v.Value.Queue -Timeout 60 | Should -Be 5
    }

    It 'is set by Set-IpcValue, to $null, too' {
        $v = New-IpcValue 'a'
        Set-IpcValue $v @{ a = 1 }
        $v.Value.a | Should -Be 1
        Set-IpcValue $v $null
        $v.Value | Should -BeNullOrEmpty
        $v.TryUpdate('c', 'b') | Should -BeFalse
        $v.TryUpdate('c', $null) | Should -BeTrue
        $v.Value | Should -Be 'c'
    }

    It 'is text only if that is its type' {
        $v = New-IpcValue -Type string
        $v.Value | Should -BeExactly ''
        $v.Value = 5
        $v.Value | Should -BeExactly '5'
        { $v.Value = $null } | Should -Throw
    }

    It 'tells that it has ended' {
        $v = New-IpcValue 'a'
        $v.Close()
        { $v.Value } | Should -Throw
        { $v.Value = 'b' } | Should -Throw
    }
}
