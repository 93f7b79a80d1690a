using System.Runtime.CompilerServices;
using Ipc.Messages;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>What a listener is: one message list of requests, and how many processes listen.</summary>
internal sealed class ListenerDescriptor() : MessageDescriptor<IpcListener, IpcListenerSpec>(lists: 1)
{
    public static readonly ListenerDescriptor Instance = new();

    public override IpcKind Kind => IpcKind.Listener;

    public override IReadOnlyList<string> ParameterNames => ["Backlog", "BufferSize"];

    /// <summary>How many processes listen, those included to whom a listener is on its way.</summary>
    public static Cell32 Listeners(Region region) => region.Word(IpcListener.ListenersAt);

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

    public override uint HeldBy(byte part) => part == IpcListener.Listening ? 1u : 0;

    public override void CountEntries(Region region) => Recount(region);

    // Those who ask have it open as well, and take nothing. Who listens and has died may not have been recovered yet.
    public override bool CanBeTaken(Region region)
    {
        if (Listeners(region).Value == 0)
        {
            return false;
        }

        region.LookAtPeers();
        for (int slot = 0; slot < region.SlotLimit; slot++)
        {
            uint id = region.ParticipantAt(slot);
            if (region.Held(slot).Value != 0 && (id == 0 || id == region.Me || !region.IsDead(id)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Derives from the slots how many processes, and entries, listen. Inside the mutex.</summary>
    public static void Recount(Region region)
    {
        uint count = 0;
        for (int slot = 0; slot < region.SlotLimit; slot++)
        {
            count += region.Held(slot).Value != 0 ? 1u : 0;
        }

        Listeners(region).Value = count;
    }

    public override ObjectFacts Read(in RegionView view) => new ObjectFacts
    {
        Count = MessageListFacts.Read(view, 0).Waiting,
        Capacity = (long)view.Header.Parameter(0),
        Details = view.U32(IpcListener.ListenersAt) is > 1 and var many ? $"{many} processes listen" : "",
    }.WithSleepers(view, "waiting to accept", "waiting to ask");

    // Who makes it listens, before anybody else can find it.
    protected override void Initialise(Region region, IpcListenerSpec spec)
    {
        base.Initialise(region, spec);
        region.Held(region.MySlot).Value = 1;
        Recount(region);
    }

    protected override RegionPlan Plan(IpcListenerSpec spec)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(spec.Backlog, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(spec.BufferSize, 1);
        return spec.Persistent
            ? throw new IpcException(
                IpcError.NotSupported, "A listener is there as long as somebody listens, and cannot be persistent.")
            : new RegionPlan([(ulong)spec.Backlog, (ulong)spec.BufferSize], ChunkPool.ChunkSize);
    }

    protected override IpcListener Wrap(Region region, byte part, IMessageEncoding? encoding) => new(region, part, encoding);

    public override IReadOnlyList<IpcObject> Create(IpcSpec spec, IMessageEncoding? encoding) =>
        [IpcListener.Create((IpcListenerSpec)spec, encoding)];

    public override IReadOnlyList<IpcObject> CreateOrOpen(IpcSpec spec, IMessageEncoding? encoding) =>
        [IpcListener.CreateOrOpen((IpcListenerSpec)spec, encoding)];

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
