# The same with Start-Job.
$null = Start-Job { 1 } | Receive-Job -Wait
$watch = [Diagnostics.Stopwatch]::StartNew()
$null = Start-Job { 1 } | Receive-Job -Wait
$watch.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)
