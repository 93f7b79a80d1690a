using System.Runtime.CompilerServices;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>What a rate limit is; see <see cref="IpcRateLimit"/> for the words.</summary>
internal sealed class RateLimitDescriptor : ObjectDescriptor<IpcRateLimit, IpcRateLimitSpec>
{
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(36_525);

    public static readonly RateLimitDescriptor Instance = new();

    public override IpcKind Kind => IpcKind.RateLimit;

    public override string Name => "rate limit";

    public override IReadOnlyList<string> ParameterNames => ["Count", "Per"];

    public override void WakeEveryone(Region region)
    {
        region.Mutex.WakeAll();
        EventCount.WakeAll(region.Word(RateTurns.WaitAt));
    }

    public override void Recover(Region region, int slot, uint participant) => LockWaiters.Recover(region, participant);

    public override void Repair(Region region) => new RateTurns(region).Repair();

    public override ObjectFacts Read(in RegionView view)
    {
        List<LockWaiter> waiters = LockWaiters.ReadAll(view, ofSet: true);
        ulong ticks = Math.Min(view.Header.Parameter(1), (ulong)s_longest.Ticks);
        return new ObjectFacts
        {
            Capacity = (long)view.Header.Parameter(0),
            Waiters = [.. waiters.Select(waiter => waiter.Who.Process)],
            Details = ObjectFacts.Words(
                $"{view.Header.Parameter(0)} per {new TimeSpan((long)ticks)}", ObjectFacts.Some(waiters.Count, "waiting")),
        };
    }

    protected override RegionPlan Plan(IpcRateLimitSpec spec)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(spec.Count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(spec.Count, IpcRateLimit.MaximumCount);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(spec.Per, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(spec.Per, s_longest);
        return new RegionPlan([(ulong)spec.Count, (ulong)spec.Per.Ticks], (long)spec.Count * sizeof(ulong));
    }

    protected override IpcRateLimit Wrap(Region region, byte part, IMessageEncoding? encoding) => new(region);

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
