using System.Runtime.CompilerServices;
using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>What a lock set is: a lock, for each of them.</summary>
internal sealed class LockSetDescriptor : ObjectDescriptor<IpcLockSet, IpcLockSetSpec>
{
    public static readonly LockSetDescriptor Instance = new();

    public override IpcKind Kind => IpcKind.LockSet;

    public override string Name => "lock set";

    public override IReadOnlyList<string> ParameterNames => ["Recursive", "Count"];

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

    public override bool IsLockHeldBy(Region region, long owner)
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

    // Those for which somebody waits; nobody else's matter.
    public override IReadOnlyList<LockView> ReadLocks(in RegionView view, int? index)
    {
        List<LockView> locks = [];
        Span<byte> cell = stackalloc byte[LockCell.Size];
        foreach (IGrouping<int, LockWaiter> waiters in LockWaiters.ReadAll(view, ofSet: true).GroupBy(waiter => waiter.Index))
        {
            int number = waiters.Key;
            if ((index ?? number) == number && LockSetCells.TryRead(view, number, cell))
            {
                locks.Add(new LockView(view, LockWords.Read(cell), waiters.Select(waiter => waiter.Who))
                {
                    Id = LockSetCells.IdOf(view.Header.Name, number),
                    Kind = IpcKind.Lock,
                    Index = number,
                });
            }
        }

        return locks;
    }

    public override ObjectFacts Read(in RegionView view)
    {
        List<IpcHolder> holders = LockSetCells.ReadHolders(view);
        List<LockWaiter> waiters = LockWaiters.ReadAll(view, ofSet: true);
        return new ObjectFacts
        {
            Count = (long)view.Header.Parameter(1),
            Capacity = (long)view.Header.Parameter(1),
            HeldBy = holders,
            Waiters = [.. waiters.Select(waiter => waiter.Who.Process)],
            Details = ObjectFacts.Words(
                view.Header.Parameter(0) != 0 ? "recursive" : "",
                ObjectFacts.Some(holders.Count, "held"),
                ObjectFacts.Some(waiters.Count, "waiting")),
        };
    }

    protected override RegionPlan Plan(IpcLockSetSpec spec)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(spec.Count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(spec.Count, IpcLockSet.MaximumCount);
        return new RegionPlan([spec.Recursive ? 1ul : 0, (ulong)spec.Count], (long)spec.Count * LockSetCells.Stride);
    }

    protected override IpcLockSet Wrap(Region region, byte part, IMessageEncoding? encoding) => new(region);

    private static LockCell CellOf(Region region, int index) => new(region, LockSetCells.At(index), index);

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
