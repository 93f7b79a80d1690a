using System.Runtime.CompilerServices;
using Ipc.Messages;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>What a list is: elements by their index.</summary>
internal sealed class ListDescriptor : ObjectDescriptor<IpcList, IpcListSpec>
{
    public static readonly ListDescriptor Instance = new();

    public override IpcKind Kind => IpcKind.List;

    // Address space is the only cost. Falls back to less where that is limited.
    public override long Reserve => 1L << 36;

    public override SpinPolicy MutexSpin => SpinPolicy.ForMany;

    public override void WakeEveryone(Region region) => region.Mutex.WakeAll();

    public override void Repair(Region region) => new ElementTable(region).Repair();

    public override bool FindReference(Region region, ReferenceMatch match) => new ElementTable(region).FindReference(match);

    public override ObjectFacts Read(in RegionView view) => new() { Count = view.U32(ElementTable.CountAt) };

    public override IReadOnlyList<IpcObject> Create(IpcSpec spec, IMessageEncoding? encoding) =>
        [CreateHolding((IpcListSpec)spec, encoding)];

    public override IReadOnlyList<IpcObject> CreateOrOpen(IpcSpec spec, IMessageEncoding? encoding) =>
        [CreateOrOpen((IpcListSpec)spec, () => CreateHolding((IpcListSpec)spec, encoding), () => Open(spec.Name!, 0, encoding))];

    protected override RegionPlan Plan(IpcListSpec spec) => new([], ChunkPool.ChunkSize);

    protected override void Initialise(Region region, IpcListSpec spec)
    {
        new ElementTable(region).Initialise();
        if (spec.Initial is not null)
        {
            // Not yet visible to anybody: written through a handle that is not counted.
            IpcList list = new(region, spec.Encoding) { First = (FirstReferences?)spec.First };
            GC.SuppressFinalize(list);
            list.AddRange(spec.Initial);
        }
    }

    private IpcList CreateHolding(IpcListSpec spec, IMessageEncoding? encoding)
    {
        using FirstReferences first = new();
        IpcList made = Create(spec with { Encoding = encoding, First = first }, encoding);
        first.IsMade = true;
        return made;
    }

    protected override IpcList Wrap(Region region, byte part, IMessageEncoding? encoding) => new(region, encoding);

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
