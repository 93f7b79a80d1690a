using System.Runtime.CompilerServices;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>What a countdown is; see <see cref="IpcCountdown"/> for the words.</summary>
internal sealed class CountdownDescriptor : ObjectDescriptor<IpcCountdown, IpcCountdownSpec>
{
    public static readonly CountdownDescriptor Instance = new();

    public override IpcKind Kind => IpcKind.Countdown;

    public override IReadOnlyList<string> ParameterNames => ["InitialCount"];

    public override int SleeperAt(long word) => word == IpcCountdown.WaitAt ? SleeperCounts.ToReceive : -1;

    public override void WakeEveryone(Region region)
    {
        region.Mutex.WakeAll();
        EventCount.WakeAll(region.Word(IpcCountdown.WaitAt));
    }

    public override ObjectFacts Read(in RegionView view) => new ObjectFacts
    {
        Count = view.U32(IpcCountdown.StateAt),
        Capacity = (long)view.Header.Parameter(0),
        Details = view.U32(IpcCountdown.StateAt) == 0 ? "at zero" : "",
    }.WithSleepers(view);

    protected override RegionPlan Plan(IpcCountdownSpec spec)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(spec.Count);
        return new RegionPlan([(ulong)spec.Count]);
    }

    protected override void Initialise(Region region, IpcCountdownSpec spec)
    {
        region.Long(IpcCountdown.StateAt).Value = (ulong)spec.Count;
    }

    protected override IpcCountdown Wrap(Region region, byte part, IMessageEncoding? encoding) => new(region);

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
