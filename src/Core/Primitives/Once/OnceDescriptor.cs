using System.Runtime.CompilerServices;
using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>What is done once; see <see cref="IpcOnce"/> for the words.</summary>
internal sealed class OnceDescriptor : LockableDescriptor<IpcOnce, IpcOnceSpec>
{
    public static readonly OnceDescriptor Instance = new();

    public override IpcKind Kind => IpcKind.Once;

    public override string Name => "one-time task";

    /// <summary>For the result.</summary>
    public override long Reserve => 1L << 32;

    public override bool FindReference(Region region, ReferenceMatch match) => IpcOnce.FindReference(region, match);

    public override ObjectFacts Read(in RegionView view)
    {
        ObjectFacts facts = base.Read(view);
        return facts with
        {
            Details = ObjectFacts.Words(view.U32(IpcOnce.DoneAt) != 0 ? "done" : "not done", facts.Details),
        };
    }

    protected override RegionPlan Plan(IpcOnceSpec spec) => new([]);

    protected override IpcOnce Wrap(Region region, byte part, IMessageEncoding? encoding) => new(region);

#pragma warning disable CA2255 // A kind registers itself, so that adding one touches no list of kinds.
    [ModuleInitializer]
    internal static void Register() => KindTable.Register(Instance);
#pragma warning restore CA2255
}
