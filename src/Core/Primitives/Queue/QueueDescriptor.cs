using System.Runtime.CompilerServices;
using Ipc.Messages;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>What a queue is: one message list, and what is leased and lent from it.</summary>
internal sealed class QueueDescriptor() : MessageDescriptor<IpcQueue, IpcQueueSpec>(lists: 1)
{
    public static readonly QueueDescriptor Instance = new();

    public override IpcKind Kind => IpcKind.Queue;

    public override IReadOnlyList<string> ParameterNames => ["Capacity"];

    // Whoever is inside does a good deal of work before the other looks: taking turns for each single message costs
    // more than it does.
    public override SpinPolicy MutexSpin => SpinPolicy.ForMany;

    public override void Recover(Region region, int slot, uint participant)
    {
        new LeaseLog(region).ReturnAllOf(participant);
        new LoanTable(region).ReturnAllOf(participant);
    }

    public override bool FindReference(Region region, ReferenceMatch match) =>
        new LeaseLog(region).FindReference(match) || base.FindReference(region, match);

    public override ObjectFacts Read(in RegionView view)
    {
        MessageListFacts list = MessageListFacts.Read(view, 0);
        uint lent = view.U32(LoanTable.OutAt);
        return new ObjectFacts
        {
            Count = list.Waiting + list.Returned,
            Capacity = view.Header.Parameter(0) == 0 ? null : (long)view.Header.Parameter(0),
            Details = ObjectFacts.Words(
                list.IsCompleted ? "completed" : "", list.Leased != 0 ? $"{list.Leased} leased" : "", lent != 0 ? $"{lent} lent" : ""),
        };
    }

    protected override RegionPlan Plan(IpcQueueSpec spec)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(spec.Capacity);
        return new RegionPlan([(ulong)spec.Capacity], ChunkPool.ChunkSize);
    }

    protected override IpcQueue Wrap(Region region, byte part, IMessageEncoding? encoding) => new(region, encoding);

    protected override void MarkMore(Region region, bool[] used)
    {
        MessageList list = new(region, 0);
        new LoanTable(region).Repair(used, list);
        new LeaseLog(region).Repair(used, list.Head);
    }

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
