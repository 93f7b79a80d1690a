using System.Runtime.CompilerServices;
using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>What a barrier is, and what is put right after a death; see <see cref="IpcBarrier"/>.</summary>
internal sealed class BarrierDescriptor : ObjectDescriptor<IpcBarrier, IpcBarrierSpec>
{
    public static readonly BarrierDescriptor Instance = new();

    public override IpcKind Kind => IpcKind.Barrier;

    public override IReadOnlyList<string> ParameterNames => ["ParticipantCount", "Timeout", "Action"];

    public override void WakeEveryone(Region region)
    {
        region.Mutex.WakeAll();
        EventCount.WakeAll(new BarrierState(region).Wait);
    }

    public override void Recover(Region region, int slot, uint participant)
    {
        BarrierState state = new(region);
        if (region.Held(slot).Value > 0 && region.Mark(slot).Value == state.Phase)
        {
            state.Broken.Value = 1;
            CrashPoint.Reach(CrashStep.BarrierRecovering);
            region.Held(slot).Value = 0;
            CrashPoint.Reach(CrashStep.BarrierRecovered);
            state.EndPhase(broken: true);
        }
    }

    public override void Repair(Region region)
    {
        BarrierState state = new(region);
        state.CountArrivals();
        if (state.Broken.Value != 0 && state.Arrived.Value > 0)
        {
            state.EndPhase(broken: true); // Whoever broke it died before it told those who wait.
        }
    }

    public override ObjectFacts Read(in RegionView view) => new()
    {
        Count = view.U32(BarrierState.ArrivedAt),
        Capacity = (long)view.Header.Parameter(0),
        Waiters = view.Participants.ReadThreads(phase: view.U32(BarrierState.PhaseAt)),
        Details = view.U32(BarrierState.BrokenAt) != 0 ? "broken" : "",
    };

    protected override RegionPlan Plan(IpcBarrierSpec spec)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(spec.Parties, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(spec.Parties, short.MaxValue);
        if (spec.Timeout is { } time)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(spec.Action.Length, BarrierAction.Longest);
        return new RegionPlan(
            [(ulong)spec.Parties, spec.Timeout is null ? 0 : (ulong)spec.Timeout.Value.Ticks + 1, BarrierAction.MarkOf(spec.Action)],
            BarrierAction.SizeOf(spec.Action));
    }

    protected override void Initialise(Region region, IpcBarrierSpec spec) => BarrierAction.Write(region, spec.Action);

    protected override IpcBarrier Wrap(Region region, byte part, IMessageEncoding? encoding) => new(region);

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
