using Ipc.Regions;

namespace Ipc;

/// <summary>The rules of every kind whose payload is a lock, with or without data behind it.</summary>
internal sealed class LockRules : RegionRules
{
    public static readonly LockRules Instance = new();

    public override void WakeEveryone(Region region)
    {
        region.Mutex.WakeAll();
        new LockCell(region, RegionLayout.PayloadAt).WakeAll();
    }

    public override void Recover(Region region, int slot, uint participant)
    {
        LockWaiters.Recover(region, participant);
        new LockCell(region, RegionLayout.PayloadAt).Recover(participant);
    }
}
