using Ipc.Tests.Hosting;

namespace Ipc.Tests.Cmdlets;

/// <summary>
/// A worker that cannot begin its script, such as one of another version than its parent since the module was replaced
/// under it: one line, and a reason that the job tells.
/// </summary>
public sealed class StartFailureTests : IDisposable
{
    private static readonly string s_host = Path.Combine(Repository.Root, "module", "bin", "host", "Ipc.WorkerHost.dll");

    private readonly HostedShell _shell = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ipc-start-");

    public void Dispose()
    {
        _shell.Run("Get-IpcWorker | Remove-IpcWorker -Force");
        _shell.Dispose();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("no-pipe:1:2:3:4")] // As it was before there was a number of the protocol.
    [InlineData("p999:no-pipe:1:2:3:4")]
    public void The_channel_of_another_version_is_a_line_and_an_exit_code(string channel)
    {
        (int exitCode, string output, string error) = ProgramRun.Run(
            RealPwsh.Dotnet,
            "exec", s_host, Repository.Manifest, channel);
        Assert.Equal((200 + (int)IpcError.FormatMismatch, ""), (exitCode, output));
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    [Theory]
    [InlineData(200 + (int)IpcError.FormatMismatch, "IpcFormatMismatch", "*has been replaced by another version*Start a new session.")]
    [InlineData(200 + (int)IpcError.NoSpace, "IpcNoSpace", "*could not begin*")]
    [InlineData(199, "IpcWorkerFailed", "*could not begin*")]
    [InlineData(198, "IpcWorkerFailed", "*ended with exit code 198 before its script began*")]
    public void Its_job_says_why(int exitCode, string id, string message)
    {
        string program = Path.Combine(_folder.FullName, "starter");
        File.WriteAllText(program, $"#!/bin/sh\nexit {exitCode}\n");
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        ShellResult result = _shell.Try("""
            $worker = Start-IpcWorker { 1 } -Executable $args[0]
            $worker | Wait-IpcWorker | Out-Null
            "$($worker.State) $($worker.Failure.FullyQualifiedErrorId)"
            "$($worker.Failure)" -like $args[1]
            """, program, message);
        Assert.Equal([$"Failed {id}", true], result.Output);
    }

    [Fact]
    public void A_script_that_exits_with_such_a_code_has_said_so_itself()
    {
        ShellResult result = _shell.Try("$worker = Start-IpcWorker { exit 207 }; $worker | Wait-IpcWorker | Out-Null; $worker.ExitCode; $worker.Failure.FullyQualifiedErrorId");
        Assert.Equal([207, "IpcWorkerFailed"], result.Output);
    }
}
