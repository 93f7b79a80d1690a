using Ipc.Platform.Linux;

namespace Ipc.Primitives;

/// <summary>Who holds a lock or waits for it, anywhere on the machine.</summary>
/// <param name="Process">The process, for ever.</param>
/// <param name="Owner">Who within it; 0 when that is not known.</param>
internal readonly record struct LockOwner(ProcessIdentity Process, long Owner)
{
    /// <summary>The same for a user.</summary>
    /// <param name="times">How often it has entered.</param>
    /// <param name="since">Since when it holds the lock; null when nobody noted it.</param>
    /// <param name="index">Which lock of a lock set; null for any other object.</param>
    public IpcHolder ToHolder(int times, DateTime? since, int? index = null) => new()
    {
        ProcessId = Process.IsVisible ? Process.Pid : null,
        ProcessName = Process.ReadName(),
        Owner = Owner == 0 ? null : Owner,
        Since = since,
        Times = times,
        LockIndex = index,
    };
}
