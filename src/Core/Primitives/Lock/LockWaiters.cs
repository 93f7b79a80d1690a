using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>
/// Who sleeps for the lock of an object: for telling a user, and for finding deadlocks. The lock itself never looks at
/// it.
/// </summary>
/// <remarks>
/// <para>The last 512 bytes of the first page are 64 words of 8 bytes, one a waiting thread: the participant id of its
/// process in the high 28 bits, its owner token in the low 36. The word is nobody's when it is 0, or when the id is
/// stale. So what a killed process left means nothing, and a thread that comes too late, when its process has left
/// already, does no harm.</para>
/// <para>A thread announces itself when it has looked and spun in vain and is about to sleep, by one compare-and-swap
/// of a free word, and takes that back by another when it ends, in whichever way, and before it writes its token into
/// the lock: so nobody ever stands there as holder and as waiter. Where all words are taken it is not shown; it waits
/// as well.</para>
/// <para>In a lock set the 64 words of 4 bytes in front of them say for which of its locks each waits. They belong to
/// who has the word of 8 bytes: it first takes that with owner 0, whom nobody looks for, then writes the number, then
/// its owner.</para>
/// <para>Deaths: recovery clears the words of the dead; until then their id tells. Dying before or after either swap
/// leaves nothing else behind.</para>
/// </remarks>
internal static class LockWaiters
{
    public const int At = RegionLayout.PageSize - (Most * sizeof(ulong)); // 3,584
    public const int Most = 64;
    public const int IndexesAt = At - (Most * sizeof(uint)); // 3,328, in lock sets only

    private const int OwnerBits = 36;

    /// <summary>Shows that an owner within this process waits.</summary>
    /// <param name="region">The object.</param>
    /// <param name="owner">Who waits.</param>
    /// <param name="index">For which lock of a set; -1 for the only one.</param>
    /// <param name="place">Which of the words says so; -1 when none was free.</param>
    /// <returns>The word that says so, for <see cref="Withdraw"/>.</returns>
    public static ulong Announce(Region region, long owner, int index, out int place)
    {
        ulong word = WordOf(region.Me, owner);
        ulong claim = index < 0 ? word : WordOf(region.Me, 0);
        int first = region.MySlot;
        for (int i = 0; i < Most; i++)
        {
            place = (first + i) % Most;
            Cell64 cell = CellAt(region, place);
            ulong seen = cell.Value;
            if ((seen == 0 || region.IsDead(ParticipantOf(seen))) && cell.TrySet(seen, claim))
            {
                if (index >= 0)
                {
                    // SYNC POINT lock-set-waiter: the number is written before the owner to whom it belongs.
                    CrashPoint.Reach(CrashStep.LockWaiterClaimed);
                    region.Word(IndexesAt + (place * sizeof(uint))).Value = (uint)index;
                    cell.TrySet(claim, word);
                }

                CrashPoint.Reach(CrashStep.LockWaiterAnnounced);
                return word;
            }
        }

        place = -1;
        return word;
    }

    /// <summary>Takes back what <see cref="Announce"/> has shown.</summary>
    public static void Withdraw(Region region, ulong word, int place)
    {
        if (place >= 0)
        {
            CellAt(region, place).TrySet(word, 0);
            CrashPoint.Reach(CrashStep.LockWaiterWithdrawn);
        }
    }

    /// <summary>Clears what a dead or leaving participant has left. Inside the region's mutex.</summary>
    public static void Recover(Region region, uint participant)
    {
        for (int place = 0; place < Most; place++)
        {
            Cell64 cell = CellAt(region, place);
            ulong seen = cell.Value;
            if (seen != 0 && ParticipantOf(seen) == participant)
            {
                cell.TrySet(seen, 0);
            }
        }
    }

    public static uint ParticipantOf(ulong word) => (uint)(word >> OwnerBits);

    /// <summary>
    /// The owner that a word names within its process; 0 when its number was too large to be written there.
    /// </summary>
    public static long OwnerOf(ulong word) => (long)(word << (64 - OwnerBits)) >> (64 - OwnerBits);

    /// <summary>The owner as it can be announced, and so compared: 0 when it has more than 36 bits.</summary>
    public static long Comparable(long owner) => OwnerOf((ulong)owner) == owner ? owner : 0;

    /// <summary>All living threads that wait, as the bytes of an object say which carries locks.</summary>
    /// <param name="view">The object.</param>
    /// <param name="ofSet">Whether it is a lock set, where each waiter has a number beside its word.</param>
    public static List<LockWaiter> ReadAll(in RegionView view, bool ofSet = false)
    {
        List<LockWaiter> waiters = [];
        for (int place = 0; place < Most; place++)
        {
            // SYNC POINT lock-set-waiter: whose owner is there, its number was there before. What is read here while it
            // changes can be a mixture, which a second look does not show again.
            ulong word = view.U64(At + (place * sizeof(ulong)));
            if (word != 0 && view.Participants.Find(ParticipantOf(word)) is { } process)
            {
                int index = ofSet ? (int)view.U32(IndexesAt + (place * sizeof(uint))) : -1;
                waiters.Add(new LockWaiter(new LockOwner(process, OwnerOf(word)), index));
            }
        }

        return waiters;
    }

    private static ulong WordOf(uint participant, long owner) =>
        ((ulong)participant << OwnerBits) | ((ulong)Comparable(owner) & ((1ul << OwnerBits) - 1));

    private static Cell64 CellAt(Region region, int place) => region.Long(At + (place * sizeof(ulong)));
}
