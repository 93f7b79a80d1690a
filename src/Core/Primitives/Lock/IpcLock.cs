using Ipc.Model;
using Ipc.Primitives;
using Ipc.Regions;

namespace Ipc;

/// <summary>
/// A lock between processes. If its holder dies, the next one to enter gets it and is told
/// (<see cref="IpcLockable.WasAbandoned"/>). See <see cref="LockCell"/> for the protocol.
/// </summary>
public sealed class IpcLock : IpcLockable
{
    // Whose handle this one uses, and keeps alive; null for one that has its own.
    private readonly IpcLockSet? _set;
    private readonly int _index = -1;

    internal IpcLock(Region region)
        : base(region)
    {
        IsRecursive = region.Parameter(0) != 0;
    }

    private IpcLock(Region region, int index)
        : base(region, new LockCell(region, LockSetCells.At(index), index))
    {
        _index = index;
        IsRecursive = region.Parameter(0) != 0;
    }

    /// <summary>One lock of a set, which lives no longer than that handle to the set.</summary>
    internal IpcLock(IpcLockSet set, int index)
        : this(set.Region, index)
    {
        _set = set;
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc/>
    public override bool IsRecursive { get; }

    /// <summary>
    /// Its name or id; for one of a lock set that of the set with the number in brackets, as in <c>accounts[17]</c>.
    /// </summary>
    public override string Id => _index < 0 ? Region.Id : LockSetCells.IdOf(Region.Id, _index);

    /// <inheritdoc/>
    public override IpcKind Kind => IpcKind.Lock;

    /// <summary>Which one it is in a lock set, from 0; null for one that is an object of its own.</summary>
    public int? Index => _index < 0 ? null : _index;

    /// <summary>Makes a lock.</summary>
    /// <param name="name">By which other processes find it; null for an anonymous one.</param>
    /// <param name="recursive">Whether the same owner may enter again.</param>
    /// <param name="persistent">Whether it stays when its last holder leaves.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AlreadyExists"/>, <see cref="IpcError.InvalidName"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public static IpcLock Create(string? name = null, bool recursive = false, bool persistent = false) =>
        LockDescriptor.Instance.Create(new() { Recursive = recursive, Name = name, Persistent = persistent });

    /// <summary>Opens an existing lock, or one of a lock set.</summary>
    /// <param name="name">Its name or id; for one of a set with its number: <c>accounts[17]</c>.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>.</exception>
    public static IpcLock Open(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return LockSetCells.TryParse(name, out string set, out int index) ? OpenOneOf(set, index) : LockDescriptor.Instance.Open(name);
    }

    /// <summary>Opens the lock of that name, or makes it.</summary>
    /// <inheritdoc cref="Create"/>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.FormatMismatch"/> when it exists with other parameters.
    /// </exception>
    public static IpcLock CreateOrOpen(string name, bool recursive = false, bool persistent = false) =>
        LockDescriptor.Instance.CreateOrOpen(new() { Recursive = recursive, Name = name, Persistent = persistent });

    /// <summary>One of a set cannot be removed by itself.</summary>
    /// <param name="cancellation">Ends the wait for processes that are paused inside.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotSupported"/> for one of a set.</exception>
    public override void Remove(CancellationToken cancellation)
    {
        if (_index >= 0)
        {
            throw new IpcException(
                IpcError.NotSupported,
                $"The {Describe()} is part of a set and ends with it. "
                    + $"{Advice.For(IpcAdvice.RemoveLockSet, IpcKind.LockSet, Region.IsNamed ? Region.Id : null)}");
        }

        base.Remove(cancellation);
    }

    internal override string Describe() => _index < 0 ? Region.Describe() : LockSetCells.Describe(Region, _index);

    private protected override void ReleaseHandle()
    {
        if (_set is null)
        {
            base.ReleaseHandle();
        }
    }

    private static IpcLock OpenOneOf(string set, int index)
    {
        Region region = LockSetDescriptor.Instance.OpenRegion(set);
        try
        {
            int count = IpcLockSet.CheckedCount(region);
            return index < count
                ? new IpcLock(region, index)
                : throw new IpcException(IpcError.NotFound, $"The {region.Describe()} has the locks 0 to "
                    + $"{count - 1:N0}, and no lock {index}.");
        }
        catch
        {
            region.ReleaseHandle();
            throw;
        }
    }
}
