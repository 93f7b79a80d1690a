using Ipc.Platform.Linux;
using Ipc.Tests.Hosting;

namespace Ipc.Tests.Cmdlets;

/// <summary>
/// Workers of a real pwsh: of the one that the tests use, and of the .NET tool, whose process is a <c>dotnet</c>.
/// </summary>
public sealed class PwshCallerTests : IDisposable
{
    private readonly string _script = Path.GetTempFileName() + ".ps1";

    private static readonly string[][] s_programs =
    [
        .. new[] { RealPwsh.Command, [RealPwsh.Dotnet, PwshTool.Find(Repository.Root, Repository.Packages)] }
            .DistinctBy(static command => string.Join(' ', command)),
    ];

    // That of the tool starts slowly.
    public static TheoryData<string[]> Programs => [.. Turns.Of(s_programs, 2, 0)];

    public void Dispose() => File.Delete(_script);

    [Theory]
    [MemberData(nameof(Programs))]
    [Trait("Category", Turns.Category)]
    public void A_worker_is_the_very_same_pwsh(string[] pwsh)
    {
        string[] said = Run(pwsh, """
            $program = { "$([Environment]::ProcessPath) $([Environment]::GetCommandLineArgs()[0]) $PSHOME" }
            & $program
            Start-IpcWorker $program | Receive-IpcWorker -Wait
            Start-IpcWorker -ArgumentList "$program" {
                Start-IpcWorker ([scriptblock]::Create($args[0])) | Receive-IpcWorker -Wait
            } | Receive-IpcWorker -Wait
            Start-IpcWorker $program -Executable $PSHOME/pwsh | Receive-IpcWorker -Wait
            1 | Invoke-IpcParallel $program
            """);
        Assert.Equal(5, said.Length);
        Assert.Equal(pwsh[^1], said[0].Split(' ')[1], StringComparer.Ordinal);
        Assert.All(said, line => Assert.Equal(said[0], line));
    }

    [Theory]
    [MemberData(nameof(Programs))]
    [Trait("Category", Turns.Category)]
    public void Who_holds_something_is_called_pwsh_or_by_the_name_of_the_worker(string[] pwsh)
    {
        Assert.Equal(
            ["pwsh", "Counter", "2", "left 0"],
            Run(pwsh, """
                $lock, $held = (New-IpcLock), (New-IpcEvent)
                Enter-IpcLock $lock
                (Get-IpcObject $lock.Id).HeldBy.ProcessName
                Exit-IpcLock $lock
                $worker = Start-IpcWorker -Name Counter {
                    Enter-IpcLock $using:lock
                    Set-IpcEvent $using:held
                    Wait-IpcEvent (New-IpcEvent)
                }
                Wait-IpcEvent $held
                $holder = (Get-IpcObject $lock.Id).HeldBy
                $holder.ProcessName
                ($holder.ProcessId, $worker.ProcessId | Group-Object).Count
                $worker | Stop-IpcWorker
                $left = Start-IpcWorker { (sh -c env | Select-String IPC_PROCESS_NAME).Count }
                "left $($left | Receive-IpcWorker -Wait)"
                """));
    }

    private string[] Run(string[] pwsh, string script)
    {
        File.WriteAllText(_script, $"Import-Module '{Repository.Manifest}'\n{script}");
        (int exitCode, string output, string error) =
            ProgramRun.Run(pwsh[0], [.. pwsh[1..], "-NoProfile", "-File", _script]);
        Assert.Equal((0, ""), (exitCode, error));
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
