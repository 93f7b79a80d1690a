# Scripts of Start-Job, Start-ThreadJob, ForEach-Object -Parallel and PoshRSJob, line by line.
Import-Module $PSScriptRoot/../../Ipc.psd1
$factor = 10

# $job = Start-Job { 1 * $using:factor };  Receive-Job $job -Wait -AutoRemoveJob
$job = Start-IpcWorker { 1 * $using:factor }; Receive-Job $job -Wait -AutoRemoveJob                      # -> 10

# $job = Start-ThreadJob { 2 * $using:factor } -ThrottleLimit 4;  $job | Wait-Job | Receive-Job
$pool = New-IpcPool -ThrottleLimit 2
$job = Start-IpcWorker { 2 * $using:factor } -Pool $pool; $job | Wait-Job | Receive-Job                  # -> 20

# 3 | ForEach-Object -Parallel { $_ * $using:factor } -ThrottleLimit 4 -TimeoutSeconds 60
3 | Invoke-IpcParallel -Parallel { $_ * $using:factor } -ThrottleLimit 2 -TimeoutSeconds 60              # -> 30

# $all = [Collections.Concurrent.ConcurrentDictionary[string, int]]::new()
# 'a', 'b' | ForEach-Object -Parallel { ($using:all)[$_] = $_.Length }
$all = New-IpcDictionary
'a', 'b' | Invoke-IpcParallel -Parallel { ($using:all)[$_] = $_.Length }
$all.Count                                                                                               # -> 2

# 4 | Start-RSJob { $_ * $factor } -VariablesToImport factor | Wait-RSJob | Receive-RSJob
4 | Invoke-IpcParallel { $_ * $factor } -Variable factor                                                 # -> 40

# $mutex = [Threading.Mutex]::new($false, 'Global\log'); $mutex.WaitOne(); try { 'mine' } finally { $mutex.ReleaseMutex() }
Use-IpcLock any:log { 'mine' }                                                                           # -> mine

$pool | Remove-IpcPool
