# A cache for all workers: what one of them has looked up, the others find.
Import-Module $PSScriptRoot/../../Ipc.psd1

$cache, $lookups = (New-IpcDictionary), (New-IpcValue 0)
$results = 1..40 | Invoke-IpcParallel {
    $cache, $key = $using:cache, ($_ % 4)
    if ($null -eq ($found = $cache["$key"])) {
        $found = Use-IpcLock "any:lookup-$key" {                  # One looks it up; who waits for the same finds it then.
            if ($null -eq ($known = $cache["$key"])) {
                Update-IpcValue $using:lookups { $_ + 1 }         # The expensive part.
                $known = $cache["$key"] = "value of $key"
            }
            $known
        }
    }
    $found
}
"$($results.Count) results, $($lookups.Value) lookups"        # -> 40 results, 4 lookups
