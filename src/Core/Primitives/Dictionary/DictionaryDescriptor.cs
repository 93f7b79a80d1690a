using System.Collections;
using System.Runtime.CompilerServices;
using Ipc.Messages;
using Ipc.Regions;
using Ipc.Storage;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>What a dictionary is: entries by their keys.</summary>
internal sealed class DictionaryDescriptor : EntryDescriptor<IpcDictionary, IpcDictionarySpec>
{
    public static readonly DictionaryDescriptor Instance = new();

    public override IpcKind Kind => IpcKind.Dictionary;

    public override bool FindReference(Region region, ReferenceMatch match) => new EntryTable(region).FindReference(match);

    public override IReadOnlyList<IpcObject> Create(IpcSpec spec, IMessageEncoding? encoding) =>
        [CreateHolding((IpcDictionarySpec)spec, encoding)];

    public override IReadOnlyList<IpcObject> CreateOrOpen(IpcSpec spec, IMessageEncoding? encoding) =>
        [CreateOrOpen((IpcDictionarySpec)spec, () => CreateHolding((IpcDictionarySpec)spec, encoding), () => Open(spec.Name!, 0, encoding))];

    protected override RegionPlan Plan(IpcDictionarySpec spec) => Plan(spec.CaseSensitive);

    protected override void Initialise(Region region, IpcDictionarySpec spec)
    {
        new EntryTable(region).Initialise();
        if (spec.Initial is not null)
        {
            // Not yet visible to anybody: written through a handle that is not counted.
            IpcDictionary dictionary = new(region, spec.Encoding) { First = (FirstReferences?)spec.First };
            GC.SuppressFinalize(dictionary);
            foreach (DictionaryEntry entry in spec.Initial)
            {
                dictionary[entry.Key] = entry.Value;
            }
        }
    }

    private IpcDictionary CreateHolding(IpcDictionarySpec spec, IMessageEncoding? encoding)
    {
        using FirstReferences first = new();
        IpcDictionary made = Create(spec with { Encoding = encoding, First = first }, encoding);
        first.IsMade = true;
        return made;
    }

    protected override IpcDictionary Wrap(Region region, byte part, IMessageEncoding? encoding) => new(region, encoding);

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
