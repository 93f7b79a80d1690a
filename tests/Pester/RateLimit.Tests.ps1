BeforeAll {
    . $PSScriptRoot/Shared.ps1
}

Describe 'A rate limit' {
    AfterEach {
        Get-IpcWorker | Remove-IpcWorker -Force
    }

    It 'holds for all workers together' {
        $limit = New-IpcRateLimit -Count 5 -Per 1s
        $since = [Diagnostics.Stopwatch]::StartNew()
        $results = Start-IpcWorker -Count 3 { param($limit) foreach ($i in 1..4) { Use-IpcRateLimit $limit { $i } } } -ArgumentList $limit | Receive-IpcWorker -Wait
        @($results).Count | Should -Be 12
        $since.Elapsed.TotalSeconds | Should -BeGreaterOrEqual 2 # Of twelve the last two are in the third second.
    }

    It 'is found by its name, and says when there is no turn' {
        $null = New-IpcRateLimit 1 1d pester-rate
        Invoke-Elsewhere 'Enter-IpcRateLimit pester-rate -Timeout 0' | Should -Be True
        Enter-IpcRateLimit pester-rate -Timeout 0 -Quiet | Should -BeFalse
        { Use-IpcRateLimit pester-rate { 'never' } -Timeout 0.05 } | Should -Throw -ErrorId 'IpcTimeout,Ipc.Commands.UseIpcRateLimitCommand'
        (Get-IpcRateLimit pester-rate).Per.TotalHours | Should -Be 24
        (Get-IpcObject pester-rate).Details | Should -BeLike '1 per 1.00:00:00*'
        Remove-IpcObject pester-rate
    }
}
