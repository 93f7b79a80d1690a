using Ipc.Regions;

namespace Ipc;

/// <summary>The rules of lock sets: those of a lock, for each of them.</summary>
internal sealed class LockSetRules : RegionRules
{
    public static readonly LockSetRules Instance = new();

    public override void WakeEveryone(Region region)
    {
        region.Mutex.WakeAll();
        int count = LockSetCells.CountIn(region);
        for (int i = 0; i < count; i++)
        {
            CellOf(region, i).WakeAll();
        }
    }

    public override void Recover(Region region, int slot, uint participant)
    {
        LockWaiters.Recover(region, participant);
        int count = LockSetCells.CountIn(region);
        for (int i = 0; i < count; i++)
        {
            CellOf(region, i).Recover(participant);
        }
    }

    /// <summary>Whether an owner of this process holds any of them.</summary>
    public static bool IsAnyHeldBy(Region region, long owner)
    {
        int count = LockSetCells.CountIn(region);
        for (int i = 0; i < count; i++)
        {
            if (CellOf(region, i).IsHeldBy(owner))
            {
                return true;
            }
        }

        return false;
    }

    private static LockCell CellOf(Region region, int index) => new(region, LockSetCells.At(index), index);
}
