using System.Globalization;

namespace Ipc.Platform.Linux;

/// <summary>
/// What a worker has started: these processes are in the group that the worker leads, and those they started in turn,
/// as long as they do not leave it themselves, as a daemon does.
/// </summary>
internal static class ProcessGroup
{
    private const int SIGKILL = 9;
    private const int Rounds = 20;

    /// <summary>Makes this process the leader of a group of its own.</summary>
    public static void Lead() => _ = Libc.setpgid(0, 0);

    /// <summary>Ends the whole group of this process, this process included. Returns only if it leads none.</summary>
    public static void EndOwn()
    {
        if (Libc.getpgid(0) == Environment.ProcessId)
        {
            _ = Libc.kill(0, SIGKILL);
        }
    }

    /// <summary>Ends this process at once: no handlers, no finalizers, no waiting for threads.</summary>
    public static void ExitAtOnce(int exitCode) => Libc._exit(exitCode);

    /// <summary>Kills a living leader and its whole group at one moment.</summary>
    /// <returns>False if it leads no group (yet).</returns>
    public static bool Kill(int leader) => Libc.kill(-leader, SIGKILL) == 0;

    /// <summary>Kills a living leader and leaves its group.</summary>
    public static void KillLeader(int leader) => _ = Libc.kill(leader, SIGKILL);

    /// <summary>Kills all others in the group of a living leader.</summary>
    public static void KillOthers(int leader) => KillMembers(leader, leaderIsGone: false);

    /// <summary>Kills what a leader that has ended has left of its group.</summary>
    public static void KillRest(int leader) => KillMembers(leader, leaderIsGone: true);

    private static void KillMembers(int leader, bool leaderIsGone)
    {
        // A member may start another one while we look, so we look until there are none.
        for (int i = 0; i < Rounds; i++)
        {
            List<int> members = Members(leader);
            bool leaderIsThere = members.Remove(leader);
            if (members.Count == 0 || (leaderIsGone && leaderIsThere))
            {
                return; // None left; or the number of the group belongs to somebody else by now.
            }

            foreach (int member in members)
            {
                _ = Libc.kill(member, SIGKILL);
            }
        }
    }

    private static List<int> Members(int group)
    {
        List<int> members = [];
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && IsMember(pid, group))
            {
                members.Add(pid);
            }
        }

        return members;
    }

    // pid (name) state parent group ...; the name may hold anything. What has ended and is only not collected yet
    // counts as gone.
    private static bool IsMember(int pid, int group)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ', 4);
            return fields[0] is not ("Z" or "X") && int.Parse(fields[2], CultureInfo.InvariantCulture) == group;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // It ended while we looked.
        }
    }
}
