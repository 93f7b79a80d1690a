using Ipc.Regions;

namespace Ipc.Primitives;

/// <summary>
/// What a kind adds for those who open objects without knowing their kind, and for those who only look.
/// </summary>
internal abstract class ObjectDescriptor : KindDescriptor
{
    /// <summary>What a kind is.</summary>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.FormatMismatch"/> for a number that no kind has here.
    /// </exception>
    public static ObjectDescriptor Of(IpcKind kind) => (ObjectDescriptor)KindTable.Of(kind);

    /// <summary>Opens the object that a reference names.</summary>
    /// <param name="reference">Of this kind.</param>
    /// <param name="encoding">How queues and pipes turn objects into messages; null for bytes only.</param>
    public abstract IpcObject Open(in IpcReference reference, IMessageEncoding? encoding);

    /// <inheritdoc/>
    public override IRegionHandle Hold(in IpcReference reference) => IpcObject.Open(reference);

    /// <summary>Makes an object.</summary>
    /// <param name="spec">Of this kind.</param>
    /// <param name="encoding">How queues and pipes turn objects into messages; null for bytes only.</param>
    /// <returns>It, or both ends of a pipe.</returns>
    public abstract IReadOnlyList<IpcObject> Create(IpcSpec spec, IMessageEncoding? encoding);

    /// <summary>Makes an object, or opens the one of that name if its parameters agree.</summary>
    /// <inheritdoc cref="Create"/>
    public abstract IReadOnlyList<IpcObject> CreateOrOpen(IpcSpec spec, IMessageEncoding? encoding);

    /// <summary>How full an object is, who holds it, who waits for it, as its bytes say.</summary>
    public virtual ObjectFacts Read(in RegionView view) => new();

    /// <summary>Its locks as they stand: the only one, or those of many for which somebody waits.</summary>
    /// <param name="view">The object.</param>
    /// <param name="index">Which of many; null for all.</param>
    public virtual IReadOnlyList<LockView> ReadLocks(in RegionView view, int? index) => [];

    /// <summary>Whether an owner of this process holds a lock of the object.</summary>
    public virtual bool IsLockHeldBy(Region region, long owner) => false;
}
