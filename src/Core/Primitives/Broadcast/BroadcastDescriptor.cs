using System.Runtime.CompilerServices;
using Ipc.Messages;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>What a broadcast queue is: one message list, and how far each receiver has come.</summary>
internal sealed class BroadcastDescriptor() : MessageDescriptor<IpcBroadcast, IpcBroadcastSpec>(lists: 1)
{
    public static readonly BroadcastDescriptor Instance = new();

    public override IpcKind Kind => IpcKind.Broadcast;

    public override string Name => "broadcast queue";

    public override IReadOnlyList<string> ParameterNames => ["Capacity", "DropOldest", "FromNow"];

    public override SpinPolicy MutexSpin => SpinPolicy.ForMany;

    /// <summary>Whether a handle gets what is sent after it was opened.</summary>
    public static bool IsFromNow(Region region) => region.Parameter(2) != 0;

    public override void Recover(Region region, int slot, uint participant) =>
        new BroadcastCursors(region).ReleaseAllOf(participant);

    // A message that was dropped and not counted is counted first, by what is there: the numbers of the others must stay
    // what they are. What was sent and not counted is what the list counts.
    public override void Repair(Region region)
    {
        ThrowIfNoCursors(region);
        MessageList list = new(region, 0);
        ulong sent = list.Sent;
        ulong count = (ulong)list.Waiting().LongCount();
        if (list.Received + count < sent)
        {
            list.StartAt(sent - count);
        }

        base.Repair(region);
    }

    public override ObjectFacts Read(in RegionView view)
    {
        MessageListFacts list = MessageListFacts.Read(view, 0);
        ObjectFacts facts = new()
        {
            Count = list.Waiting,
            Capacity = view.Header.Parameter(0) == 0 ? null : (long)view.Header.Parameter(0),
            Details = list.IsCompleted ? "completed" : "",
        };
        return WithSleepers(facts, view);
    }

    protected override RegionPlan Plan(IpcBroadcastSpec spec)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(spec.Capacity);
        if (spec.DropsOldest && spec.Capacity == 0)
        {
            throw new ArgumentOutOfRangeException(
                nameof(spec), "The oldest message makes room when there are more than the capacity, and there is no capacity. Give it one.");
        }

        return new RegionPlan(
            [(ulong)spec.Capacity, spec.DropsOldest ? 1ul : 0, spec.FromNow ? 1ul : 0], 2 * ChunkPool.ChunkSize);
    }

    protected override void Initialise(Region region, IpcBroadcastSpec spec)
    {
        base.Initialise(region, spec);
        new ChunkPool(region).Initialise(BroadcastCursors.Chunk + 1);
    }

    protected override IpcBroadcast Wrap(Region region, byte part, IMessageEncoding? encoding) => new(region, encoding);

    protected override void MarkMore(Region region, bool[] used)
    {
        if (used[BroadcastCursors.Chunk])
        {
            throw region.Corrupt("messages stand where the receivers do");
        }

        used[BroadcastCursors.Chunk] = true;
    }

    private static void ThrowIfNoCursors(Region region)
    {
        if (new ChunkPool(region).Count <= BroadcastCursors.Chunk)
        {
            throw region.Corrupt("there is no room for its receivers");
        }
    }

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
