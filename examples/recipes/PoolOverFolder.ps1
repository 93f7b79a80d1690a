# A pool over a folder: the same for each file, as many at once as there are processors.
# A file that fails is an error that names it; all others are done.
Import-Module $PSScriptRoot/../../Ipc.psd1

$folder = Join-Path ([IO.Path]::GetTempPath()) "recipe-folder-$PID"
$null = New-Item $folder -ItemType Directory
foreach ($i in 1..8) { Set-Content "$folder/$i.json" "{ `"amount`": $i }" }
Set-Content "$folder/5.json" 'no json'

$amounts = Get-ChildItem $folder/*.json |
    Invoke-IpcParallel { (Get-Content $_ -Raw | ConvertFrom-Json).amount } -ErrorVariable failed -ErrorAction SilentlyContinue

"sum $(($amounts | Measure-Object -Sum).Sum), files that failed: $($failed.Count)"    # -> sum 31, files that failed: 1
Remove-Item $folder -Recurse
