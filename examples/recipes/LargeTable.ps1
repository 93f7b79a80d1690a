# A large table shared without copying: four hundred thousand numbers, which each worker sees in place.
Import-Module $PSScriptRoot/../../Ipc.psd1

$rows = 400000
$memory = New-IpcMemory ($rows * 8)
$prices = $memory.AsArray('double')
$column = [double[]]::new($rows)
for ($i = 0; $i -lt $rows; $i++) { $column[$i] = $i % 100 }
$prices.CopyFrom($column)

# Each worker takes its part. What is handed over is the block, not the numbers.
$sums = 0..3 | Invoke-IpcParallel -ThrottleLimit 2 {
    $part = ($using:memory).AsArray('double', $_ * 100000 * 8, 100000)
    $sum = 0.0
    foreach ($price in $part.ToArray()) { $sum += $price }
    $sum
}
"sum $(($sums | Measure-Object -Sum).Sum)"        # -> sum 19800000
