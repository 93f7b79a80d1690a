using System.Runtime.CompilerServices;
using Ipc.Messages;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>What a set is: the entries of a dictionary without values.</summary>
internal sealed class SetDescriptor : EntryDescriptor<IpcSet, IpcSetSpec>
{
    public static readonly SetDescriptor Instance = new();

    public override IpcKind Kind => IpcKind.Set;

    public override IReadOnlyList<IpcObject> Create(IpcSpec spec, IMessageEncoding? encoding) =>
        [Create((IpcSetSpec)spec with { Encoding = encoding }, encoding)];

    public override IReadOnlyList<IpcObject> CreateOrOpen(IpcSpec spec, IMessageEncoding? encoding) =>
        [CreateOrOpen((IpcSetSpec)spec with { Encoding = encoding }, encoding)];

    protected override RegionPlan Plan(IpcSetSpec spec) => Plan(spec.CaseSensitive);

    protected override void Initialise(Region region, IpcSetSpec spec)
    {
        new EntryTable(region).Initialise();
        if (spec.Initial is not null)
        {
            // Not yet visible to anybody: written through a handle that is not counted.
            IpcSet set = new(region, spec.Encoding);
            GC.SuppressFinalize(set);
            set.UnionWith(spec.Initial);
        }
    }

    protected override IpcSet Wrap(Region region, byte part, IMessageEncoding? encoding) => new(region, encoding);

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
