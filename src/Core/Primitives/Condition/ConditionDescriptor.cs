using System.Runtime.CompilerServices;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>
/// What a condition is: a lock, and who waits to be notified; see <see cref="IpcCondition"/> for the words.
/// </summary>
internal sealed class ConditionDescriptor : LockableDescriptor<IpcCondition, IpcConditionSpec>
{
    public static readonly ConditionDescriptor Instance = new();

    public override IpcKind Kind => IpcKind.Condition;

    public override IReadOnlyList<string> ParameterNames => ["Lock"];

    public override void WakeEveryone(Region region)
    {
        base.WakeEveryone(region);
        EventCount.WakeAll(region.Word(IpcCondition.WaitAt));
    }

    public override void Recover(Region region, int slot, uint participant)
    {
        base.Recover(region, slot, participant);
        region.Held(slot).Value = 0;
        Repair(region);
    }

    public override void Repair(Region region)
    {
        uint waiting = 0;
        for (int slot = 0; slot < region.SlotLimit; slot++)
        {
            waiting += region.Held(slot).Value;
        }

        region.Word(IpcCondition.WaitingAt).Value = waiting;
        Cell32 grants = region.Word(IpcCondition.GrantsAt);
        grants.Value = Math.Min(grants.Value, waiting);
    }

    public override ObjectFacts Read(in RegionView view)
    {
        ObjectFacts facts = base.Read(view);
        return facts with
        {
            Count = view.U32(IpcCondition.WaitingAt),
            Waiters = [.. facts.Waiters, .. view.Participants.ReadThreads(phase: null)],
        };
    }

    protected override bool HasLock(in RegionView view) => view.Header.Parameter(0) == 0;

    protected override string DescribeLock(in RegionView view) => HasLock(view) ? "" : LockLink.Describe(view);

    protected override string DescribeHolder(in RegionView view, IReadOnlyList<IpcHolder> holders, int waiters) =>
        base.DescribeHolder(view, holders, waiters: 0); // Count says how many wait.

    protected override RegionPlan Plan(IpcConditionSpec spec) => new([LockLink.MarkOf(spec.Lock, spec.Persistent)]);

    protected override void Initialise(Region region, IpcConditionSpec spec) =>
        LockLink.Write(region, spec.Lock, spec.Persistent);

    protected override IpcCondition Wrap(Region region, byte part, IMessageEncoding? encoding) =>
        new(region, region.Parameter(0) == 0 ? null : LockLink.Open(region));

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
