BeforeAll {
    . $PSScriptRoot/Shared.ps1

    # Another pwsh that enters a lock by name, and holds it until it is killed.
    function Start-Holder([string] $Name) {
        $process = Start-Elsewhere "Enter-IpcLock '$Name'; [Threading.Thread]::Sleep(-1)"
        Wait-Until { (Get-IpcLock $Name).IsHeld }
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

    It 'keeps four processes apart that append to one file' {
        $file = Join-Path $TestDrive log.txt
        $workers = Start-IpcWorker -Count 4 {
            param($file)
            foreach ($i in 1..50) { Use-IpcLock -Name pester-log { [IO.File]::WriteAllText($file, $(if (Test-Path $file) { [IO.File]::ReadAllText($file) }) + "line`n") } }
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
        $worker = Start-IpcWorker { param($lock, $trying) Set-IpcEvent $trying; $null = Enter-IpcLock $lock -Timeout 60; $lock.WasAbandoned; Exit-IpcLock $lock } -ArgumentList $lock, $trying
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

Describe 'What was not got' {
    BeforeAll {
        $held = New-IpcLock pester-held
        $holder = Start-Holder pester-held
    }

    AfterAll {
        Stop-Process -Id $holder.Id -Force
        Remove-IpcObject $held
    }

    It 'is caught, and the critical section is not entered' {
        $(try { Enter-IpcLock pester-held -Timeout 0.3; 'critical' } catch { 'caught' }) | Should -Be 'caught'
        $(try { Enter-IpcLock a-typo; 'critical' } catch { 'caught' }) | Should -Be 'caught'
    }

    It 'is no answer of if' {
        $(if (Enter-IpcLock pester-held -Timeout 0.05 -Quiet) { 'critical' } else { 'later' }) | Should -Be 'later'
        $free = New-IpcLock
        $(if (Enter-IpcLock $free -Timeout 1) { $free.IsHeldByMe } else { 'later' }) | Should -BeTrue
        Exit-IpcLock $free
    }

    It 'ends a script with $ErrorActionPreference <Preference>: <Ends>' -ForEach @(
        @{ Preference = 'Stop'; Ends = $true }
        @{ Preference = 'Continue'; Ends = $false }
    ) {
        $said = Invoke-Elsewhere "`$ErrorActionPreference = '$Preference'; Enter-IpcLock pester-held -Timeout 0; 'next statement'" 2>&1 | Out-String
        $said | Should -BeLike '*free*'
        $said -like '*next statement*' | Should -Be (-not $Ends)
    }

    It 'is silent where the call says so' {
        $q = Get-IpcQueue no-such-queue -ErrorAction SilentlyContinue
        $q | Should -BeNullOrEmpty
        { Get-IpcQueue no-such-queue -ErrorAction Stop } | Should -Throw -ErrorId 'IpcNotFound,*'
    }
}

Describe 'A set of locks' {
    BeforeAll {
        $locks = New-IpcLock pester-set -Count 1000
    }

    AfterAll {
        Remove-IpcObject $locks
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'is used as an array is' {
        $locks.Count | Should -Be 1000
        $locks[-1].Name, $locks[0].Name | Should -Be 'pester-set[999]', 'pester-set[0]'
        $locks[1..3].Index | Should -Be 1, 2, 3
        { $locks[1000] } | Should -Throw '*locks 0 to 999*'
        Use-IpcLock $locks[5] { $locks[5].IsHeldByMe; $locks[6].IsHeld } | Should -Be $true, $false
        (New-IpcLock -Count 3)[1] | Out-String | Should -BeLike '*(anonymous)`[1`]*False*'
    }

    It 'gives each of its locks to one at a time' {
        $cents = New-IpcArray long 20
        $work = {
            param($locks, $cents)
            foreach ($i in 1..300) {
                $first, $second = 0..19 | Get-Random -Count 2 | Sort-Object
                Use-IpcLock $locks[$first] { Use-IpcLock $locks[$second] { $cents[$first] -= 1; $cents[$second] += 1 } }
            }
        }
        Start-IpcWorker $work -ArgumentList $locks, $cents -Count 2 | Receive-IpcWorker -Wait
        ($cents | Measure-Object -Sum).Sum | Should -Be 0
        $cents | Should -Not -Be (, 0 * 20)
    }

    It 'hands one on when its holder is killed, and leaves the others alone' {
        Enter-IpcLock $locks[4]
        $holder = Start-Holder 'pester-set[3]'
        (Get-IpcObject pester-set).HeldBy.LockIndex | Should -Be 3, 4
        (Get-IpcObject pester-set).HeldBy.ProcessId | Should -Be $holder.Id, $PID
        Stop-Process -Id $holder.Id -Force
        Enter-IpcLock 'pester-set[3]' -Timeout 60 -WarningVariable warned -WarningAction SilentlyContinue
        "$warned" | Should -BeLike 'IpcAbandoned: the last holder of lock ''pester-set`[3`]''*'
        $locks[3].IsHeldByMe, $locks[4].IsHeldByMe | Should -Be $true, $true
        $locks[3], $locks[4] | Exit-IpcLock
        Enter-IpcLock $locks[3] -WarningVariable warned
        $warned | Should -BeNullOrEmpty
        Exit-IpcLock $locks[3]
    }

    It 'is removed whole, and says so' {
        $set = New-IpcLock -Count 10
        $set | Remove-IpcObject -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem.FullyQualifiedErrorId | Should -Be 'IpcNotSupported,Ipc.Commands.RemoveIpcObjectCommand'
        $set[3].IsRemoved | Should -BeFalse
        Remove-IpcObject $set
        $set[3].IsRemoved | Should -BeTrue
    }
}
