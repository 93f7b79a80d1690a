# Each of our lines of docs/from-python.md: a section's block of code runs once, then each row of its table, in order, as a user would write them.
BeforeDiscovery {
    $sections = [ordered] @{}
    $name = $null
    $inCode = $false
    foreach ($line in Get-Content (Join-Path $PSScriptRoot ../../docs/from-python.md)) {
        if ($line -match '^## (.*)') {
            $name = $Matches[1]
            $sections[$name] = @{ Section = $name; Setup = [Collections.Generic.List[string]]::new(); Rows = [Collections.Generic.List[hashtable]]::new() }
        } elseif ($line -match '^```') {
            $inCode = -not $inCode
        } elseif ($inCode) {
            $sections[$name].Setup.Add($line)
        } elseif ($name -and $line -match '^\| (.*?) \| (.*) \|$' -and $Matches[1] -notin 'Python', '---') {
            $python, $here = $Matches[1, 2]
            $codes = @([regex]::Matches($here, '`([^`]+)`').ForEach{ $_.Groups[1].Value.Replace('\|', '|') })
            $sections[$name].Rows.Add(@{ Python = $python; Here = $here; Codes = $codes; HasNone = $here.StartsWith('none: ') })
        }
    }
}

Describe 'From Python, <Section>' -ForEach @($sections.Values) {
    BeforeAll {
        . $PSScriptRoot/Shared.ps1
        . ([scriptblock]::Create($Setup -join "`n"))
    }

    AfterAll {
        Get-IpcPool | Remove-IpcPool -Force
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It '<Python>' -ForEach $Rows {
        if ($HasNone) {
            $Here.Length | Should -BeGreaterThan 'none: '.Length -Because 'a row without a counterpart says why'
        } else {
            $Codes.Count | Should -BeGreaterThan 0 -Because 'there is a line of ours, or "none:" and the reason'
            foreach ($code in $Codes) {
                if ($code -match '\s|\$|\.') {
                    $null = . ([scriptblock]::Create($code))
                }
            }
        }
    }
}
