using Ipc.Inspection;
using Ipc.Platform.Linux;

namespace Ipc;

/// <summary>
/// A cycle of processes, or of threads or runspaces in them, each of which holds a lock and waits for the lock that the
/// next one holds. None of them goes on unless one gives up (its time-out passes, it is stopped) or ends.
/// </summary>
/// <remarks>
/// An owner is taken to be one line of execution, as a thread and a runspace are. A wait with a time-out counts as
/// long as it lasts.
/// </remarks>
public sealed class IpcDeadlock
{
    internal IpcDeadlock()
    {
    }

    /// <summary>Who takes part: each waits for what the next holds, the last for what the first holds.</summary>
    public IReadOnlyList<IpcDeadlockMember> Members { get; internal init; } = [];

    /// <summary>
    /// Looks for deadlocks among all locks of this user, those of values, arrays and conditions included. Nothing is
    /// opened, and nobody is disturbed. What is found was true at one moment: no cycle is reported that only seems to
    /// be one because things moved meanwhile.
    /// </summary>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AccessDenied"/> when the folder is not safe to use.
    /// </exception>
    public static IReadOnlyList<IpcDeadlock> Find() => DeadlockFinder.Find(RegionFolder.Default);

    /// <summary>One clause for each member: who holds what, and waits for what.</summary>
    public override string ToString()
    {
        bool sameProcess = Members.Select(member => member.Holder.Process).Distinct().Count() < Members.Count;
        return string.Join("; ", Members.Select(member => sameProcess ? member.DescribeOwner() : member.ToString()));
    }
}
