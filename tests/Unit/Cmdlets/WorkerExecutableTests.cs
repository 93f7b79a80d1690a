using System.Globalization;
using System.Management.Automation;
using Ipc.Tests.Hosting;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Cmdlets;

/// <summary>
/// Whatever kind of pwsh -Executable names: a program, the assembly of the .NET tool, a link to it, or a wrapper.
/// </summary>
public sealed class WorkerExecutableTests : IDisposable
{
    // What the last line lists must not be there.
    private const string Inside = """
        $PSHOME; [Environment]::GetCommandLineArgs()[0]; $Host.Name
        "$(sh -c env | Select-String DOTNET_STARTUP_HOOKS, IPC_WORKER_CHANNEL, IPC_PROCESS_NAME)"
        """;

    private const string Start = $"Start-IpcWorker {{ {Inside} }} -Executable";
    private const string MustBe = "before its script began. -Executable '{0}' must be PowerShell 7.4 or later.";

    private static readonly string s_assembly = PwshTool.Find(Repository.Root, Repository.Packages);
    private static readonly string s_home = Path.GetDirectoryName(s_assembly)!;
    private static readonly string s_program = Path.Combine(s_home, "pwsh");
    private static readonly string s_package = Path.GetFullPath(Path.Combine(s_home, "..", "..", "..", ".."));
    private static readonly string s_shim =
        Path.Combine(Path.GetDirectoryName(s_home)!, "Microsoft.PowerShell.GlobalTool.Shim.dll");

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
    public void A_link_is_followed(string target) =>
        Assert.Equal(s_said, Run(Link("second", Link("first", Path.Combine(s_home, target)))));

    [Fact]
    public void A_relative_path_begins_where_the_session_is() => Assert.Equal(
        s_said,
        Strings(
            $$"""
            Push-Location $args[0]
            try { {{Start}} ./pwsh | Receive-IpcWorker -Wait } finally { Pop-Location }
            """,
            s_home));

    [Fact]
    public void A_name_is_looked_for_on_the_path()
    {
        Link("shell", s_program);
        Assert.Equal(
            s_said,
            Strings(
                $$"""
                $before = $env:PATH
                $env:PATH += ":$($args[0])"
                try { {{Start}} shell | Receive-IpcWorker -Wait } finally { $env:PATH = $before }
                """,
                _folder.FullName));
    }

    // Where a tool is installed, its program only starts the assembly and waits for it. This one does not even that.
    [Fact]
    public void The_program_of_an_installed_tool_is_not_run_but_what_it_would_run()
    {
        string store = Path.Combine(_folder.FullName, ".store", "powershell", "1.2.3", "powershell");
        Directory.CreateDirectory(store);
        Directory.CreateSymbolicLink(Path.Combine(store, "1.2.3"), s_package);
        string program = Script("pwsh", "exit 9");
        Assert.Equal(s_said, Run(program));
        Assert.Equal(s_said, Run(Link("link", program)));
    }

    // A wrapper may run other programs first, pwsh and .NET among them; the program of a tool is a .NET program itself.
    [Theory]
    [InlineData("exec dotnet '{assembly}' \"$@\"")]
    [InlineData("dotnet '{assembly}' -NoProfile -Command \"'x' > '{folder}/told'\" && dotnet '{shim}' \"$@\"", "x")]
    public void A_wrapper_does_first_what_it_does(string script, string? told = null)
    {
        Assert.Equal(s_said, Run(Script("wrapper", script)));
        Assert.Equal(told, ReadTold());

        // The same beside an assembly of the same name, where it looks like the very pwsh: it gets the hook.
        File.Delete(Path.Combine(_folder.FullName, "told"));
        Link("pwsh.dll", s_assembly);
        Assert.Equal(s_said, Run(Script("pwsh", script)));
        Assert.Equal(told, ReadTold());
    }

    [Theory]
    [InlineData("dotnet '{shim}' \"$@\"")]
    [InlineData("unset DOTNET_STARTUP_HOOKS; dotnet '{assembly}' \"$@\"")]
    [InlineData("dotnet '{assembly}' -NoLogo \"$@\"")]
    [Trait("Category", "Soak")]
    public void A_wrapper_of_another_form_does_so_too(string script) => A_wrapper_does_first_what_it_does(script);

    [Theory]
    [InlineData("$worker | Stop-IpcWorker", "Stopped ", true)]
    [InlineData("kill -STOP $id; $worker | Stop-IpcWorker -Force -KeepChildren", "Stopped SIGKILL", false, true)]
    public void A_worker_behind_a_wrapper_is_stopped_and_killed_as_any(
        string end, string state, bool runsFinally, bool keeps = false)
    {
        string program = Script("wrapper", $"echo $$ > '{{folder}}/pid'; dotnet '{s_shim}' \"$@\"; exit $?");
        _shell.Run("""
            $told = New-IpcQueue
            $worker = Start-IpcWorker -Executable $args[0] -ArgumentList $told {
                param($told)
                $child = [Diagnostics.Process]::Start('sleep', '1000')
                $PID, $child.Id | Send-IpcQueue $told
                try { Wait-IpcEvent (New-IpcEvent) } finally { Send-IpcQueue $told 'finally' }
            }
            $id, $child = Receive-IpcQueue $told -Count 2
            """, program);
        (int wrapper, int worker, int child) = (ReadWrapper(), (int)_shell.Get("$id")!, (int)_shell.Get("$child")!);
        try
        {
            Until.True(() => (int)_shell.Get("$worker.ProcessId")! == worker, "the worker has said who it is");
            Assert.NotEqual(wrapper, worker);

            _shell.Run(end);
            Assert.Equal(state, _shell.Get("\"$($worker.State) $($worker.Signal)\""));
            Assert.Equal(runsFinally ? 1 : 0, _shell.Get("$told.Count"));
            Until.True(() => !Processes.IsThere(wrapper) && !Processes.IsThere(worker), "both have ended");
            Until.True(() => Processes.IsThere(child) == keeps, "the child has ended, or stays");
        }
        finally
        {
            Signals.Send(child, Signals.Kill);
        }
    }

    [Theory]
    [InlineData("kill -STOP $id; $worker | Stop-IpcWorker -Force", "Stopped SIGKILL")]
    [InlineData("kill -KILL $id; $worker | Wait-IpcWorker", "Failed SIGKILL")]
    [Trait("Category", "Soak")]
    public void A_worker_behind_a_wrapper_is_killed_in_other_ways_too(string end, string state) =>
        A_worker_behind_a_wrapper_is_stopped_and_killed_as_any(end, state, runsFinally: false);

    [Fact]
    public void A_worker_ends_when_its_wrapper_is_killed()
    {
        string program = Script("wrapper", "echo $$ > '{folder}/pid'; dotnet '{assembly}' \"$@\"");
        _shell.Run("""
            $told = New-IpcQueue
            $worker = Start-IpcWorker -Executable $args[0] {
                Send-IpcQueue $using:told $PID
                Wait-IpcEvent (New-IpcEvent)
            }
            $id = Receive-IpcQueue $told
            """, program);
        Signals.Send(ReadWrapper(), Signals.Kill);
        _shell.Run("$worker | Wait-IpcWorker");
        Until.True(() => !Processes.IsThere((int)_shell.Get("$id")!), "the worker has ended");
    }

    [Theory]
    [InlineData("exit 3", $"ended with exit code 3 {MustBe}")]
    [InlineData("exit 0", $"ended with exit code 0 {MustBe}")]
    [InlineData("kill -KILL $$", $"was killed by SIGKILL {MustBe}")]
    public void A_program_that_is_no_pwsh_is_told(string script, string message)
    {
        string program = Script("wrapper", script);
        ErrorRecord error = _shell.Fails(
            "IpcWorkerFailed",
            ErrorCategory.OperationStopped,
            "Start-IpcWorker { 1 } -Executable $args[0] | Receive-IpcWorker -Wait",
            program);
        string expected = string.Format(CultureInfo.InvariantCulture, message, program);
        Assert.EndsWith(expected, error.Exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pwsh_that_is_too_old_is_told_before_it_is_started()
    {
        const string Engine = "System.Management.Automation.dll";
        string old = Path.Combine(Repository.Packages, "powershellstandard.library", "5.1.1", "lib", "netstandard2.0");
        File.Copy(Path.Combine(old, Engine), Path.Combine(_folder.FullName, Engine));
        Link("pwsh.dll", s_assembly);
        string program = Script("pwsh", "exit 9");
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

    private int ReadWrapper() =>
        int.Parse(File.ReadAllText(Path.Combine(_folder.FullName, "pid")), CultureInfo.InvariantCulture);

    private string Link(string name, string target) =>
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, name), target).FullName;

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

    private string[] Run(string executable) => Strings($"{Start} $args[0] | Receive-IpcWorker -Wait", executable);

    private string[] Strings(string script, string argument) =>
        [.. _shell.Run(script, argument).Select(static line => $"{line}")];
}
