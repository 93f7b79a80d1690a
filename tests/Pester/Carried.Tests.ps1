# Soak
# What a script takes along from its caller. docs/session.md says what holds.
BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $pool = New-IpcPool 1

    # The ways on which a script gets to another process.
    function Invoke-Away([string] $Way, [scriptblock] $Block) {
        switch ($Way) {
            'worker' { Start-IpcWorker $Block | Receive-IpcWorker -Wait -AutoRemove }
            'initialisation' { Start-IpcWorker { } -InitializationScript $Block | Receive-IpcWorker -Wait -AutoRemove }
            'pooled job' { Start-IpcWorker $Block -Pool $pool | Receive-IpcWorker -Wait -AutoRemove }
            'item' { 1 | Invoke-IpcParallel $Block -Pool $pool }
            'item of its own pool' { 1 | Invoke-IpcParallel $Block }
            'item of a job' { 1 | Invoke-IpcParallel $Block -Pool $pool -AsJob | Receive-Job -Wait -AutoRemoveJob }
            '-Begin' { 1 | Invoke-IpcParallel { } -Begin $Block -Pool $pool }
            '-End' { 1 | Invoke-IpcParallel { } -End $Block -Pool $pool }
        }
    }
}

AfterAll {
    Remove-IpcPool $pool
}

Describe 'What the caller prefers, in a <_>' -ForEach 'worker', 'initialisation', 'pooled job', 'item', 'item of its own pool', 'item of a job', '-Begin', '-End' {
    It '$WhatIfPreference keeps the deed from being done' {
        $file = New-Item (Join-Path $TestDrive "$([guid]::NewGuid())")
        & {
            $WhatIfPreference = $true
            Invoke-Away $_ { Remove-Item $using:file; $WhatIfPreference } 6>$null | Should -BeTrue
        }
        Test-Path $file | Should -BeTrue
        Invoke-Away $_ { Remove-Item $using:file; $WhatIfPreference } | Should -BeFalse
        Test-Path $file | Should -BeFalse -Because 'the next call has other preferences'
    }

    It '-WhatIf of the function that is called does, too' {
        $file = New-Item (Join-Path $TestDrive "$([guid]::NewGuid())")
        function Remove-Away {
            [CmdletBinding(SupportsShouldProcess)] param([string] $Way)
            Invoke-Away $Way { Remove-Item $using:file } 6>$null
        }
        Remove-Away $_ -WhatIf
        Test-Path $file | Should -BeTrue
    }

    It '$ConfirmPreference holds' {
        & { $ConfirmPreference = 'None'; Invoke-Away $_ { "$ConfirmPreference" } } | Should -Be None
        $file = New-Item (Join-Path $TestDrive "$([guid]::NewGuid())")
        & { $ConfirmPreference = 'Low'; Invoke-Away $_ { Remove-Item $using:file } -ErrorAction SilentlyContinue 2>&1 } | Should -Match 'cannot ask'
        Test-Path $file | Should -BeTrue -Because 'nobody could be asked'
        Invoke-Away $_ { "$ConfirmPreference" } | Should -Be High
    }

    It 'other preferences stay those of a new session' {
        & {
            $ErrorActionPreference = $VerbosePreference = $DebugPreference = $WarningPreference = $InformationPreference = $ProgressPreference = 'Ignore'
            Invoke-Away $_ {
                "$ErrorActionPreference $VerbosePreference $DebugPreference $WarningPreference $InformationPreference $ProgressPreference"
            }
        } | Should -Be 'Continue SilentlyContinue SilentlyContinue Continue SilentlyContinue Continue'
    }
}

Describe 'Preferences of a pool' {
    It 'are those that its initialisation has set, where the caller has the usual ones' {
        $prepared = New-IpcPool 1 -InitializationScript { $ConfirmPreference = 'None' }
        1 | Invoke-IpcParallel { "$ConfirmPreference" } -Pool $prepared | Should -Be None
        & { $ConfirmPreference = 'Medium'; 1 | Invoke-IpcParallel { "$ConfirmPreference" } -Pool $prepared } | Should -Be Medium
        1 | Invoke-IpcParallel { "$ConfirmPreference" } -Pool $prepared | Should -Be None
        Remove-IpcPool $prepared
    }
}

Describe 'What has changed here since the pool was made' {
    It 'is there in a <_>: culture' -ForEach 'worker', 'initialisation', 'pooled job', 'item', 'item of a job', '-Begin', '-End' {
        $before = [cultureinfo]::CurrentCulture, [cultureinfo]::CurrentUICulture
        try {
            [cultureinfo]::CurrentCulture = 'de-DE'
            [cultureinfo]::CurrentUICulture = 'fr-FR'
            Invoke-Away $_ { "$((Get-Culture).Name) $((Get-UICulture).Name) $((1.5).ToString())" } | Should -Be 'de-DE fr-FR 1,5'
        } finally {
            [cultureinfo]::CurrentCulture, [cultureinfo]::CurrentUICulture = $before
        }
        Invoke-Away $_ { (Get-Culture).Name } | Should -Be (Get-Culture).Name
    }

    It 'is there in a <_>: environment' -ForEach 'worker', 'initialisation', 'pooled job', 'item', 'item of a job', '-Begin', '-End' {
        $env:CARRIED_NEW = 'new'
        $env:CARRIED_GONE = 'there'
        $late = New-IpcPool 1
        $outer, $pool = $pool, $late
        try {
            1 | Invoke-IpcParallel { } -Pool $late # Its worker has started, and had both.
            $env:CARRIED_NEW = 'newer'
            Remove-Item Env:/CARRIED_GONE
            Invoke-Away $_ { "[$env:CARRIED_NEW] [$env:CARRIED_GONE] [$([bool] $env:PATH)]" } | Should -Be '[newer] [] [True]'
            Remove-Item Env:/CARRIED_NEW
            Invoke-Away $_ { "[$env:CARRIED_NEW]" } | Should -Be '[]'
        } finally {
            Remove-Item Env:/CARRIED_* -ErrorAction Ignore
            Remove-IpcPool $late
            $pool = $outer
        }
    }

    It 'is on top of what the initialisation of the pool has set' {
        $env:CARRIED_A = 'caller'
        $prepared = New-IpcPool 1 -InitializationScript { $env:CARRIED_A = 'pool'; $env:CARRIED_B = 'pool' }
        try {
            1 | Invoke-IpcParallel { "$env:CARRIED_A $env:CARRIED_B" } -Pool $prepared | Should -Be 'pool pool'
            $env:CARRIED_A = 'changed'
            1 | Invoke-IpcParallel { "$env:CARRIED_A $env:CARRIED_B" } -Pool $prepared | Should -Be 'changed pool'
        } finally {
            Remove-Item Env:/CARRIED_A
            Remove-IpcPool $prepared
        }
    }

    It 'is there in a worker that replaces another' {
        $env:CARRIED_A = 'before'
        $kept = New-IpcPool 1
        try {
            $env:CARRIED_A = 'between'
            1 | Invoke-IpcParallel { Stop-Process $PID -Force } -Pool $kept -ErrorAction Ignore
            Remove-Item Env:/CARRIED_A
            1 | Invoke-IpcParallel { "[$env:CARRIED_A]" } -Pool $kept | Should -Be '[]'
        } finally {
            Remove-Item Env:/CARRIED_A -ErrorAction Ignore
            Remove-IpcPool $kept
        }
    }

    It 'is what a worker that waited for its turn had when it was asked for' {
        $go = New-IpcEvent
        $first = Start-IpcWorker { Wait-IpcEvent $using:go } -ThrottleLimit 1
        $env:CARRIED_A = 'then'
        $second = Start-IpcWorker { $env:CARRIED_A } -ThrottleLimit 1
        Remove-Item Env:/CARRIED_A
        Set-IpcEvent $go
        $second | Receive-IpcWorker -Wait -AutoRemove | Should -Be then
        $first | Receive-IpcWorker -Wait -AutoRemove
    }

    It 'and by one item is gone for the next: culture' {
        1..2 | Invoke-IpcParallel { (Get-Culture).Name; [cultureinfo]::CurrentCulture = 'ja-JP' } -Pool $pool -Ordered |
            Should -Be (Get-Culture).Name, (Get-Culture).Name
    }
}

Describe 'The location' {
    It 'keeps its drive, in a <_>' -ForEach 'worker', 'initialisation', 'pooled job', 'item', '-Begin', '-End' {
        $folder = New-Item -ItemType Directory "Temp:/$([guid]::NewGuid()) [1]"
        try {
            foreach ($place in "Temp:/$($folder.Name)", 'Env:/', 'Function:/') {
                Push-Location -LiteralPath $place
                try { Invoke-Away $_ { "$PWD" } | Should -Be "$PWD" } finally { Pop-Location }
            }
            Invoke-Away $_ { "$PWD" } | Should -Be "$PWD"
        } finally {
            Remove-Item -LiteralPath $folder.FullName
        }
    }

    It 'keeps the drive of -WorkingDirectory <_>' -ForEach 'Temp:/', 'Temp:', 'Env:/', 'Variable:' {
        $there = & { Push-Location $_; try { "$PWD" } finally { Pop-Location } }
        Start-IpcWorker { "$PWD" } -WorkingDirectory $_ -Pool $pool | Receive-IpcWorker -Wait -AutoRemove | Should -Be $there
        Start-IpcWorker { "$PWD $([Environment]::CurrentDirectory.TrimEnd('/'))" } -WorkingDirectory Temp:/ | Receive-IpcWorker -Wait -AutoRemove |
            Should -Be "Temp:/ $([IO.Path]::GetTempPath().TrimEnd('/'))"
    }

    It 'of a drive that only the caller has is the folder it is' {
        $null = New-PSDrive mine FileSystem $TestDrive
        try {
            Start-IpcWorker { "$PWD" } -WorkingDirectory mine:/ -Pool $pool | Receive-IpcWorker -Wait -AutoRemove | Should -Be "$TestDrive"
        } finally {
            Remove-PSDrive mine
        }
    }

    It 'that does not exist is one terminating error, before a process starts: <_>' -ForEach 'nowhere', '/no/where', 'Temp:/nowhere', 'nodrive:/' {
        $before = @(Get-IpcWorker).Count
        $reached = $false
        try { Start-IpcWorker { } -WorkingDirectory $_ -Count 3; $reached = $true } catch { $problem = $_ }
        $reached | Should -BeFalse
        "$problem" | Should -Match 'does not exist'
        @(Get-IpcWorker).Count | Should -Be $before
    }
}

Describe '$using:' {
    It 'refuses a variable that a command before sets, as -PipelineVariable: <_>' -ForEach 'item', 'worker' {
        $with = if ($_ -eq 'item') { { param($Block) $input | Invoke-IpcParallel $Block -Pool $pool } }
        $problem = $null
        try {
            if ($_ -eq 'item') { 1..3 | ForEach-Object { $_ } -PipelineVariable x | Invoke-IpcParallel { "$_ $using:x" } -Pool $pool }
            else { 1..3 | ForEach-Object { $_ } -PipelineVariable x | Start-IpcWorker { "$using:x $input" } }
        } catch { $problem = $_ }
        "$problem" | Should -Match '\$using:x has one value for all inputs'
        $problem.FullyQualifiedErrorId | Should -BeLike 'IpcNotSupported*'
    }

    It 'takes a variable that only has been set before, or is set in the loop around' {
        $x = 5
        1..2 | ForEach-Object { $_ } | Invoke-IpcParallel { $using:x } -Pool $pool | Should -Be 5, 5
        $none = $null
        1 | Invoke-IpcParallel { "[$using:none]" } -Pool $pool | Should -Be '[]'
        1..2 | ForEach-Object { $_ } -PipelineVariable y | ForEach-Object { Start-IpcWorker { $using:y } -Pool $pool | Receive-IpcWorker -Wait -AutoRemove } | Should -Be 1, 2
        1..2 | ForEach-Object { 0 | Invoke-IpcParallel { $using:_ } -Pool $pool } | Should -Be 1, 2
    }
}

Describe 'Parameters of a block that nobody gives a value' {
    It 'are an error that says what to write: in <_>' -ForEach 'the block', 'a function', '-Begin', '-End' {
        function Get-It { param($a) $a }
        $how = switch ($_) {
            'a function' { @{ ScriptBlock = ${function:Get-It} } }
            'the block' { @{ ScriptBlock = { param($a, $b) "$a $_" } } }
            '-Begin' { @{ ScriptBlock = { }; Begin = { param($a) } } }
            '-End' { @{ ScriptBlock = { }; End = { param($a) } } }
        }
        { 1 | Invoke-IpcParallel @how -Pool $pool } | Should -Throw '*parameter $a*$_*-ArgumentList*' -ErrorId 'IpcInvalidArgument*'
    }

    It 'are none with -ArgumentList, a default value, or as a switch' {
        1 | Invoke-IpcParallel { param($a, $b) "$a $b $_" } -ArgumentList 2, 3 -Pool $pool | Should -Be '2 3 1'
        1 | Invoke-IpcParallel { param($a = 5, [switch] $b) "$a $b $_" } -Pool $pool | Should -Be '5 False 1'
    }
}
