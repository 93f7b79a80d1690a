using System.Runtime.CompilerServices;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>What a semaphore is; see <see cref="IpcSemaphore"/> for the words.</summary>
internal sealed class SemaphoreDescriptor : ObjectDescriptor<IpcSemaphore, IpcSemaphoreSpec>
{
    public static readonly SemaphoreDescriptor Instance = new();

    public override IpcKind Kind => IpcKind.Semaphore;

    public override IReadOnlyList<string> ParameterNames => ["InitialCount", "MaximumCount", "Signal"];

    public override int SleeperAt(long word) => word == IpcSemaphore.WaitAt ? SleeperCounts.ToReceive : -1;

    public override void WakeEveryone(Region region)
    {
        region.Mutex.WakeAll();
        EventCount.WakeAll(region.Word(IpcSemaphore.WaitAt));
    }

    public override void Recover(Region region, int slot, uint participant)
    {
        region.Held(slot).Value = 0;
        Repair(region);
    }

    public override void Repair(Region region)
    {
        uint held = 0;
        for (int slot = 0; slot < region.SlotLimit; slot++)
        {
            held += region.Held(slot).Value;
        }

        uint total = region.Word(IpcSemaphore.TotalAt).Value;
        region.Word(IpcSemaphore.AvailableAt).Value = total > held ? total - held : 0;
    }

    public override ObjectFacts Read(in RegionView view)
    {
        List<IpcHolder> holders = [];
        for (int slot = 0; slot < view.Participants.Count; slot++)
        {
            if (view.Participants.HeldAt(slot) is > 0 and var permits && view.Participants.IsHeld(slot))
            {
                holders.Add(new LockOwner(view.Participants.ProcessAt(slot), 0).ToHolder((int)permits, null));
            }
        }

        return new ObjectFacts
        {
            Count = view.U32(IpcSemaphore.AvailableAt),
            Capacity = view.Header.Parameter(1) == 0 ? null : (long)view.Header.Parameter(1),
            HeldBy = holders,
            Details = view.Header.Parameter(2) != 0 ? "signals" : ObjectFacts.HeldByWords(holders),
        }.WithSleepers(view);
    }

    protected override RegionPlan Plan(IpcSemaphoreSpec spec)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(spec.InitialCount);
        ArgumentOutOfRangeException.ThrowIfNegative(spec.MaximumCount);
        if (spec.MaximumCount > 0 && spec.InitialCount > spec.MaximumCount)
        {
            throw new ArgumentOutOfRangeException(
                nameof(spec), spec.InitialCount, "The initial count cannot be above the maximum, "
                    + $"{spec.MaximumCount}.");
        }

        return new RegionPlan([(ulong)spec.InitialCount, (ulong)spec.MaximumCount, spec.Signal ? 1ul : 0]);
    }

    protected override void Initialise(Region region, IpcSemaphoreSpec spec)
    {
        region.Word(IpcSemaphore.TotalAt).Value = (uint)spec.InitialCount;
        region.Word(IpcSemaphore.AvailableAt).Value = (uint)spec.InitialCount;
    }

    protected override IpcSemaphore Wrap(Region region, byte part, IMessageEncoding? encoding) => new(region);

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
