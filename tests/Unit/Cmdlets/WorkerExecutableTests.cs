using System.Globalization;
using System.Management.Automation;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Cmdlets;

/// <summary>Whatever kind of pwsh -Executable names: a program, the assembly of the .NET tool, a link to it, or a wrapper.</summary>
public sealed class WorkerExecutableTests : IDisposable
{
    private const string Inside = "$PSHOME; [Environment]::GetCommandLineArgs()[0]; $Host.Name; \"$(sh -c env | Select-String DOTNET_STARTUP_HOOKS, IPC_WORKER_CHANNEL, IPC_PROCESS_NAME)\"";

    private static readonly string s_assembly = PwshTool.Find(Repository.Root, Repository.Packages);
    private static readonly string s_home = Path.GetDirectoryName(s_assembly)!;
    private static readonly string s_program = Path.Combine(s_home, "pwsh");
    private static readonly string s_shim = Path.Combine(Path.GetDirectoryName(s_home)!, "Microsoft.PowerShell.GlobalTool.Shim.dll");
    private static readonly string[] s_said = [s_home, s_assembly, "IpcWorker", ""];

    private readonly HostedShell _shell = new();
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ipc-executable-");

    public void Dispose()
    {
        _shell.Run("Get-IpcWorker | Remove-IpcWorker -Force");
        _shell.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void An_assembly_is_run_by_dotnet() => Assert.Equal(s_said, Run(s_assembly));

    [Fact]
    public void A_program_runs_as_it_is() => Assert.Equal(s_said, Run(s_program));

    [Theory]
    [InlineData("pwsh")]
    [InlineData("pwsh.dll")]
    public void A_link_is_followed(string target)
    {
        string first = Path.Combine(_folder.FullName, "first");
        File.CreateSymbolicLink(first, Path.Combine(s_home, target));
        Assert.Equal(s_said, Run(File.CreateSymbolicLink(Path.Combine(_folder.FullName, "shell"), first).FullName));
    }

    [Fact]
    public void A_relative_path_begins_where_the_session_is()
    {
        string script = $"Start-IpcWorker {{ {Inside} }} -Executable ./pwsh | Receive-IpcWorker -Wait";
        Assert.Equal(s_said, Strings(_shell.Run($"Set-Location $args[0]; try {{ {script} }} finally {{ Set-Location / }}", s_home)));
    }

    [Fact]
    public void A_name_is_looked_for_on_the_path()
    {
        string script = $"Start-IpcWorker {{ {Inside} }} -Executable shell | Receive-IpcWorker -Wait";
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "shell"), s_program);
        Assert.Equal(s_said, Strings(_shell.Run(
            $"$before = $env:PATH; $env:PATH += \":$($args[0])\"; try {{ {script} }} finally {{ $env:PATH = $before }}", _folder.FullName)));
    }

    // Where a tool is installed, its program only starts the assembly and waits for it. What is there here would not do even that.
    [Fact]
    public void The_program_of_an_installed_tool_is_not_run_but_what_it_would_run()
    {
        string version = Path.Combine(_folder.FullName, ".store", "powershell", "1.2.3", "powershell");
        Directory.CreateDirectory(version);
        Directory.CreateSymbolicLink(
            Path.Combine(version, "1.2.3"), Path.GetFullPath(Path.Combine(s_home, "..", "..", "..", "..")));
        string program = Script("pwsh", "exit 9");
        Assert.Equal(s_said, Run(program));
        Assert.Equal(s_said, Run(File.CreateSymbolicLink(Path.Combine(_folder.FullName, "link"), program).FullName));
    }

    // A wrapper may run other programs first, pwsh and .NET among them, and the pwsh of a tool is a .NET program itself.
    [Theory]
    [InlineData("exec dotnet '{assembly}' \"$@\"")]
    [InlineData("dotnet '{shim}' \"$@\"")]
    [InlineData("dotnet '{assembly}' -NoProfile -Command \"'told' > '{folder}/told'\" && dotnet '{shim}' \"$@\"", "told")]
    [InlineData("unset DOTNET_STARTUP_HOOKS; dotnet '{assembly}' \"$@\"")]
    [InlineData("dotnet '{assembly}' -NoLogo \"$@\"")]
    public void A_wrapper_does_first_what_it_does(string script, string? told = null)
    {
        string program = Script("wrapper", script);
        Assert.Equal(s_said, Run(program));
        Assert.Equal(told, ReadTold());

        // The same beside an assembly of the same name, where it looks like the very pwsh: the hook is there from the start.
        program = Script("pwsh", script);
        File.Delete(Path.Combine(_folder.FullName, "told"));
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "pwsh.dll"), s_assembly);
        Assert.Equal(s_said, Run(program));
        Assert.Equal(told, ReadTold());
    }

    [Theory]
    [InlineData("$worker | Stop-IpcWorker", "Stopped", "", true)]
    [InlineData("$worker | Stop-IpcWorker -Force", "Stopped", "SIGKILL", false)]
    [InlineData("[Diagnostics.Process]::GetProcessById($worker.ProcessId).Kill(); $worker | Wait-IpcWorker", "Failed", "SIGKILL", false)]
    public void A_worker_behind_a_wrapper_is_stopped_and_killed_as_any(string end, string state, string signal, bool runsFinally)
    {
        string program = Script("wrapper", $"echo $$ > '{_folder.FullName}/pid'; dotnet '{s_shim}' \"$@\"; exit $?");
        _shell.Run("""
            $told = New-IpcQueue
            $worker = Start-IpcWorker -Executable $args[0] -ArgumentList $told {
                param($told)
                $child = [Diagnostics.Process]::Start('sleep', '1000')
                try { $PID, $child.Id | Send-IpcQueue $told; Wait-IpcEvent (New-IpcEvent) } finally { Send-IpcQueue $told 'finally' }
            }
            $id, $child = Receive-IpcQueue $told -Count 2
            """, program);
        int wrapper = int.Parse(File.ReadAllText(Path.Combine(_folder.FullName, "pid")), CultureInfo.InvariantCulture);
        int worker = (int)_shell.Get("$id")!;
        int child = (int)_shell.Get("$child")!;
        Until.True(() => (int)_shell.Get("$worker.ProcessId")! == worker, "the worker has said which process it is");
        Assert.NotEqual(wrapper, worker);

        _shell.Run(end);
        Assert.Equal($"{state} {signal}", _shell.Get("\"$($worker.State) $($worker.Signal)\""));
        Assert.Equal(runsFinally ? 1 : 0, _shell.Get("$told.Count"));
        Until.True(() => !Array.Exists([wrapper, worker, child], Processes.IsThere), "all three have ended");
    }

    [Fact]
    public void A_worker_ends_when_its_wrapper_is_killed()
    {
        string program = Script("wrapper", $"echo $$ > '{_folder.FullName}/pid'; dotnet '{s_assembly}' \"$@\"");
        _shell.Run("""
            $told = New-IpcQueue
            $worker = Start-IpcWorker -Executable $args[0] { Send-IpcQueue $using:told $PID; Wait-IpcEvent (New-IpcEvent) }
            $id = Receive-IpcQueue $told
            """, program);
        Signals.Send(int.Parse(File.ReadAllText(Path.Combine(_folder.FullName, "pid")), CultureInfo.InvariantCulture), Signals.Kill);
        _shell.Run("$worker | Wait-IpcWorker");
        Until.True(() => !Processes.IsThere((int)_shell.Get("$id")!), "the worker has ended");
    }

    [Theory]
    [InlineData("exit 3", "ended with exit code 3 before its script began. -Executable '{0}' must be PowerShell 7.4 or later.")]
    [InlineData("exit 0", "ended with exit code 0 before its script began. -Executable '{0}' must be PowerShell 7.4 or later.")]
    [InlineData("kill -KILL $$", "was killed by SIGKILL before its script began. -Executable '{0}' must be PowerShell 7.4 or later.")]
    public void A_program_that_is_no_pwsh_is_told(string script, string message)
    {
        string program = Script("wrapper", script);
        ErrorRecord error = _shell.Fails(
            "IpcWorkerFailed", ErrorCategory.OperationStopped, "Start-IpcWorker { 1 } -Executable $args[0] | Receive-IpcWorker -Wait", program);
        Assert.EndsWith(string.Format(CultureInfo.InvariantCulture, message, program), error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pwsh_that_is_too_old_is_told_before_it_is_started()
    {
        string program = Script("pwsh", "exit 9");
        File.WriteAllText(Path.Combine(_folder.FullName, "pwsh.dll"), "");
        string engine = Path.Combine(
            Repository.Packages, "powershellstandard.library", "5.1.1", "lib", "netstandard2.0", "System.Management.Automation.dll");
        File.Copy(engine, Path.Combine(_folder.FullName, Path.GetFileName(engine)));
        ErrorRecord error = _shell.Fails(
            "IpcNotSupported", ErrorCategory.NotImplemented, "Start-IpcWorker { 1 } -Executable $args[0]", program);
        Assert.Equal(
            $"-Executable '{program}' is PowerShell 5.1. Install PowerShell 7.4 or later.", error.Exception.Message);
    }

    private string? ReadTold()
    {
        string file = Path.Combine(_folder.FullName, "told");
        return File.Exists(file) ? File.ReadAllText(file).Trim() : null;
    }

    private string Script(string name, string text)
    {
        string file = Path.Combine(_folder.FullName, name);
        text = text.Replace("{assembly}", s_assembly, StringComparison.Ordinal)
            .Replace("{shim}", s_shim, StringComparison.Ordinal)
            .Replace("{folder}", _folder.FullName, StringComparison.Ordinal);
        File.WriteAllText(file, $"#!/bin/sh\n{text}\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }

    private string[] Run(string executable) => Strings(_shell.Run(
        $"Start-IpcWorker {{ {Inside} }} -Executable $args[0] | Receive-IpcWorker -Wait", executable));

    private static string[] Strings(IEnumerable<object?> lines) => [.. lines.Select(static line => $"{line}")];
}
