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

    public override ObjectFacts Read(in RegionView view) => new() { Count = view.U32(ElementTable.CountAt) };

    public override IReadOnlyList<IpcObject> Create(IpcSpec spec, IMessageEncoding? encoding) =>
        [Create((IpcListSpec)spec with { Encoding = encoding }, encoding)];

    public override IReadOnlyList<IpcObject> CreateOrOpen(IpcSpec spec, IMessageEncoding? encoding) =>
        [CreateOrOpen((IpcListSpec)spec with { Encoding = encoding }, encoding)];

    protected override RegionPlan Plan(IpcListSpec spec) => new([], ChunkPool.ChunkSize);

    protected override void Initialise(Region region, IpcListSpec spec)
    {
        new ElementTable(region).Initialise();
        if (spec.Initial is not null)
        {
            // Not yet visible to anybody: written through a handle that is not counted.
            IpcList list = new(region, spec.Encoding);
            GC.SuppressFinalize(list);
            list.AddRange(spec.Initial);
        }
    }

    protected override IpcList Wrap(Region region, byte part, IMessageEncoding? encoding) => new(region, encoding);

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
