using Ipc.Platform.Linux;

namespace Ipc.Tests.Peers;

/// <summary>
/// Ways to start a peer where pids, or start times, mean something else than here: as in a container that shares the
/// folder.
/// </summary>
internal static class PeerNamespace
{
    // A pid for the peer: sh is 1, and what it starts has the one after the last that was used.
    private const string WithPid = "echo $(($1 - 1)) >/proc/sys/kernel/ns_last_pid && shift && \"$@\"; exit $?";

    /// <summary>A peer with a pid namespace of its own, in which its pid is 1.</summary>
    public static PeerProcess Start() => Start("--mount-proc");

    /// <summary>The same, but with the /proc of this process, which tells it nothing of its own pids.</summary>
    public static PeerProcess StartWithForeignProc() => Start([]);

    /// <summary>A peer with a pid namespace of its own and this pid in it.</summary>
    public static PeerProcess StartAs(int pid)
    {
        CheckAllowed();
        PeerProcess peer = PeerProcess.Through([.. Unshare("--mount-proc"), "sh", "-c", WithPid, "sh", $"{pid}"]);
        Assert.Equal($"{pid}", peer.Ask("pid"));
        return peer;
    }

    /// <summary>A peer in the pid namespace of another one, but with the /proc of this process.</summary>
    public static PeerProcess StartBeside(PeerProcess other) =>
        PeerProcess.Through(["nsenter", "--target", $"{other.Pid}", "--pid"]);

    /// <summary>
    /// A peer whose clock since boot runs ahead by days, so that start times differ; its pids are those of this
    /// process.
    /// </summary>
    public static PeerProcess StartInAnotherTime()
    {
        string[] before = ["unshare", "--time", "--boottime", "1000000", "--fork", "--kill-child"];
        Skip.If(
            Libc.geteuid() != 0 || ProgramRun.Run(before[0], [.. before[1..], "true"]).ExitCode != 0,
            "This sandbox does not let anybody make a time namespace.");
        return PeerProcess.Through(before);
    }

    private static PeerProcess Start(params string[] options)
    {
        CheckAllowed();
        PeerProcess peer = PeerProcess.Through(Unshare(options));
        Assert.Equal("1", peer.Ask("pid"));
        return peer;
    }

    private static string[] Unshare(params string[] options) =>
        ["unshare", "--pid", "--fork", "--kill-child", .. options];

    private static void CheckAllowed() => Skip.If(
        Libc.geteuid() != 0 || ProgramRun.Run("unshare", [.. Unshare("--mount-proc")[1..], "true"]).ExitCode != 0,
        "This sandbox does not let anybody make a pid namespace.");
}
