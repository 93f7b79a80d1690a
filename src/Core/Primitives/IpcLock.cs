using Ipc.Regions;

namespace Ipc;

/// <summary>
/// A lock between processes. If its holder dies, the next one to enter gets it and is told (<see cref="IpcLockable.WasAbandoned"/>).
/// See <see cref="LockCell"/> for the protocol.
/// </summary>
public sealed class IpcLock : IpcLockable
{
    private IpcLock(Region region)
        : base(region) => IsRecursive = region.Parameter(0) != 0;

    /// <inheritdoc/>
    public override bool IsRecursive { get; }

    private protected override string[] ParameterNames => ["Recursive"];

    /// <summary>Makes a lock.</summary>
    /// <param name="name">By which other processes find it; null for an anonymous one.</param>
    /// <param name="recursive">Whether the same owner may enter again.</param>
    /// <param name="persistent">Whether it stays when its last holder leaves.</param>
    /// <exception cref="IpcException"><see cref="IpcError.AlreadyExists"/>, <see cref="IpcError.InvalidName"/>, <see cref="IpcError.NoSpace"/>.</exception>
    public static IpcLock Create(string? name = null, bool recursive = false, bool persistent = false) =>
        new(CreateRegion(Spec(name, recursive, persistent)));

    /// <summary>Opens an existing lock.</summary>
    /// <param name="name">Its name or id.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>.</exception>
    public static IpcLock Open(string name) => new(OpenRegion(name, IpcKind.Lock));

    /// <summary>Opens the lock of that name, or makes it.</summary>
    /// <inheritdoc cref="Create"/>
    /// <exception cref="IpcException"><see cref="IpcError.FormatMismatch"/> when it exists with other parameters.</exception>
    public static IpcLock CreateOrOpen(string name, bool recursive = false, bool persistent = false) => CreateOrOpen(
        () => Create(name, recursive, persistent), () => Open(name), Spec(name, recursive, persistent));

    private static RegionSpec Spec(string? name, bool recursive, bool persistent) => new(IpcKind.Lock)
    {
        Name = name,
        Persistent = persistent,
        Parameters = [recursive ? 1ul : 0, 0, 0, 0],
    };
}
