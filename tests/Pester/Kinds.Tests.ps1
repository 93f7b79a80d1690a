# The pages of docs/kinds print what they say (tests/Unit/Help/KindPageTests looks at their headings and words). A page's blocks run once, in order;
# each mistake is then made in the scope that they leave, whose names are not those of the tests: these say $_.
BeforeDiscovery {
    $pages = Get-ChildItem $PSScriptRoot/../../docs/kinds/*.md -Exclude README.md | ForEach-Object {
        $text = [IO.File]::ReadAllText($_)
        $blocks = [regex]::Matches($text, '(?s)```powershell\n(.*?)```').ForEach{ $_.Groups[1].Value }
        $mistakes = [regex]::Matches(($text -split "`n## Mistakes`n")[1], '(?m)^\| (`.*?`) \| (.*?) \| (.*) \|$').ForEach{
            @{
                Line = $_.Groups[1].Value.Trim('`').Replace('\|', '|')
                Says = $_.Groups[2].Value.Replace('\|', '|')
            }
        }
        @{
            Page     = $_.BaseName
            Blocks   = $blocks
            Is       = @($blocks | ForEach-Object { [regex]::Matches($_, '# -> (.*)') } | ForEach-Object { $_.Groups[1].Value.TrimEnd() })
            Mistakes = $mistakes
        }
    }
}

BeforeAll {
    . $PSScriptRoot/Shared.ps1
    $PSStyle.OutputRendering = 'PlainText'

    $ids = [Enum]::GetNames([Ipc.IpcError]).ForEach{ "Ipc$_" }

    # Id and text of what was caught; a method's exception is the one inside.
    function Get-Fault($Record) {
        for ($inner = $Record.Exception; $inner; $inner = $inner.InnerException) {
            if ($inner -is [Ipc.IpcException] -and ($Record.FullyQualifiedErrorId -split ',')[0] -notin $ids) { return "Ipc$($inner.Error)", $inner.Message }
        }
        ($Record.FullyQualifiedErrorId -split ',')[0]
        "$Record"
    }
}

Describe 'Kind <Page>' -ForEach $pages {
    BeforeAll {
        $printed = @($_.Blocks | ForEach-Object { . ([scriptblock]::Create($_)) } | ForEach-Object { "$_" })
    }

    AfterAll {
        Get-IpcWorker | Remove-IpcWorker -Force
        Get-IpcPool | Remove-IpcPool -Force
        Get-IpcObject kinds-* | Remove-IpcObject
    }

    It 'prints what it says' {
        $_.Is.Count | Should -BeGreaterThan 1
        $printed | Should -Be $_.Is
    }

    It 'says what comes of <Line>' -ForEach $Mistakes {
        $ErrorActionPreference = 'Stop'
        if ($Says -match '^writes ((?:`[^`]*`(?:, )?)+)') {
            $written = [regex]::Matches($Matches[1], '`([^`]*)`').ForEach{ $_.Groups[1].Value }
            . ([scriptblock]::Create($Line)) | ForEach-Object { "$_" } | Should -Be $written
            return
        }
        $Says | Should -Match '^`[^`]+`: .'
        $id, $parts = ($Says -replace '^`([^`]+)`: ', '$1…') -split '…'
        $fault = try { . ([scriptblock]::Create($Line)) | Out-Null } catch { Get-Fault $_ }
        $fault | Should -Not -BeNullOrEmpty -Because 'it is a mistake'
        $fault[0] | Should -Be $id
        $fault[1] | Should -BeLike "*$(@($parts).ForEach{ [WildcardPattern]::Escape($_.Trim()) } -join '*')*"
    }
}
