using System.Runtime.InteropServices;
using Ipc.Ownership;

namespace Ipc.Regions;

/// <summary>A living thread that waits for a lock, as the bytes of the object say; see <see cref="LockWaiters"/> for the words.</summary>
/// <param name="Who">Who waits.</param>
/// <param name="Index">For which lock of a lock set; -1 for the only one.</param>
internal readonly record struct LockWaiterView(LockOwner Who, int Index)
{
    /// <summary>All of them that there are in an object which carries locks.</summary>
    public static List<LockWaiterView> ReadAll(in ParticipantTable participants, ReadOnlySpan<byte> page, in RegionHeader header)
    {
        bool isSet = header.Kind == IpcKind.LockSet;
        List<LockWaiterView> waiters = [];
        for (int place = 0; place < LockWaiters.Most; place++)
        {
            // SYNC POINT lock-set-waiter: whose owner is there, its number was there before. What is read here while it changes can be a
            // mixture, which a second look does not show again.
            ulong word = MemoryMarshal.Read<ulong>(page[(LockWaiters.At + (place * sizeof(ulong)))..]);
            if (word != 0 && participants.Find(LockWaiters.ParticipantOf(word)) is { } process)
            {
                LockOwner who = new(process, LockWaiters.OwnerOf(word));
                waiters.Add(new(who, isSet ? MemoryMarshal.Read<int>(page[(LockWaiters.IndexesAt + (place * sizeof(uint)))..]) : -1));
            }
        }

        return waiters;
    }
}
