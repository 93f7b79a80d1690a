using System.Globalization;
using Ipc.Platform.Linux;

namespace Ipc;

/// <summary>Who holds a lock, or permits of a semaphore, at one moment.</summary>
public sealed class IpcHolder
{
    internal IpcHolder()
    {
    }

    /// <summary>The process; null for one of another pid namespace (container), whose id means nothing here.</summary>
    public int? ProcessId { get; internal init; }

    /// <summary>
    /// What the process is called: the name of a worker; else that of its program, or of the assembly that
    /// <c>dotnet</c> runs, such as <c>pwsh</c>. Null when it is not known.
    /// </summary>
    public string? ProcessName { get; internal init; }

    /// <summary>
    /// Who within the process: the number of the managed thread, or in PowerShell that of the runspace, below zero.
    /// Null for permits, which belong to the process, and when it is not known.
    /// </summary>
    public long? Owner { get; internal init; }

    /// <summary>
    /// The id of the runspace within the process, as Get-Runspace shows it there; null when the owner is none.
    /// </summary>
    public int? Runspace => Owner is < 0 and >= -int.MaxValue ? (int)-Owner : null;

    /// <summary>
    /// Since when the lock is held; null for permits, and where nobody noted it: PowerShell does, other programs only
    /// if they ask for it (<see cref="IpcHosting.NotesLockTimes"/>). Wrong by a multiple of 49.7 days after that time.
    /// </summary>
    public DateTime? Since { get; internal init; }

    /// <summary>
    /// How often it has entered and not left yet: more than once in a recursive lock, and as often as it has permits.
    /// </summary>
    public int Times { get; internal init; }

    /// <summary>Which lock of a lock set it is; null for any other object.</summary>
    public int? LockIndex { get; internal init; }

    /// <summary>The process in a few words: <c>pwsh (123)</c>.</summary>
    internal string Process =>
        ProcessId is { } id ? $"{ProcessName ?? "process"} ({id})" : "a process of another container";

    /// <inheritdoc/>
    public override string ToString()
    {
        string index = LockIndex is { } number ? $"lock {number}: " : "";
        string runspace = Runspace is { } id ? $", runspace {id}" : "";
        string since = Since is { } time ? $", since {time.ToString("T", CultureInfo.CurrentCulture)}" : "";
        string times = Times > 1 ? $", {Times} times" : "";
        return index + Process + runspace + since + times;
    }
}
