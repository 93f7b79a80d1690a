using System.Runtime.CompilerServices;
using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>What a value is.</summary>
internal sealed class ValueDescriptor : LockableDescriptor<IpcValue, IpcValueSpec>
{
    public static readonly ValueDescriptor Instance = new();

    public override IpcKind Kind => IpcKind.Value;

    public override IReadOnlyList<string> ParameterNames => ["Type", "NoLock", "Lock"];

    protected override bool HasLock(in RegionView view) => view.Header.Parameter(1) == 0 && view.Header.Parameter(2) == 0;

    protected override string DescribeLock(in RegionView view) => ObjectFacts.Words(
        Element.NameOf(view.Header.Parameter(0)), view.Header.Parameter(2) == 0 ? "" : LockLink.Describe(view));

    protected override RegionPlan Plan(IpcValueSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec.Initial);
        return new RegionPlan(
            [
                (ulong)Element.CodeOf(spec.Initial.GetType()), spec.NoLock ? 1ul : 0,
                LockLink.MarkOf(spec.Lock, spec.Persistent),
            ]);
    }

    protected override void Initialise(Region region, IpcValueSpec spec)
    {
        // Not yet visible to anybody: written through a handle that is not counted.
        IpcValue value = IpcValue.Wrap(region, null);
        GC.SuppressFinalize(value);
        value.SetValue(spec.Initial);
        LockLink.Write(region, spec.Lock, spec.Persistent);
    }

    protected override IpcValue Wrap(Region region, byte part, IMessageEncoding? encoding) =>
        IpcValue.Wrap(region, region.Parameter(2) == 0 ? null : LockLink.Open(region));

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
