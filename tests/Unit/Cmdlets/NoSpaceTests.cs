using Ipc.Native;

namespace Ipc.Tests.Cmdlets;

/// <summary>
/// What a user sees when the shared memory is used up: an error, with nothing lost, and everything works again when there is
/// room. In a process of its own, whose folder is a file system of one megabyte that nobody else sees.
/// </summary>
public class NoSpaceTests
{
    private const string Script = """
        Import-Module $args[0]
        $queue = New-IpcQueue
        $sent = 0
        do {
            Send-IpcQueue $queue ('x' * 10000) -ErrorVariable problem -ErrorAction SilentlyContinue
            if (-not $problem) { $sent++ }
        } until ($problem)
        "$($problem[0].FullyQualifiedErrorId) $($problem[0].CategoryInfo.Category)"
        Send-IpcQueue $queue ([byte[]]::new(5MB)) -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId
        New-IpcArray double 1000000 -ErrorVariable problem -ErrorAction SilentlyContinue
        $problem[0].FullyQualifiedErrorId
        $received = 0
        while ($queue.Count -gt 0) { if ((Receive-IpcQueue $queue).Length -eq 10000) { $received++ } }
        "all there: $($sent -gt 50 -and $received -eq $sent)"
        Send-IpcQueue $queue 'again'
        Receive-IpcQueue $queue
        """;

    [SkippableFact]
    public void A_full_file_system_is_an_error_and_loses_nothing()
    {
        Skip.If(Libc.geteuid() != 0, "Only root can make a small file system.");
        DirectoryInfo folder = Directory.CreateTempSubdirectory("ipc-small-");
        string script = Path.Combine(folder.FullName, "full.ps1");
        File.WriteAllText(script, Script);
        string home = Directory.CreateDirectory(Path.Combine(folder.FullName, "home")).FullName;
        try
        {
            (int exitCode, string output, string error) = ProgramRun.Run(
                "unshare", "-m", "sh", "-c",
                "mount -t tmpfs -o size=1m,mode=700 tmpfs \"$0\" || exit 99; IPC_HOME=\"$0\" exec dotnet \"$1\" \"$2\" \"$3\"",
                home, Repository.Host, script, Repository.Manifest);
            Skip.If(exitCode == 99, $"This sandbox does not let anybody mount: {error}");

            Assert.Equal("", error);
            Assert.Equal(
                [
                    "IpcNoSpace,Ipc.Commands.SendIpcQueueCommand ResourceUnavailable",
                    "IpcNoSpace,Ipc.Commands.SendIpcQueueCommand",
                    "IpcNoSpace,Ipc.Commands.NewIpcArrayCommand",
                    "all there: True",
                    "again",
                ],
                output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
