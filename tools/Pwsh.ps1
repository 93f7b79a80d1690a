# Starts more of the pwsh that runs this script, whatever form it has: installed, from an archive or a link, a process called pwsh;
# the .NET tool, a process called dotnet that is told to run pwsh.dll. Dot-source it.

# The program to start, and the arguments that come before those of pwsh.
function Get-PwshCommand {
    $program = [Environment]::ProcessPath
    $program
    if ([IO.Path]::GetFileNameWithoutExtension($program) -eq 'dotnet') { Join-Path $PSHOME pwsh.dll }
}

# Runs a script in a pwsh of its own and gives what it prints, as text.
function Invoke-Pwsh([string] $Script) {
    $program, [string[]] $first = Get-PwshCommand
    & $program @first -NoProfile -NonInteractive -EncodedCommand (ConvertTo-EncodedCommand $Script)
}

# The same without waiting for it: gives the process. What it prints goes to the file, if there is one.
function Start-Pwsh([string] $Script, [string] $StandardOutput) {
    $program, [string[]] $first = Get-PwshCommand
    $arguments = @($first | ForEach-Object { "`"$_`"" }) + '-NoProfile', '-NonInteractive', '-EncodedCommand', (ConvertTo-EncodedCommand $Script)
    $more = if ($StandardOutput) { @{ RedirectStandardOutput = $StandardOutput } } else { @{} }
    Start-Process $program -ArgumentList $arguments -PassThru @more
}

function ConvertTo-EncodedCommand([string] $Script) {
    [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($Script))
}
