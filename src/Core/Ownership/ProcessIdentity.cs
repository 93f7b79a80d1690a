using System.Globalization;

namespace Ipc.Ownership;

/// <summary>
/// Names one process for ever: the pid, and the moment it started, since pids are used again. The namespace says
/// whether the pid means the same here as for the one who wrote it.
/// </summary>
/// <param name="Pid">The process id in its own namespace.</param>
/// <param name="StartTime">Clock ticks after boot at which it started; 0 when not known yet.</param>
/// <param name="PidNamespace">Inode of its pid namespace.</param>
internal readonly record struct ProcessIdentity(int Pid, ulong StartTime, uint PidNamespace)
{
    private static readonly Lazy<ProcessIdentity> s_current = new(ReadCurrent);

    public static ProcessIdentity Current => s_current.Value;

    /// <summary>Whether its pid means anything in this process.</summary>
    public bool IsVisible => PidNamespace == Current.PidNamespace;

    /// <summary>
    /// Whether the process still exists, as the operating system says. A paused process is alive; a zombie is not.
    /// Only for a process that <see cref="IsVisible"/>.
    /// </summary>
    public bool IsAlive() =>
        TryReadStat(Pid, out ulong start, out char state)
        && (StartTime == 0 || start == StartTime)
        && (state is not ('Z' or 'X') || PeerWatcher.HasOtherThreads(Pid));

    /// <summary>
    /// What the process is called, as <c>ps</c> shows it; null when it has ended, or its pid means nothing here.
    /// </summary>
    public string? ReadName()
    {
        try
        {
            return IsVisible ? File.ReadAllText($"/proc/{Pid}/comm").TrimEnd('\n') : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The identity of a running process; null if there is none of that pid.</summary>
    public static ProcessIdentity? Of(int pid) =>
        TryReadStat(pid, out ulong start, out char state) && state is not ('Z' or 'X')
            ? new ProcessIdentity(pid, start, Current.PidNamespace)
            : null;

    private static ProcessIdentity ReadCurrent()
    {
        TryReadStat(Environment.ProcessId, out ulong start, out _);
        string link = File.ResolveLinkTarget("/proc/self/ns/pid", false)?.Name ?? "";
        string digits = new(link.Where(char.IsAsciiDigit).ToArray());
        uint space = (uint)(ulong.TryParse(digits, CultureInfo.InvariantCulture, out ulong inode) ? inode : 0);
        return new ProcessIdentity(Environment.ProcessId, start, space);
    }

    private static bool TryReadStat(int pid, out ulong startTime, out char state)
    {
        startTime = 0;
        state = '?';
        string text;
        try
        {
            text = File.ReadAllText($"/proc/{pid}/stat");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false; // Gone, at the latest between the opening and the reading.
        }

        // The second field is the program's name in parentheses and may itself hold any character.
        string[] fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
        state = fields[0][0];
        return ulong.TryParse(fields[19], CultureInfo.InvariantCulture, out startTime);
    }
}
