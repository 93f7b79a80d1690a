using System.Runtime.CompilerServices;
using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>What a value is.</summary>
internal sealed class ValueDescriptor : LockableDescriptor<IpcValue, IpcValueSpec>
{
    public static readonly ValueDescriptor Instance = new();

    public override IpcKind Kind => IpcKind.Value;

    public override IReadOnlyList<string> ParameterNames => ["Type", "NoLock", "Lock"];

    // Address space is the only cost, and only what holds any object needs it.
    public override long ReserveFor(ulong parameter) => IsBoxed(parameter) ? 1L << 32 : 0;

    public override bool FindReference(Region region, ReferenceMatch match) =>
        IsBoxed(region.Parameter(0)) && new BoxedBytes(region).FindReference(match);

    public override IReadOnlyList<IpcObject> Create(IpcSpec spec, IMessageEncoding? encoding) =>
        [CreateHolding((IpcValueSpec)spec, encoding)];

    public override IReadOnlyList<IpcObject> CreateOrOpen(IpcSpec spec, IMessageEncoding? encoding) =>
        [CreateOrOpen((IpcValueSpec)spec, () => CreateHolding((IpcValueSpec)spec, encoding), () => Open(spec.Name!, 0, encoding))];

    protected override bool HasLock(in RegionView view) => view.Header.Parameter(1) == 0 && view.Header.Parameter(2) == 0;

    protected override string DescribeLock(in RegionView view) => ObjectFacts.Words(
        Element.NameOf(view.Header.Parameter(0)) + TextOf(view), view.Header.Parameter(2) == 0 ? "" : LockLink.Describe(view));

    // Of a number, which stands in place: it may change while it is read, but it is never torn.
    private static string TextOf(in RegionView view) =>
        Element.TextOf((IpcElementType)view.Header.Parameter(0), view.U64(IpcValue.ValueAt)) is { } text ? $" {text}" : "";

    protected override RegionPlan Plan(IpcValueSpec spec)
    {
        if (spec.Boxed is null)
        {
            ArgumentNullException.ThrowIfNull(spec.Initial);
        }

        return new RegionPlan(
            [
                (ulong)(spec.Boxed ?? Element.CodeOf(spec.Initial!.GetType())), spec.NoLock ? 1ul : 0,
                LockLink.MarkOf(spec.Lock, spec.Persistent),
            ]);
    }

    protected override void Initialise(Region region, IpcValueSpec spec)
    {
        // Not yet visible to anybody: written through a handle that is not counted.
        IpcValue value = IpcValue.Wrap(region, null, spec.Encoding);
        GC.SuppressFinalize(value);
        if (value is IpcObjectValue boxed)
        {
            boxed.SetFirst(spec.Initial, (FirstReferences?)spec.First);
        }
        else
        {
            value.SetValue(spec.Initial);
        }

        LockLink.Write(region, spec.Lock, spec.Persistent);
    }

    protected override IpcValue Wrap(Region region, byte part, IMessageEncoding? encoding) =>
        IpcValue.Wrap(region, region.Parameter(2) == 0 ? null : LockLink.Open(region), encoding);

    private IpcValue CreateHolding(IpcValueSpec spec, IMessageEncoding? encoding)
    {
        using FirstReferences first = new();
        IpcValue made = Create(spec with { Encoding = encoding, First = first }, encoding);
        first.IsMade = true;
        return made;
    }

    private static bool IsBoxed(ulong type) => (IpcElementType)type is IpcElementType.Object or IpcElementType.String;

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
