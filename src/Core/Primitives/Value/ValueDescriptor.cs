using System.Runtime.CompilerServices;
using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>What a value is.</summary>
internal sealed class ValueDescriptor : LockableDescriptor<IpcValue, IpcValueSpec>
{
    public static readonly ValueDescriptor Instance = new();

    public override IpcKind Kind => IpcKind.Value;

    public override IReadOnlyList<string> ParameterNames => ["Type", "NoLock"];

    protected override bool HasLock(in RegionView view) => view.Header.Parameter(1) == 0;

    protected override string DescribeLock(in RegionView view) => Element.NameOf(view.Header.Parameter(0));

    protected override RegionPlan Plan(IpcValueSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec.Initial);
        return new RegionPlan([(ulong)Element.CodeOf(spec.Initial.GetType()), spec.NoLock ? 1ul : 0]);
    }

    protected override void Initialise(Region region, IpcValueSpec spec)
    {
        // Not yet visible to anybody: written through a handle that is not counted.
        IpcValue value = IpcValue.Wrap(region);
        GC.SuppressFinalize(value);
        value.SetValue(spec.Initial);
    }

    protected override IpcValue Wrap(Region region, byte part, IMessageEncoding? encoding) => IpcValue.Wrap(region);

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
