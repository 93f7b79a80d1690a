# Soak
BeforeAll {
    . $PSScriptRoot/Shared.ps1

    # In another process: a session cannot leave the mode again. Each line is what a block said of itself.
    function Invoke-Constrained([string] $Script) {
        $try = "`$try = { `"`$(`$ExecutionContext.SessionState.LanguageMode) `$(try { [IO.Path]::GetTempPath() } catch { 'refused' })`" }"
        Invoke-Elsewhere ('$pool = New-IpcPool 1; $ExecutionContext.SessionState.LanguageMode = "ConstrainedLanguage"; ' +
            "$try; $Script; Remove-IpcPool `$pool")
    }
}

Describe 'A session in constrained language' {
    It 'gives its mode to <Name>' -ForEach @(
        @{ Name = 'a worker'; Script = 'Start-IpcWorker { "$($ExecutionContext.SessionState.LanguageMode) $(try { [IO.Path]::GetTempPath() } catch { ''refused'' })" } | Receive-IpcWorker -Wait' }
        @{ Name = 'an argument of a worker'; Script = 'Start-IpcWorker { & $args[0] } -ArgumentList $try | Receive-IpcWorker -Wait' }
        @{ Name = 'the start of a worker'; Script = 'Start-IpcWorker { $said } -InitializationScript { $said = "$($ExecutionContext.SessionState.LanguageMode) $(try { [IO.Path]::GetTempPath() } catch { ''refused'' })" } | Receive-IpcWorker -Wait' }
        @{ Name = 'a worker of a worker'; Script = 'Start-IpcWorker { $b = $using:try; Start-IpcWorker { & $args[0] } -ArgumentList $b | Receive-IpcWorker -Wait } | Receive-IpcWorker -Wait' }
        @{ Name = 'an item'; Script = '1 | Invoke-IpcParallel -Pool $pool { "$($ExecutionContext.SessionState.LanguageMode) $(try { [IO.Path]::GetTempPath() } catch { ''refused'' })" }' }
        @{ Name = 'an item that is a script'; Script = '$try | Invoke-IpcParallel -Pool $pool { & $_ }' }
        @{ Name = 'an argument of items'; Script = '1 | Invoke-IpcParallel -Pool $pool -ArgumentList $try { & $args[0] }' }
        @{ Name = 'a $using: of items'; Script = '1 | Invoke-IpcParallel -Pool $pool { $b = $using:try; & $b }' }
        @{ Name = 'a variable of items'; Script = '1 | Invoke-IpcParallel -Pool $pool -Variable try { & $try }' }
        @{ Name = '-Begin'; Script = '1 | Invoke-IpcParallel -Pool $pool -Begin { $b = $using:try; & $b } { }' }
        @{ Name = '-End'; Script = '1 | Invoke-IpcParallel -Pool $pool -End { $b = $using:try; & $b } { }' }
        @{ Name = 'a pool of its own'; Script = '1 | Invoke-IpcParallel { $b = $using:try; & $b }' }
        @{ Name = 'the start of a pool'; Script = '$own = New-IpcPool 1 -InitializationScript { $said = & $using:try }; 1 | Invoke-IpcParallel -Pool $own { $said }; Remove-IpcPool $own' }
        @{ Name = 'a job in a pool'; Script = 'Start-IpcWorker { & $args[0] } -ArgumentList $try -Pool $pool | Receive-IpcWorker -Wait' }
        @{ Name = 'a script that comes from a queue'; Script = '$q = New-IpcQueue; $try | Send-IpcQueue $q; & (Receive-IpcQueue $q)' }
    ) {
        Invoke-Constrained $Script | Should -Be 'ConstrainedLanguage refused'
    }

    It 'is not what others get of the same pool afterwards' {
        Invoke-Elsewhere '$pool = New-IpcPool 1; 1 | Invoke-IpcParallel -Pool $pool { "$($ExecutionContext.SessionState.LanguageMode)" }; Remove-IpcPool $pool' |
            Should -Be 'FullLanguage'
    }
}
