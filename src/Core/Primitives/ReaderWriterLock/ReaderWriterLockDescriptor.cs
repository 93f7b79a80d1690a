using System.Runtime.CompilerServices;
using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>What a reader-writer lock is; see <see cref="IpcReaderWriterLock"/> for the words.</summary>
internal sealed class ReaderWriterLockDescriptor : LockableDescriptor<IpcReaderWriterLock, IpcReaderWriterLockSpec>
{
    public static readonly ReaderWriterLockDescriptor Instance = new();

    public override IpcKind Kind => IpcKind.ReaderWriterLock;

    public override string Name => "reader-writer lock";

    public override IReadOnlyList<string> ParameterNames => ["Recursive"];

    public override void Recover(Region region, int slot, uint participant)
    {
        LockWaiters.Recover(region, participant);
        new ReaderWriterState(region).Recover(slot, participant);
    }

    public override void Repair(Region region) => new ReaderWriterState(region).Derive();

    public override ObjectFacts Read(in RegionView view)
    {
        ObjectFacts facts = base.Read(view);
        List<IpcHolder> readers = [];
        for (int slot = 0; slot < view.Participants.Count; slot++)
        {
            uint count = ReaderWriterState.ReadersOf(view.Participants.HeldAt(slot));
            if (count > 0 && view.Participants.IsHeld(slot))
            {
                readers.Add(new LockOwner(view.Participants.ProcessAt(slot), 0).ToHolder((int)count, null));
            }
        }

        return facts with
        {
            Count = view.U32(ReaderWriterState.ReadersAt),
            HeldBy = [.. facts.HeldBy, .. readers],
            Details = ObjectFacts.Words(
                facts.Details,
                readers.Count == 0 ? "" : "shared by " + string.Join(", ", readers.Select(reader => reader.Process)),
                facts.HeldBy.Count == 0 ? ObjectFacts.Some(facts.Waiters.Count, "waiting") : ""),
        };
    }

    protected override string DescribeLock(in RegionView view) => view.Header.Parameter(0) != 0 ? "recursive" : "";

    protected override RegionPlan Plan(IpcReaderWriterLockSpec spec) => new([spec.Recursive ? 1ul : 0]);

    // Slots are marked with 0 at first, which must be no round.
    protected override void Initialise(Region region, IpcReaderWriterLockSpec spec)
    {
        region.Word(ReaderWriterState.RoundAt).Value = 1;
    }

    protected override IpcReaderWriterLock Wrap(Region region, byte part, IMessageEncoding? encoding) => new(region);

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
