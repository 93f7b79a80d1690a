using System.Runtime.CompilerServices;
using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>What an array is.</summary>
internal sealed class ArrayDescriptor : LockableDescriptor<IpcArray>
{
    public static readonly ArrayDescriptor Instance = new();

    public override IpcKind Kind => IpcKind.Array;

    public override string Article => "an";

    public override IReadOnlyList<string> ParameterNames => ["Type", "Length", "NoLock"];

    public override ObjectFacts Read(in RegionView view) => base.Read(view) with
    {
        Count = (long)view.Header.Parameter(1),
        Capacity = (long)view.Header.Parameter(1),
    };

    protected override bool HasLock(in RegionView view) => view.Header.Parameter(2) == 0;

    protected override string DescribeLock(in RegionView view) => Element.NameOf(view.Header.Parameter(0));

    protected override IpcArray Wrap(Region region, byte part, IMessageEncoding? encoding) => IpcArray.Wrap(region);

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
