using System.Management.Automation;
using System.Management.Automation.Host;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Cmdlets;

/// <summary>What a script says to its host, in a worker.</summary>
public sealed class WorkerHostTests : IDisposable
{
    private readonly HostedShell _shell = new();

    public void Dispose()
    {
        _shell.Run("Get-IpcWorker | Remove-IpcWorker -Force");
        _shell.Dispose();
    }

    [Fact]
    public void What_is_written_to_the_host_itself_arrives_like_Write_Host_and_once()
    {
        _shell.Run("""
            $worker = Start-IpcWorker {
                Write-Host 'by cmdlet'
                Write-Host 'by cmdlet'
                $Host.UI.Write('part')
                $Host.UI.WriteLine('Green', 'Black', 'coloured')
                Write-Information 'same'
                $Host.UI.WriteErrorLine('red')
                $Host.UI.WriteWarningLine('warned')
            }
            $worker | Wait-IpcWorker | Out-Null
            """);
        Assert.Equal(
            ["by cmdlet|||", "by cmdlet|||", "part|||True", "coloured|Green|Black|False", "same", "red|Red||False"],
            Written().Select(line => line.EndsWith("|||False", StringComparison.Ordinal) ? line[..^5] : line));
        Assert.Equal("warned", _shell.Get("$worker.Warning[0].Message")?.ToString());
    }

    [Fact]
    public void Records_say_which_command_wrote_them_and_where()
    {
        string file = Path.Combine(Directory.CreateTempSubdirectory("ipc-test-").FullName, "told.ps1");
        File.WriteAllText(file, "function Tell {\n    Write-Warning w\n    Write-Verbose v -Verbose\n    Write-Debug "
            + "d -Debug\n}\nTell");
        try
        {
            // What the engine says of a record of this very script when it runs here: of Write-Warning it names the
            // caller. In a session of its own: one that has run a script file stays in the engine's caches, with all
            // its variables.
            using HostedShell local = new();
            local.Run("$here = & $args[0] *>&1", file);
            _shell.Run("$worker = Start-IpcWorker $args[0]; $worker | Wait-IpcWorker", file);
            foreach (string stream in (string[])["Warning", "Verbose", "Debug"])
            {
                string expected = local.Get(Described("($here | Where-Object { $_ -is "
                    + $"[Management.Automation.{stream}Record] }})"))!.ToString()!;
                Assert.EndsWith($" {file}", expected, StringComparison.Ordinal);
                Assert.Equal(expected, _shell.Get(Described($"$worker.{stream}[0]"))!.ToString());
            }
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        }
    }

    private static string Described(string record) =>
        $"$at = {record}.InvocationInfo; \"$($at.MyCommand.Name) $($at.ScriptLineNumber) $($at.ScriptName)\"";

    [Theory]
    [InlineData("$Host.UI.ReadLine()")]
    [InlineData("$Host.UI.PromptForChoice('a', 'b', [Management.Automation.Host.ChoiceDescription[]]('x', 'y'), 0)")]
    [InlineData("$Host.UI.PromptForCredential('a', 'b', 'c', 'd')")]
    [InlineData("$Host.EnterNestedPrompt()")]
    public void Asking_the_user_fails_and_says_what_to_do(string script)
    {
        ErrorRecord error = _shell.Error("Start-IpcWorker ([scriptblock]::Create($args[0])) | Receive-IpcWorker -Wait", script);
        Assert.Contains("pass the answer with -ArgumentList", error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_streaming_host_shows_at_once_and_the_streams_keep_it()
    {
        RecordingHost host = new();
        _shell.Run("""
            $go = New-IpcEvent
            $worker = Start-IpcWorker -StreamingHost $args[0] {
                Write-Host 'plain'
                Write-Host 'coloured' -ForegroundColor Cyan
                Write-Warning 'careful'
                Write-Verbose 'in words' -Verbose
                Write-Progress 'doing' 'something'
                'output'
                Wait-IpcEvent $using:go
            }
            """, host);
        Until.True(() => host.Shown.Count == 5, "it is shown while the script runs");
        Assert.Equal(["plain", "coloured Cyan", "WARNING careful", "VERBOSE in words", "PROGRESS doing"], host.Shown);
        Assert.Equal("Running", _shell.Get("$worker.State.ToString()")?.ToString());
        _shell.Run("Set-IpcEvent $go; $worker | Wait-IpcWorker");
        Assert.Equal(
            ["plain", "coloured", "careful", "in words", "doing", "output"],
            _shell.Run("$worker.Information.ForEach{ \"$_\" }; $worker.Warning[0].Message; "
                + "$worker.Verbose[0].Message; $worker.Progress[0].Activity; Receive-Job $worker 3>$null 4>$null "
                + "6>$null")
                .Select(item => $"{item}"));
    }

    private IEnumerable<string> Written() => _shell.Run("$worker.Information").Select(record =>
        ((InformationRecord)record!).MessageData is HostInformationMessage message
            ? $"{message.Message}|{message.ForegroundColor}|{message.BackgroundColor}|{message.NoNewLine}"
            : $"{record}");
}
