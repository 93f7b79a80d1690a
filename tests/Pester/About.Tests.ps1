BeforeDiscovery {
    $topics = Get-ChildItem $PSScriptRoot/../../en-US/about_*.help.txt
    # A block is what is indented by eight or more, with what it writes after # -> in order.
    $blocks = foreach ($topic in $topics) {
        $number = 0
        [regex]::Matches([IO.File]::ReadAllText($topic), '(?m)(?<=\n\n)(?: {8}\S.*\n(?: {8}.*\n|\s*\n(?= {8,}\S))*)') | ForEach-Object {
            @{
                Topic  = $topic.Name -replace '\.help\.txt$'
                Number = ++$number
                Code   = $_.Value
                Is     = @([regex]::Matches($_.Value, '# -> (.*)') | ForEach-Object { $_.Groups[1].Value.TrimEnd() })
            }
        }
    }
}

BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $PSStyle.OutputRendering = 'PlainText'
}

Describe 'The topic <_.Name>' -ForEach $topics {
    It 'is found by Get-Help, and fits a terminal' {
        $name = $_.Name -replace '\.help\.txt$'
        (Get-Help $name) -join "`n" | Should -Match "(?s)TOPIC\s+$name\s+SHORT DESCRIPTION"
        [IO.File]::ReadAllLines($_) | Where-Object Length -gt 80 | Should -BeNullOrEmpty
    }

    It 'names cmdlets, topics and error ids that there are' {
        $text = [IO.File]::ReadAllText($_)
        $commands = [regex]::Matches($text, '\b[A-Z][a-z]+-Ipc[A-Za-z]*\w').Value | Sort-Object -Unique | Where-Object { $_ -notmatch '^(Send|New)-Ipc$' }
        $commands | Where-Object { -not (Get-Command $_ -Module Ipc -ErrorAction Ignore) } | Should -BeNullOrEmpty
        [regex]::Matches($text, '\babout_Ipc\w*').Value | Where-Object { -not (Test-Path $PSScriptRoot/../../en-US/$_.help.txt) } | Should -BeNullOrEmpty
        $ids = [Enum]::GetNames([Ipc.IpcError]) | ForEach-Object { "Ipc$_" }
        [regex]::Matches($text, '(?m)^    (Ipc[A-Z]\w+)   ').ForEach({ $_.Groups[1].Value }) | Where-Object { $_ -notin $ids -and $_ -ne 'IpcInvalidArgument' } | Should -BeNullOrEmpty
    }
}

Describe 'An example of a topic' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
        Get-IpcPool | Remove-IpcPool -Force
    }

    It 'writes what it says: <Topic>, <Number>' -ForEach $blocks {
        & ([scriptblock]::Create($Code)) | ForEach-Object { "$_" } | Should -Be $Is
    }
}
