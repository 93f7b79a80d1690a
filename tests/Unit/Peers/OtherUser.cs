using System.Runtime.InteropServices;
using Ipc.Platform.Linux;

namespace Ipc.Tests.Peers;

/// <summary>
/// Users of the system that are not the one of this test: numbers without an account. Only root can become another
/// user, so tests that need one are skipped for everybody else.
/// </summary>
internal sealed class OtherUser(int id) : IDisposable
{
    /// <summary>Who tries to get at what is not theirs.</summary>
    public const int Stranger = 60_002;

    private readonly List<string> _folders = [];

    public int Id { get; } = id;

    private string[] Prefix => ["setpriv", $"--reuid={Id}", $"--regid={Id}", "--clear-groups"];

    public static OtherUser Become(int id = Stranger)
    {
        Skip.If(Libc.geteuid() != 0, "Only root can become another user.");
        return new OtherUser(id);
    }

    /// <summary>A folder that belongs to this user.</summary>
    public string MakeFolder(string? path = null, UnixFileMode mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute)
    {
        path ??= $"/tmp/ipc-user-{Id}-{Guid.NewGuid():N}";
        Directory.CreateDirectory(path);
        _folders.Add(path);
        File.SetUnixFileMode(path, mode);
        Assert.Equal(0, Core.FileOwner.Change(path, Id));
        return path;
    }

    /// <summary>Runs a line of shell as this user: its exit code, and all it said.</summary>
    public (int ExitCode, string Text) Shell(string line, params string[] arguments)
    {
        (int exitCode, string output, string error) = ProgramRun.Run(Prefix[0], [.. Prefix[1..], "sh", "-c", line, "sh", .. arguments]);
        return (exitCode, output + error);
    }

    /// <summary>A peer that runs as this user, with this folder for shared memory; null for its own default.</summary>
    public PeerProcess Start(string? home)
    {
        string program = CopyProgram();
        (int exitCode, string text) = Shell("dotnet --list-runtimes");
        Skip.If(exitCode != 0, $"Another user cannot run dotnet here: {text}");
        return PeerProcess.Through(
            Prefix,
            new Dictionary<string, string?> { ["IPC_HOME"] = home, ["HOME"] = _folders[^1], ["XDG_RUNTIME_DIR"] = null },
            program);
    }

    public void Dispose() => _folders.ForEach(folder => Directory.Delete(folder, recursive: true));

    // Where the peer was built may be closed to others.
    private string CopyProgram()
    {
        string folder = MakeFolder();
        string built = Path.GetDirectoryName(PeerProcess.Program)!;
        foreach (string file in Directory.EnumerateFiles(built))
        {
            string copy = Path.Combine(folder, Path.GetFileName(file));
            File.Copy(file, copy);
            File.SetUnixFileMode(copy, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
            Assert.Equal(0, Core.FileOwner.Change(copy, Id));
        }

        return Path.Combine(folder, Path.GetFileName(PeerProcess.Program));
    }
}
