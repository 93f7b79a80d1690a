@{
    # Nested and not the root module: only so does Get-Help look for the help beside the assembly.
    NestedModules        = @('module/bin/Ipc.Cmdlets.dll')
    ModuleVersion        = '0.1.0'
    GUID                 = '5e1f5a52-7f0e-4c3a-9e0f-0d3b8f4f6a21'
    Author               = 'The Ipc contributors'
    Copyright            = '(c) The Ipc contributors. MIT licence.'
    Description          = 'What Python''s multiprocessing gives Python, for PowerShell: worker processes, live objects between them, shared memory, arrays, dictionaries and lists, and queues, pipes, locks, semaphores, events, barriers and conditions that survive the death of any process.'
    CompatiblePSEditions = @('Core')
    PowerShellVersion    = '7.4'
    FormatsToProcess     = @('module/Ipc.Format.ps1xml')
    TypesToProcess       = @('module/Ipc.Types.ps1xml')
    FunctionsToExport    = @()
    AliasesToExport      = @()
    VariablesToExport    = @()
    CmdletsToExport      = @(
        'New-IpcQueue', 'Get-IpcQueue', 'Send-IpcQueue', 'Receive-IpcQueue', 'Clear-IpcQueue', 'Complete-IpcQueue'
        'Confirm-IpcQueue', 'Wait-IpcQueue'
        'New-IpcPipe', 'Get-IpcPipe', 'Connect-IpcPipe', 'Send-IpcPipe', 'Receive-IpcPipe', 'Test-IpcPipe', 'Close-IpcPipe'
        'New-IpcValue', 'Get-IpcValue', 'Set-IpcValue', 'Update-IpcValue'
        'New-IpcArray', 'Get-IpcArray', 'New-IpcMemory', 'Get-IpcMemory'
        'New-IpcDictionary', 'Get-IpcDictionary', 'Update-IpcDictionary'
        'New-IpcList', 'Get-IpcList', 'New-IpcSet', 'Get-IpcSet'
        'New-IpcLock', 'Get-IpcLock', 'Enter-IpcLock', 'Exit-IpcLock', 'Use-IpcLock'
        'New-IpcSemaphore', 'Get-IpcSemaphore', 'Enter-IpcSemaphore', 'Exit-IpcSemaphore', 'Use-IpcSemaphore'
        'New-IpcEvent', 'Get-IpcEvent', 'Set-IpcEvent', 'Reset-IpcEvent', 'Wait-IpcEvent'
        'New-IpcBarrier', 'Get-IpcBarrier', 'Wait-IpcBarrier', 'Reset-IpcBarrier', 'Stop-IpcBarrier'
        'New-IpcCondition', 'Get-IpcCondition', 'Wait-IpcCondition', 'Resume-IpcCondition'
        'New-IpcCountdown', 'Get-IpcCountdown', 'Step-IpcCountdown', 'Add-IpcCountdown', 'Reset-IpcCountdown', 'Wait-IpcCountdown'
        'New-IpcRateLimit', 'Get-IpcRateLimit', 'Enter-IpcRateLimit', 'Use-IpcRateLimit'
        'Use-IpcOnce', 'Use-IpcLeader'
        'Wait-IpcAny'
        'Get-IpcObject', 'Close-IpcObject', 'Remove-IpcObject'
        'New-IpcPool', 'Set-IpcPool', 'Get-IpcPool', 'Remove-IpcPool', 'Invoke-IpcParallel', 'Add-IpcItem'
        'Start-IpcWorker', 'Get-IpcWorker', 'Wait-IpcWorker', 'Receive-IpcWorker', 'Stop-IpcWorker', 'Remove-IpcWorker'
    )
    PrivateData          = @{
        PSData = @{
            Tags         = @('multiprocessing', 'ipc', 'shared-memory', 'queue', 'lock', 'parallel', 'PSEdition_Core', 'Linux')
            ReleaseNotes = 'See CHANGELOG.md.'
        }
    }
}
