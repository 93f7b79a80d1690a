# A pwsh in which Pester files run one after the other: tests/Unit/Pester writes the path of each into a pipe and reads back what became of it.
param([string] $Pester, [string] $Pipe)
$PSStyle.OutputRendering = 'PlainText'
Import-Module $Pester
$stream = [IO.Pipes.NamedPipeClientStream]::new('.', $Pipe)
$stream.Connect(60000)
$reader = [IO.StreamReader]::new($stream)
$writer = [IO.StreamWriter]::new($stream)
$writer.AutoFlush = $true

# Ends the processes that a file has left running, and says which. One that has ended, and waits to be reaped, has no command line.
function Stop-Child {
    foreach ($process in Get-Process | Where-Object { $_.Parent.Id -eq $PID -and $_.CommandLine }) {
        "$($process.ProcessName) ($($process.Id)): $($process.CommandLine)"
        $process.Kill()
    }
}

while ($path = $reader.ReadLine()) {
    $configuration = New-PesterConfiguration
    $configuration.Run.Path = $path
    $configuration.Run.PassThru = $true
    $configuration.Output.Verbosity = 'None'
    $run = Invoke-Pester -Configuration $configuration
    @{
        Result   = "$($run.Result)"
        Tests    = @($run.Tests | ForEach-Object {
                @{
                    Name    = $_.ExpandedPath
                    Result  = "$($_.Result)"
                    Seconds = $_.Duration.TotalSeconds
                    Error   = "$($_.ErrorRecord | ForEach-Object { "$_`n$($_.ScriptStackTrace)" })"
                }
            })
        # What kept tests from running, where no test can tell it.
        Errors   = @(@($run.Containers.ErrorRecord; $run.FailedBlocks.ErrorRecord) | ForEach-Object { "$_" })
        Children = @(Stop-Child)
    } | ConvertTo-Json -Depth 4 -Compress -AsArray | ForEach-Object { $writer.WriteLine($_) }
}
