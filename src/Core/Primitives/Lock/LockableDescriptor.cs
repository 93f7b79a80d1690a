using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>What the kinds have in common whose payload is a lock, with or without data behind it.</summary>
/// <typeparam name="T">The kind's class.</typeparam>
/// <typeparam name="TSpec">What it is made of.</typeparam>
internal abstract class LockableDescriptor<T, TSpec> : ObjectDescriptor<T, TSpec>
    where T : IpcObject
    where TSpec : IpcSpec
{
    public override void WakeEveryone(Region region)
    {
        region.Mutex.WakeAll();
        CellOf(region).WakeAll();
    }

    public override void Recover(Region region, int slot, uint participant)
    {
        LockWaiters.Recover(region, participant);
        CellOf(region).Recover(participant);
    }

    public override bool IsLockHeldBy(Region region, long owner) => CellOf(region).IsHeldBy(owner);

    public override IReadOnlyList<LockView> ReadLocks(in RegionView view, int? index) =>
        HasLock(view) ? [LockView.Of(view)] : [];

    public override ObjectFacts Read(in RegionView view)
    {
        if (!HasLock(view))
        {
            return new ObjectFacts { Details = DescribeLock(view) };
        }

        LockView seen = LockView.Of(view);
        IReadOnlyList<IpcHolder> holders = seen.Holder is { } holder ? [holder.ToHolder(seen.Depth, seen.Since)] : [];
        return new ObjectFacts
        {
            HeldBy = holders,
            Waiters = [.. seen.Waiters.Select(waiter => waiter.Process)],
            Details = ObjectFacts.Words(DescribeLock(view), DescribeHolder(view, holders, seen.Waiters.Count)),
        };
    }

    /// <summary>Whether the object was made with its lock.</summary>
    protected virtual bool HasLock(in RegionView view) => true;

    /// <summary>What else there is to say of the object, before who holds its lock.</summary>
    protected virtual string DescribeLock(in RegionView view) => "";

    /// <summary>Who holds the lock, and how many wait for it.</summary>
    protected virtual string DescribeHolder(in RegionView view, IReadOnlyList<IpcHolder> holders, int waiters) =>
        view.U32(RegionLayout.PayloadAt) == 0 ? ""
        : holders.Count == 0 ? "abandoned"
        : waiters == 0 ? ObjectFacts.HeldByWords(holders)
        : $"{ObjectFacts.HeldByWords(holders)}, {waiters} waiting";

    protected static LockCell CellOf(Region region) => new(region, RegionLayout.PayloadAt);
}
