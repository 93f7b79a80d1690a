# Soak
BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $everything = {
        Write-Verbose v -Verbose
        Write-Debug d -Debug
        Write-Information i -InformationAction Continue
        Write-Warning w
        Write-Host h
        Write-Information hidden
    }
    $pool = New-IpcPool 1

    # Runs a script as a user does, and gives what the terminal shows, as text.
    function Get-Shown([string] $Script) {
        $file = Join-Path $TestDrive "$([guid]::NewGuid()).ps1"
        Set-Content $file "Import-Module '$PSScriptRoot/../../Ipc.psd1'; `$PSStyle.OutputRendering = 'PlainText'; $Script"
        $program, [string[]] $first = Get-PwshCommand
        & $program @first -NoProfile -NonInteractive -File $file
    }

    # The ways on which something that is written elsewhere comes back.
    function Write-Elsewhere([string] $Way, [scriptblock] $Block) {
        switch ($Way) {
            'worker' { Start-IpcWorker $Block | Receive-IpcWorker -Wait -AutoRemove }
            'initialisation' { Start-IpcWorker { } -InitializationScript $Block | Receive-IpcWorker -Wait -AutoRemove }
            'pooled job' { Start-IpcWorker $Block -Pool $pool | Receive-IpcWorker -Wait -AutoRemove }
            'item' { 1 | Invoke-IpcParallel $Block -Pool $pool }
            '-Begin' { 1 | Invoke-IpcParallel { } -Begin $Block -Pool $pool }
            '-End' { 1 | Invoke-IpcParallel { } -End $Block -Pool $pool }
        }
    }
}

AfterAll {
    Remove-IpcPool $pool
}

Describe 'What was wanted where it was written' {
    It 'is shown: by a <_>' -ForEach 'worker', 'initialisation', 'pooled job', 'item', '-Begin', '-End' {
        $shown = Get-Shown @"
            `$block = { $everything }
            `$pool = New-IpcPool 1
            function Write-Elsewhere { ${function:Write-Elsewhere} }
            Write-Elsewhere '$_' `$block
            Remove-IpcPool `$pool
"@
        $shown | Should -Be 'VERBOSE: v', 'DEBUG: d', 'i', 'WARNING: w', 'h'
    }

    It 'is shown whatever preferences the caller has' {
        $shown = Get-Shown @"
            `$pool = New-IpcPool 1
            foreach (`$preference in 'SilentlyContinue', 'Stop') {
                `$VerbosePreference = `$DebugPreference = `$WarningPreference = `$ProgressPreference = `$preference
                1 | Invoke-IpcParallel { Write-Verbose v -Verbose; Write-Debug d -Debug; Write-Warning w; Write-Progress p } -Pool `$pool
            }
            `$InformationPreference = 'Stop'
            1 | Invoke-IpcParallel { Write-Information i -InformationAction Continue } -Pool `$pool
            Remove-IpcPool `$pool
"@
        $shown | Should -Be 'VERBOSE: v', 'DEBUG: d', 'WARNING: w', 'VERBOSE: v', 'DEBUG: d', 'WARNING: w', 'i'
    }

    It 'is shown by a worker in a worker' {
        $shown = Get-Shown @"
            `$text = { $everything }.ToString()
            Start-IpcWorker { Start-IpcWorker ([scriptblock]::Create(`$using:text)) | Receive-IpcWorker -Wait } | Receive-IpcWorker -Wait
"@
        $shown | Should -Be 'VERBOSE: v', 'DEBUG: d', 'i', 'WARNING: w', 'h'
    }

    It 'is shown at once in -StreamingHost, and Write-Information there once' {
        $shown = Get-Shown @"
            `$worker = Start-IpcWorker { $everything } -StreamingHost `$Host
            `$null = `$worker | Wait-IpcWorker
            'received'
            `$worker | Receive-IpcWorker
"@
        $shown | Should -Be 'VERBOSE: v', 'DEBUG: d', 'i', 'WARNING: w', 'h', 'received', 'VERBOSE: v', 'DEBUG: d', 'WARNING: w'
    }

    It 'is hidden by a parameter of the cmdlet that receives it' {
        $quiet = @{ Verbose = $false; Debug = $false; InformationAction = 'Ignore'; WarningAction = 'Ignore' }
        Start-IpcWorker $everything -Pool $pool | Receive-IpcWorker -Wait @quiet *>&1 | Should -BeNullOrEmpty
        1 | Invoke-IpcParallel $everything -Pool $pool @quiet *>&1 | Should -BeNullOrEmpty
        { 1 | Invoke-IpcParallel $everything -Pool $pool -WarningAction Stop *> $null } | Should -Throw '*: w'
    }

    It 'comes as records with 4>&1, 5>&1, 6>&1 and *>&1: by a <_>' -ForEach 'worker', 'pooled job', 'item' {
        Write-Elsewhere $_ { Write-Verbose v -Verbose } 4>&1 | Should -BeOfType Management.Automation.VerboseRecord
        Write-Elsewhere $_ { Write-Debug d -Debug } 5>&1 | Should -BeOfType Management.Automation.DebugRecord
        Write-Elsewhere $_ { Write-Warning w } 3>&1 | Should -BeOfType Management.Automation.WarningRecord
        Write-Elsewhere $_ { Write-Information i } 6>&1 | Should -BeOfType Management.Automation.InformationRecord
        Write-Elsewhere $_ $everything *>&1 | ForEach-Object { "$_" } | Should -Be v, d, i, w, h, hidden
    }

    It 'keeps its origin: by a <_>' -ForEach 'worker', 'pooled job', 'item' {
        $verbose, $information = Write-Elsewhere $_ {
            function Write-Twice { [CmdletBinding()] param() Write-Verbose v -Verbose; Write-Information $PID -Tags a, b }
            Write-Twice
        } *>&1
        $verbose.InvocationInfo.MyCommand.Name | Should -Be Write-Twice
        $verbose.InvocationInfo.ScriptLineNumber | Should -Be 3
        $information.Source | Should -Be Write-Information
        $information.Tags | Should -Be a, b
        $information.ProcessId | Should -Be "$information"
        $information.ProcessId | Should -Not -Be $PID
        $information.User | Should -Not -BeNullOrEmpty
        $information.Computer | Should -Not -BeNullOrEmpty
        $information.TimeGenerated | Should -BeGreaterThan ([datetime]::Now.AddMinutes(-10))
    }

    It 'is in -WarningVariable and -InformationVariable' {
        1 | Invoke-IpcParallel { Write-Warning w; Write-Information i } -Pool $pool -WarningVariable warned -InformationVariable informed -WarningAction SilentlyContinue
        "$warned $informed" | Should -Be 'w i'
    }
}

Describe 'The error line of a program' {
    It 'ends nothing under $ErrorActionPreference = Stop of the caller: from a <_>' -ForEach 'worker', 'initialisation', 'pooled job', 'item', '-Begin', '-End' -Skip:$IsWindows {
        $ErrorActionPreference = 'Stop'
        $errors = @(Write-Elsewhere $_ { sh -c 'echo one >&2; echo two >&2; echo out'; 'after' } 2>&1 | Sort-Object { "$_" })
        $errors | ForEach-Object { "$_" } | Should -Be after, one, out, two
        $errors[1] | Should -BeOfType Management.Automation.ErrorRecord
    }

    It 'ends nothing under $ErrorActionPreference = Stop of its own script: from a <_>' -ForEach 'worker', 'initialisation', 'pooled job', 'item', '-Begin', '-End' -Skip:$IsWindows {
        $errors = Write-Elsewhere $_ { $ErrorActionPreference = 'Stop'; sh -c 'echo one >&2; echo two >&2; echo out'; 'after' } 2>&1
        $errors | ForEach-Object { "$_" } | Sort-Object | Should -Be after, one, out, two
    }

    It 'ends nothing when the initialisation of a pool writes it' -Skip:$IsWindows {
        $ErrorActionPreference = 'Stop'
        $prepared = New-IpcPool 1 -InitializationScript { sh -c 'echo one >&2' }
        1 | Invoke-IpcParallel { 'done' } -Pool $prepared 2>&1 | ForEach-Object { "$_" } | Should -Be one, 'done'
        Remove-IpcPool $prepared
    }

    It 'is silenced by -ErrorAction of the cmdlet; and an error of a script still ends the call' -Skip:$IsWindows {
        1 | Invoke-IpcParallel { sh -c 'echo one >&2' } -Pool $pool -ErrorAction Ignore 2>&1 | Should -BeNullOrEmpty
        { 1 | Invoke-IpcParallel { Write-Error real } -Pool $pool -ErrorAction Stop } | Should -Throw real
        { $ErrorActionPreference = 'Stop'; Start-IpcWorker { Write-Error real } -Pool $pool | Receive-IpcWorker -Wait } | Should -Throw real
    }
}

Describe 'What an item wrote before its time was over' {
    It 'comes before the error that says so<_>' -ForEach '', ', in order' {
        $written = 1..3 | Invoke-IpcParallel {
            "out $_"
            if ($_ -eq 2) { Write-Error 'err'; Start-Sleep 1000 }
        } -Pool $pool -ItemTimeout 1 -Ordered:($_ -ne '') 2>&1
        $written[0..2] | ForEach-Object { "$_" } | Should -Be 'out 1', 'out 2', "Item 2 ('2'): err"
        $written[3].FullyQualifiedErrorId | Should -BeLike 'IpcTimeout*'
        $written[4] | Should -Be 'out 3'
    }
}
