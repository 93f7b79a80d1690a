using System.Runtime.CompilerServices;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>What an event is; see <see cref="IpcEvent"/> for the words.</summary>
internal sealed class EventDescriptor : ObjectDescriptor<IpcEvent, IpcEventSpec>
{
    public static readonly EventDescriptor Instance = new();

    public override IpcKind Kind => IpcKind.Event;

    public override string Article => "an";

    public override IReadOnlyList<string> ParameterNames => ["AutoReset"];

    public override int SleeperAt(long word) => word == IpcEvent.WaitAt ? SleeperCounts.ToReceive : -1;

    public override void WakeEveryone(Region region)
    {
        region.Mutex.WakeAll();
        EventCount.WakeAll(region.Word(IpcEvent.WaitAt));
    }

    public override ObjectFacts Read(in RegionView view) => new ObjectFacts
    {
        Details = ObjectFacts.Words(
            view.U32(IpcEvent.StateAt) != 0 ? "set" : "not set", view.Header.Parameter(0) != 0 ? "auto-reset" : ""),
    }.WithSleepers(view);

    protected override RegionPlan Plan(IpcEventSpec spec) => new([spec.AutoReset ? 1ul : 0]);

    protected override void Initialise(Region region, IpcEventSpec spec)
    {
        region.Word(IpcEvent.StateAt).Value = spec.Set ? 1u : 0;
    }

    protected override IpcEvent Wrap(Region region, byte part, IMessageEncoding? encoding) => new(region);

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
