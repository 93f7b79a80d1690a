using System.Runtime.CompilerServices;
using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>What an array is.</summary>
internal sealed class ArrayDescriptor : LockableDescriptor<IpcArray, IpcArraySpec>
{
    public static readonly ArrayDescriptor Instance = new();

    public override IpcKind Kind => IpcKind.Array;

    public override string Article => "an";

    public override IReadOnlyList<string> ParameterNames => ["Type", "Length", "NoLock", "Lock"];

    public override ObjectFacts Read(in RegionView view) => base.Read(view) with
    {
        Count = (long)view.Header.Parameter(1),
        Capacity = (long)view.Header.Parameter(1),
    };

    protected override bool HasLock(in RegionView view) => view.Header.Parameter(2) == 0 && view.Header.Parameter(3) == 0;

    protected override string DescribeLock(in RegionView view) => ObjectFacts.Words(
        Element.NameOf(view.Header.Parameter(0)), view.Header.Parameter(3) == 0 ? "" : LockLink.Describe(view));

    protected override RegionPlan Plan(IpcArraySpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec.ElementType);
        ArgumentOutOfRangeException.ThrowIfLessThan(spec.Length, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(spec.Length, IpcArray.MaximumLength);
        if (spec.Initial?.Length > spec.Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(spec), $"There are {spec.Initial.Length} initial values for {spec.Length} elements.");
        }

        IpcElementType type = Element.CodeOf(spec.ElementType);
        long bytes = (long)spec.Length * Element.SizeOf(type);
        ulong mark = LockLink.MarkOf(spec.Lock, spec.Persistent);
        return new RegionPlan(
            [(ulong)type, (ulong)spec.Length, spec.NoLock ? 1ul : 0, mark], PayloadRoom.DataSize(bytes, mark != 0));
    }

    protected override void Initialise(Region region, IpcArraySpec spec)
    {
        if (spec.Initial is not null)
        {
            // Not yet visible to anybody: written through a handle that is not counted.
            IpcArray array = IpcArray.Wrap(region, null);
            GC.SuppressFinalize(array);
            array.CopyFrom(spec.Initial);
        }

        LockLink.Write(region, spec.Lock, spec.Persistent);
    }

    protected override IpcArray Wrap(Region region, byte part, IMessageEncoding? encoding) =>
        IpcArray.Wrap(region, region.Parameter(3) == 0 ? null : LockLink.Open(region));

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
