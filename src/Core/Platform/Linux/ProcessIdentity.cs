using System.Globalization;

namespace Ipc.Platform.Linux;

/// <summary>
/// Names one process for ever: the pid, and the moment it started, since pids are used again. The namespace says
/// whether both mean the same here as for the one who wrote them.
/// </summary>
/// <param name="Pid">The process id in its own namespace.</param>
/// <param name="StartTime">Clock ticks after boot at which it started; 0 when not known.</param>
/// <param name="PidNamespace">
/// Inode of its pid namespace, changed where a time namespace gives start times another meaning;
/// <see cref="NoNamespace"/> where /proc does not speak of it.
/// </param>
internal readonly record struct ProcessIdentity(int Pid, ulong StartTime, uint PidNamespace)
{
    /// <summary>
    /// The namespace of a process to which no pid means anything, its own included: its file lock alone tells that it
    /// lives.
    /// </summary>
    internal const uint NoNamespace = 1;

    private const uint FirstTimeNamespace = 0xEFFFFFFA; // The system's own, the same on every Linux.

    public static ProcessIdentity Current => Own.Identity;

    /// <summary>Whether its pid means anything in this process.</summary>
    public bool IsVisible => PidNamespace == Current.PidNamespace && PidNamespace != NoNamespace;

    /// <summary>
    /// Whether the process still exists, as the operating system says. A paused process is alive; a zombie is not.
    /// Only for a process that <see cref="IsVisible"/>.
    /// </summary>
    public bool IsAlive() =>
        TryReadStat(Pid, out ulong start, out char state)
        && (StartTime == 0 || start == 0 || start == StartTime)
        && (state is not ('Z' or 'X') || PeerWatcher.HasOtherThreads(Pid));

    /// <summary>What the process is called; null when it has ended, or its pid means nothing here.</summary>
    public string? ReadName() => IsVisible ? ProcessName.Read(Pid) : null;

    /// <summary>The identity of a running process; null if there is none of that pid.</summary>
    public static ProcessIdentity? Of(int pid) =>
        TryReadStat(pid, out ulong start, out char state) && state is not ('Z' or 'X')
            ? new ProcessIdentity(pid, start, Current.PidNamespace)
            : null;

    private static ProcessIdentity ReadCurrent()
    {
        int pid = Environment.ProcessId;

        // A /proc of another pid namespace, or none: what it says of a pid is about another process.
        if (new FileInfo("/proc/self").LinkTarget != pid.ToString(CultureInfo.InvariantCulture))
        {
            return new ProcessIdentity(pid, 0, NoNamespace);
        }

        TryReadStat(pid, out ulong start, out _);
        uint time = InodeOf("time");
        uint space = InodeOf("pid") ^ (time is 0 or FirstTimeNamespace ? 0 : time << 1);
        return new ProcessIdentity(pid, start, space == 0 ? NoNamespace : space);
    }

    private static uint InodeOf(string space)
    {
        // pid:[4026531836]
        string target = new FileInfo($"/proc/self/ns/{space}").LinkTarget ?? "";
        ReadOnlySpan<char> digits = target.AsSpan(target.IndexOf('[', StringComparison.Ordinal) + 1).TrimEnd(']');
        return (uint)(ulong.TryParse(digits, CultureInfo.InvariantCulture, out ulong inode) ? inode : 0);
    }

    // What could not be read though the process may be there (no descriptor was left) is not known: start 0, state '?'.
    private static bool TryReadStat(int pid, out ulong startTime, out char state)
    {
        startTime = 0;
        state = '?';
        string text;
        try
        {
            text = File.ReadAllText($"/proc/{pid}/stat");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or { HResult: Errno.ESRCH })
        {
            return false; // Gone, at the latest between the opening and the reading.
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }

        // The second field is the program's name in parentheses and may itself hold any character.
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        state = fields[0][0];
        return ulong.TryParse(fields[19], CultureInfo.InvariantCulture, out startTime);
    }

    // Read when first asked for. Not by Lazy<T>, whose code for a type by value is compiled anew in every process.
    private static class Own
    {
        public static readonly ProcessIdentity Identity = ReadCurrent();
    }
}
