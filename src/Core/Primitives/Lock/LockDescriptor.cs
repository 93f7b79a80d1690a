using System.Runtime.CompilerServices;
using Ipc.Model;
using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>What a lock is.</summary>
internal sealed class LockDescriptor : LockableDescriptor<IpcLock, IpcLockSpec>
{
    public static readonly LockDescriptor Instance = new();

    public override IpcKind Kind => IpcKind.Lock;

    public override IReadOnlyList<string> ParameterNames => ["Recursive"];

    public override IpcException WrongKind(string id, IpcKind found) => found == IpcKind.LockSet
        ? new IpcException(
            IpcError.KindMismatch,
            $"'{id}' is a lock set, not a lock. "
                + $"{Advice.For(IpcAdvice.TakeFirstLock, IpcKind.Lock, LockSetCells.IdOf(id, 0))}")
        : base.WrongKind(id, found);

    /// <summary>One lock of a set has the id of the set and its number.</summary>
    public override IpcObject Open(in IpcReference reference, IMessageEncoding? encoding) => IpcLock.Open(reference.Id);

    protected override RegionPlan Plan(IpcLockSpec spec) => new([spec.Recursive ? 1ul : 0]);

    protected override IpcLock Wrap(Region region, byte part, IMessageEncoding? encoding) => new(region);

    protected override string DescribeLock(in RegionView view) => view.Header.Parameter(0) != 0 ? "recursive" : "";

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
