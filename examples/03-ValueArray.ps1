# A number and an array live in shared memory: what the worker writes, the parent reads.
Import-Module $PSScriptRoot/../Ipc.psd1

$number = New-IpcValue 0.0
$array = New-IpcArray -InitialValue 0.0, 1.0, 2.0

$worker = Start-IpcWorker -ArgumentList $number, $array {
    param($number, $array)
    $number.Value = 3.1415926
    for ($i = 0; $i -lt $array.Length; $i++) {
        $array[$i] = $i
    }
}
$worker | Receive-IpcWorker -Wait

$number.Value
"$array"
