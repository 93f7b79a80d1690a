using System.Runtime.CompilerServices;
using Ipc.Messages;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>
/// What a queue is: one message list, or one for each priority (see <see cref="MessageList.WithLevels"/>), and what is leased
/// and lent from them.
/// </summary>
internal sealed class QueueDescriptor() : MessageDescriptor<IpcQueue, IpcQueueSpec>(lists: 1)
{
    public static readonly QueueDescriptor Instance = new();

    private static readonly int[] s_levels = [.. Enumerable.Range(0, MessageList.LevelCount).Select(MessageList.IndexOf)];

    public override IpcKind Kind => IpcKind.Queue;

    public override IReadOnlyList<string> ParameterNames => ["Capacity", "Priority"];

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
        long waiting = list.Waiting;
        bool hasLevels = view.Header.Parameter(1) != 0;
        for (int level = 1; hasLevels && level < MessageList.LevelCount; level++)
        {
            waiting += MessageListFacts.Read(view, MessageList.IndexOf(level)).Waiting;
        }

        ObjectFacts facts = new()
        {
            Count = waiting + list.Returned,
            Capacity = view.Header.Parameter(0) == 0 ? null : (long)view.Header.Parameter(0),
            Details = ObjectFacts.Words(
                hasLevels ? "priorities" : "",
                list.IsCompleted ? "completed" : "",
                list.Leased != 0 ? $"{list.Leased} leased" : "",
                lent != 0 ? $"{lent} lent" : ""),
        };
        return WithSleepers(facts, view);
    }

    protected override RegionPlan Plan(IpcQueueSpec spec)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(spec.Capacity);
        return new RegionPlan(
            [(ulong)spec.Capacity, spec.Priority ? 1ul : 0], (spec.Priority ? MessageList.LevelCount : 1) * ChunkPool.ChunkSize);
    }

    protected override IpcQueue Wrap(Region region, byte part, IMessageEncoding? encoding) => new(region, encoding);

    /// <summary>Whether messages have priorities.</summary>
    public static bool HasLevels(Region region) => region.Parameter(1) != 0;

    protected override int[] Lists(Region region) => HasLevels(region) ? s_levels : base.Lists(region);

    protected override void MarkMore(Region region, bool[] used)
    {
        new LoanTable(region).Repair(used, new MessageList(region, 0)); // With priorities nothing is lent.
        new LeaseLog(region).Repair(used, Array.ConvertAll(Lists(region), index => new MessageList(region, index).Head));
    }

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
