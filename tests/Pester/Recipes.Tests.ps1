# Soak
BeforeDiscovery {
    $recipes = Get-ChildItem $PSScriptRoot/../../examples/recipes/*.ps1 | ForEach-Object {
        @{ Name = $_.Name; Path = $_.FullName; Is = @([regex]::Matches([IO.File]::ReadAllText($_), '# -> (.*)') | ForEach-Object { $_.Groups[1].Value.TrimEnd() }) }
    }
}

BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

Describe 'A recipe' {
    It 'prints what it says: <Name>' -ForEach ($recipes | Where-Object Name -NotLike *.Tests.ps1) {
        $Is | Should -Not -BeNullOrEmpty
        Invoke-Pwsh ". '$Path'" | Should -Be $Is
    }

    It 'is a Pester test that passes: <Name>' -ForEach ($recipes | Where-Object Name -Like *.Tests.ps1) {
        $pester = (Get-Module Pester).Path
        Invoke-Pwsh "Import-Module '$pester'; (Invoke-Pester '$Path' -PassThru -Output None).Result" | Should -Be 'Passed'
    }

    It 'is in the list: <Name>' -ForEach $recipes {
        [IO.File]::ReadAllText("$PSScriptRoot/../../examples/recipes/README.md") | Should -Match ([regex]::Escape("]($Name)"))
    }

    It 'leaves no object and no file' {
        Get-IpcObject recipe-* | Should -BeNullOrEmpty
        Get-ChildItem ([IO.Path]::GetTempPath()) -Filter recipe-* | Should -BeNullOrEmpty
    }
}
