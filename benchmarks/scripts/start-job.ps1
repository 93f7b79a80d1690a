# The same with Start-Job.
$ErrorActionPreference = 'Stop' # What fails is quick.
$null = Start-Job { 1 } | Receive-Job -Wait
$watch = [Diagnostics.Stopwatch]::StartNew()
$written = Start-Job { 1 } | Receive-Job -Wait
$watch.Stop()
if ($written -ne 1) { throw "The job wrote '$written'." }
$watch.Elapsed.TotalMilliseconds.ToString([cultureinfo]::InvariantCulture)
