using System.Runtime.CompilerServices;
using Ipc.Messages;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>What a pipe is: two message lists, and how many processes hold each end.</summary>
internal sealed class PipeDescriptor() : MessageDescriptor<IpcPipe, IpcPipeSpec>(lists: 2)
{
    public static readonly PipeDescriptor Instance = new();

    public override IpcKind Kind => IpcKind.Pipe;

    public override IReadOnlyList<string> ParameterNames => ["BufferSize", "OneWay"];

    /// <summary>How many processes hold an end.</summary>
    public static Cell32 Holders(Region region, IpcPipeEnd end) => region.Word(IpcPipe.HoldersAt + (4 * (int)end));

    public override void Recover(Region region, int slot, uint participant)
    {
        region.Held(slot).Value = 0;
        Recount(region);
    }

    public override void Repair(Region region)
    {
        base.Repair(region);
        Recount(region);
    }

    public override uint HeldBy(byte part) => part == 0 ? 1u : 1u << 16;

    public override void CountEntries(Region region) => Recount(region);

    /// <summary>Derives from the slots how many processes, and entries, hold each end. Inside the mutex.</summary>
    public static void Recount(Region region)
    {
        uint left = 0;
        uint right = 0;
        for (int slot = 0; slot < region.SlotLimit; slot++)
        {
            uint held = region.Held(slot).Value;
            left += (held & 0xFFFF) != 0 ? 1u : 0;
            right += held >> 16 != 0 ? 1u : 0;
        }

        Holders(region, IpcPipeEnd.Left).Value = left;
        Holders(region, IpcPipeEnd.Right).Value = right;
    }

    public override ObjectFacts Read(in RegionView view)
    {
        long toRight = MessageListFacts.Read(view, 0).Waiting;
        long toLeft = MessageListFacts.Read(view, 1).Waiting;
        ObjectFacts facts = new()
        {
            Count = toRight + toLeft,
            Details = $"left {OpenOrClosed(view, IpcPipeEnd.Left)} with {toLeft} to receive, "
                + $"right {OpenOrClosed(view, IpcPipeEnd.Right)} with {toRight}",
        };
        return WithSleepers(facts, view);
    }

    // Both ends are held before anybody else can find the pipe, so no end is ever seen closed that is not.
    protected override void Initialise(Region region, IpcPipeSpec spec)
    {
        base.Initialise(region, spec);
        region.Held(region.MySlot).Value = 1 | (1 << 16);
        Recount(region);
    }

    protected override RegionPlan Plan(IpcPipeSpec spec)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(spec.BufferSize, 1);
        return new RegionPlan([(ulong)spec.BufferSize, spec.OneWay ? 1ul : 0], 2 * ChunkPool.ChunkSize);
    }

    protected override IpcPipe Wrap(Region region, byte part, IMessageEncoding? encoding) =>
        new(region, part == 0 ? IpcPipeEnd.Left : IpcPipeEnd.Right, encoding);

    public override IReadOnlyList<IpcObject> Create(IpcSpec spec, IMessageEncoding? encoding)
    {
        (IpcPipe left, IpcPipe right) = IpcPipe.Create((IpcPipeSpec)spec, encoding);
        return [left, right];
    }

    public override IReadOnlyList<IpcObject> CreateOrOpen(IpcSpec spec, IMessageEncoding? encoding)
    {
        (IpcPipe left, IpcPipe right) = IpcPipe.CreateOrOpen((IpcPipeSpec)spec, encoding);
        return [left, right];
    }

    private static string OpenOrClosed(in RegionView view, IpcPipeEnd end) =>
        view.U32(IpcPipe.HoldersAt + (4 * (int)end)) != 0 ? "open" : "closed";

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
