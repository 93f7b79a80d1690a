BeforeAll {
    Import-Module $PSScriptRoot/../../Ipc.psd1

    # Another pwsh that enters a lock by name, says so, and holds it until it is killed.
    function Start-Holder([string] $Name) {
        $start = [Diagnostics.ProcessStartInfo]::new((Get-Process -Id $PID).Path)
        $start.RedirectStandardOutput = $true
        '-NoProfile', '-Command', "Import-Module '$PSScriptRoot/../../Ipc.psd1'; Enter-IpcLock $Name; 'inside'; [Threading.Thread]::Sleep(-1)" |
            ForEach-Object { $start.ArgumentList.Add($_) }
        $process = [Diagnostics.Process]::Start($start)
        $process.StandardOutput.ReadLine() | Should -Be 'inside'
        $process
    }
}

Describe 'Use-IpcLock' {
    BeforeEach {
        $lock = New-IpcLock
    }

    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'runs the block as if it stood here' {
        Use-IpcLock $lock { $assigned = 5; 'output' } | Should -Be 'output'
        $assigned | Should -Be 5
        function Test-It { Use-IpcLock $lock { $inner = 7; return 'returned'; 'never' }; $inner; 'after' }
        Test-It | Should -Be 'returned', 7, 'after'
        1..3 | ForEach-Object { Use-IpcLock $lock { $_ * 2 } } | Should -Be 2, 4, 6
    }

    It 'streams while the block runs' {
        Use-IpcLock $lock { 1, 2 } | ForEach-Object { "$_ $($lock.IsHeld)" } | Should -Be '1 True', '2 True'
        $lock.IsHeld | Should -BeFalse
    }

    It 'passes every stream' {
        $all = Use-IpcLock $lock {
            'out'; Write-Error 'err'; Write-Warning 'warn'; Write-Verbose 'verb' -Verbose; Write-Debug 'deb' -Debug; Write-Information 'info'; Write-Host 'host'
        } *>&1
        $all | ForEach-Object { "$_" } | Should -Be 'out', 'err', 'warn', 'verb', 'deb', 'info', 'host'
        Use-IpcLock $lock { Write-Error 'err' } -ErrorVariable problem 2>$null
        "$problem" | Should -Be 'err'
    }

    It 'leaves the lock after <What>' -ForEach @(
        @{ What = 'throw'; Code = { try { Use-IpcLock $lock { throw 'x' } } catch { "caught $_" } }; Expected = 'caught x' }
        @{ What = 'an error that stops'; Code = { try { Use-IpcLock $lock { Get-Item /nope -ErrorAction Stop } } catch { 'caught' } }; Expected = 'caught' }
        @{ What = 'a failing statement'; Code = { try { Use-IpcLock $lock { 1 / 0 } } catch { 'caught' } }; Expected = 'caught' }
        @{ What = 'break'; Code = { foreach ($i in 1..3) { Use-IpcLock $lock { if ($i -eq 2) { break }; $i } } }; Expected = 1 }
        @{ What = 'continue'; Code = { foreach ($i in 1..3) { Use-IpcLock $lock { if ($i -eq 2) { continue }; $i }; 'end' } }; Expected = 1, 'end', 3, 'end' }
        @{ What = 'a labelled break'; Code = { :all foreach ($i in 1..3) { while ($true) { Use-IpcLock $lock { $i; break all } } } }; Expected = 1 }
        @{ What = 'return'; Code = { Use-IpcLock $lock { return 1; 2 }; 3 }; Expected = 1, 3 }
        @{ What = 'Select-Object -First'; Code = { Use-IpcLock $lock { 1; 2; 3 } | Select-Object -First 1 }; Expected = 1 }
    ) {
        & $Code | Should -Be $Expected
        $lock.IsHeld | Should -BeFalse
    }

    It 'leaves the lock after exit, in a script that others call' {
        Set-Content TestDrive:/exits.ps1 'param($lock) Use-IpcLock $lock { exit 3 }; "never"'
        & TestDrive:/exits.ps1 $lock | Should -BeNullOrEmpty
        $LASTEXITCODE | Should -Be 3
        $lock.IsHeld | Should -BeFalse
    }

    It 'leaves the lock when the pipeline is stopped' {
        $inside = New-IpcEvent
        $shell = [powershell]::Create().AddScript({
            param($module, $lock, $inside)
            Import-Module $module
            Use-IpcLock $lock { Set-IpcEvent $inside; Start-Sleep 1000 }
        }).AddArgument("$PSScriptRoot/../../Ipc.psd1").AddArgument($lock).AddArgument($inside)
        $run = $shell.BeginInvoke()
        Wait-IpcEvent $inside -Timeout 60
        $lock.IsHeld | Should -BeTrue
        $shell.Stop()
        $run.IsCompleted | Should -BeTrue
        $lock.IsHeld | Should -BeFalse
        $shell.Dispose()
    }

    It 'works in a script module, for its own blocks and for those it is given' {
        $module = New-Module {
            function Invoke-Own($lock) { $own = 1; Use-IpcLock $lock { $own = 2; Get-Hidden }; $own }
            function Get-Hidden { 'hidden' }
            function Invoke-Given($lock, $block) { $mine = 1; Use-IpcLock $lock $block; $mine }
            Export-ModuleMember Invoke-Own, Invoke-Given
        }
        Import-Module $module
        Invoke-Own $lock | Should -Be 'hidden', 2
        Invoke-Given $lock { $mine = 100 } | Should -Be 1
        Remove-Module $module
    }

    It 'works inside itself with another lock, and says deadlock with the same' {
        $other = New-IpcLock
        Use-IpcLock $lock { Use-IpcLock $other { $deep = 'deep' } }
        $deep | Should -Be 'deep'
        Use-IpcLock $lock { Use-IpcLock $lock { 'never' } -ErrorVariable problem -ErrorAction SilentlyContinue } | Should -BeNullOrEmpty
        $problem.FullyQualifiedErrorId | Should -Be 'IpcDeadlock,Ipc.Commands.UseIpcLockCommand'
    }

    It 'keeps eight processes apart that append to one file' {
        $file = Join-Path $TestDrive log.txt
        $workers = Start-IpcWorker -Count 8 {
            param($file)
            foreach ($i in 1..25) { Use-IpcLock -Name pester-log { [IO.File]::WriteAllText($file, $(if (Test-Path $file) { [IO.File]::ReadAllText($file) }) + "line`n") } }
        } -ArgumentList $file
        $workers | Receive-IpcWorker -Wait
        (Get-Content $file).Count | Should -Be 200
    }
}

Describe 'Enter-IpcLock and Exit-IpcLock' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'keep a worker waiting until the lock is left' {
        $lock = New-IpcLock
        $tried = New-IpcEvent
        Enter-IpcLock $lock
        $worker = Start-IpcWorker { param($lock, $tried) Enter-IpcLock $lock -Timeout 0 -Quiet; Set-IpcEvent $tried; Enter-IpcLock $lock; 'inside'; Exit-IpcLock $lock } -ArgumentList $lock, $tried
        Wait-IpcEvent $tried -Timeout 60
        Exit-IpcLock $lock
        $worker | Receive-IpcWorker -Wait | Should -Be $false, 'inside'
    }

    It 'time out with an error, or quietly' {
        $name = 'pester-busy'
        $null = New-IpcLock $name
        $holder = Start-Holder $name
        try {
            Enter-IpcLock $name -Timeout 0.05 -ErrorVariable problem -ErrorAction SilentlyContinue
            $problem.FullyQualifiedErrorId | Should -Be 'IpcTimeout,Ipc.Commands.EnterIpcLockCommand'
            $problem.CategoryInfo.Category | Should -Be 'OperationTimeout'
            Enter-IpcLock $name -Timeout 0.05 -Quiet | Should -BeFalse
            Exit-IpcLock $name -ErrorVariable problem -ErrorAction SilentlyContinue
            $problem.FullyQualifiedErrorId | Should -Be 'IpcNotOwner,Ipc.Commands.ExitIpcLockCommand'
        }
        finally {
            Stop-Process -Id $holder.Id -Force
            Remove-IpcObject $name
        }
    }

    It 'hand the lock on when its holder is killed, with a warning' {
        $lock = New-IpcLock pester-killed
        $holder = Start-Holder pester-killed
        $lock.IsHeld | Should -BeTrue
        Stop-Process -Id $holder.Id -Force
        Enter-IpcLock pester-killed -Timeout 60 -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike 'IpcAbandoned*'
        $lock.IsHeldByMe | Should -BeTrue
        $lock.WasAbandoned | Should -BeTrue
        Exit-IpcLock $lock

        Enter-IpcLock $lock -WarningVariable warned
        $warned | Should -BeNullOrEmpty
        Exit-IpcLock $lock
        Remove-IpcObject $lock
    }

    It 'wake who waits already when the holder is killed' {
        $lock = New-IpcLock pester-wakes
        $holder = Start-Holder pester-wakes
        $trying = New-IpcEvent
        $worker = Start-IpcWorker { param($lock, $trying) Set-IpcEvent $trying; Enter-IpcLock $lock -Timeout 60; $lock.WasAbandoned; Exit-IpcLock $lock } -ArgumentList $lock, $trying
        Wait-IpcEvent $trying -Timeout 60
        Stop-Process -Id $holder.Id -Force
        $worker | Receive-IpcWorker -Wait -WarningAction SilentlyContinue | Should -Be $true
        Remove-IpcObject $lock
    }

    It 'leave a paused holder its lock' {
        $lock = New-IpcLock pester-paused
        $holder = Start-Holder pester-paused
        kill -STOP $holder.Id
        Enter-IpcLock $lock -Timeout 0.5 -Quiet | Should -BeFalse
        Stop-Process -Id $holder.Id -Force
        Remove-IpcObject $lock
    }
}
