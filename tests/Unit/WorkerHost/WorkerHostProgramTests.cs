using System.Management.Automation;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.WorkerHost;

/// <summary>
/// The program that the workers of an application run in, as the module starts it: beside the module, with no
/// PowerShell assemblies of its own but those of its starter.
/// </summary>
public sealed class WorkerHostProgramTests : IDisposable
{
    private static readonly string s_program =
        Path.Combine(Repository.Root, "module", "bin", "host", "Ipc.WorkerHost.dll");

    private readonly HostedShell _shell = new();

    public void Dispose()
    {
        _shell.Run("Get-IpcWorker | Remove-IpcWorker -Force");
        _shell.Dispose();
    }

    [Fact]
    public void A_worker_runs_in_it_on_the_assemblies_and_native_libraries_of_its_starter()
    {
        Assert.Equal(
            [s_program, typeof(PSObject).Assembly.Location, "True"],
            Output("""
                [Environment]::GetCommandLineArgs()[0]
                [psobject].Assembly.Location
                (Get-Item /).User -eq 'root'
                """));
    }

    [Fact]
    public void What_the_script_starts_does_not_inherit_the_paths_but_a_worker_of_the_worker_finds_them()
    {
        Assert.Equal(
            ["0", typeof(PSObject).Assembly.Location],
            Output("""
                (sh -c env | Select-String IPC_HOST_).Count
                Start-IpcWorker { [psobject].Assembly.Location } | Receive-IpcWorker -Wait
                """));
    }

    [Fact]
    public void Without_the_module_it_says_what_is_missing()
    {
        string manifest = Path.Combine(Path.GetTempPath(), "no such folder", "Ipc.psd1");
        (int exitCode, string output, string error) = ProgramRun.Run(RealPwsh.Dotnet, s_program, manifest, "channel");

        Assert.Contains("Ipc.Cmdlets.dll' was not found", error, StringComparison.Ordinal);
        Assert.Equal((70, ""), (exitCode, output));
    }

    [Fact]
    public void Started_by_hand_it_says_who_starts_it()
    {
        (int exitCode, string output, string error) = ProgramRun.Run(RealPwsh.Dotnet, s_program, "script.ps1");

        Assert.Contains("Start-IpcWorker", error, StringComparison.Ordinal);
        Assert.Equal((64, ""), (exitCode, output));
    }

    private IEnumerable<string> Output(string script) =>
        _shell.Run($"Start-IpcWorker {{ {script} }} | Receive-IpcWorker -Wait").Select(static line => $"{line}");
}
