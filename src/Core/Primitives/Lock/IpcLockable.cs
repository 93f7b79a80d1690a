using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>
/// An object that is a lock or carries one. All members may be called from any thread; a lock belongs to the process
/// and owner that entered it, not to a thread.
/// </summary>
public abstract class IpcLockable : IpcObject, IIpcLock
{
    private readonly LockCell _lock;

    private protected IpcLockable(Region region)
        : this(region, new LockCell(region, RegionLayout.PayloadAt))
    {
    }

    private protected IpcLockable(Region region, LockCell cell)
        : base(region) => _lock = cell;

    /// <summary>An object on a lock that there was already; it keeps that handle, and closes it with its own.</summary>
    private protected IpcLockable(Region region, IpcLock? given)
        : this(region, given?.Cell ?? new LockCell(region, RegionLayout.PayloadAt)) => Lock = given;

    /// <summary>
    /// The lock that it was made on; null where it is one, or has one of its own. Not to be closed.
    /// </summary>
    public IpcLock? Lock { get; }

    /// <summary>Whether the same owner may enter again; it then leaves as often.</summary>
    public abstract bool IsRecursive { get; }

    /// <summary>Whether anybody holds it at the moment. Only a hint: it may change at once.</summary>
    public bool IsHeld => _lock.IsHeld;

    /// <summary>Whether this owner holds it.</summary>
    public bool IsHeldByMe => _lock.IsHeldBy(IpcHosting.CurrentOwner);

    /// <inheritdoc/>
    public bool WasAbandoned => _lock.WasAbandoned;

    internal LockCell Cell => _lock;

    private protected override IpcReference? Needs => Lock?.GetReference();

    /// <summary>Waits for the lock as long as it takes.</summary>
    /// <exception cref="IpcException">See <see cref="TryEnter(TimeSpan, CancellationToken)"/>.</exception>
    public void Enter() => TryEnter(Timeout.InfiniteTimeSpan);

    /// <summary>Waits for the lock.</summary>
    /// <param name="seconds">How long to wait.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.Timeout"/>; see also <see cref="TryEnter(TimeSpan, CancellationToken)"/>.
    /// </exception>
    public void Enter(double seconds)
    {
        if (!TryEnter(seconds))
        {
            throw new IpcException(IpcError.Timeout, $"The {Describe()} was not free within {seconds} s. Nothing was "
                + "entered; try again, or wait longer.");
        }
    }

    /// <summary>Tries once, without waiting.</summary>
    /// <returns>Whether the lock is held now.</returns>
    public bool TryEnter() => TryEnter(TimeSpan.Zero) != IpcEnterResult.TimedOut;

    /// <summary>Waits for the lock.</summary>
    /// <param name="seconds">How long to wait.</param>
    /// <returns>Whether the lock is held now.</returns>
    public bool TryEnter(double seconds) => TryEnter(Deadline.Seconds(seconds)) != IpcEnterResult.TimedOut;

    /// <inheritdoc/>
    public IpcEnterResult TryEnter(TimeSpan timeout, CancellationToken cancellation = default) =>
        TryEnter(timeout, IpcHosting.CurrentOwner, cancellation);

    /// <summary>Waits for the lock on behalf of an owner of the caller's choice.</summary>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="owner">Any number but 0 that names the owner within this process.</param>
    /// <param name="cancellation">Ends the wait; the lock is not held then.</param>
    /// <returns>Whether the lock is held now, and whether its last holder died in it.</returns>
    /// <exception cref="IpcException">See <see cref="IIpcLock.TryEnter(TimeSpan, CancellationToken)"/>.</exception>
    public IpcEnterResult TryEnter(TimeSpan timeout, long owner, CancellationToken cancellation = default)
    {
        if (TryAcquire(owner))
        {
            return IpcEnterResult.Entered;
        }

        IpcEnterResult result = _lock.WaitAndAcquire(owner, IsRecursive, Deadline.After(timeout), cancellation);
        if (result != IpcEnterResult.TimedOut)
        {
            _lock.WasAbandoned = result == IpcEnterResult.Abandoned;
        }

        GC.KeepAlive(this);
        return result;
    }

    /// <summary>
    /// Enters if nobody holds the lock at this moment. False says nothing else:
    /// <see cref="TryEnter(TimeSpan, long, CancellationToken)"/> is next.
    /// </summary>
    internal bool TryAcquire(long owner)
    {
        ThrowIfClosed();
        ThrowIfNoLock();
        if (Lock is not null)
        {
            Region.ThrowIfEnded(); // The lock itself may go on.
        }

        bool entered = _lock.TryAcquire(owner);
        if (entered)
        {
            _lock.WasAbandoned = false;
        }

        GC.KeepAlive(this);
        return entered;
    }

    /// <inheritdoc/>
    public void Exit() => Exit(IpcHosting.CurrentOwner);

    /// <summary>Leaves the lock on behalf of an owner.</summary>
    /// <param name="owner">The number that was given on entering.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotOwner"/>.</exception>
    public void Exit(long owner)
    {
        ThrowIfClosed();
        ThrowIfNoLock();
        _lock.Release(owner);
        GC.KeepAlive(this);
    }

    internal override IAwaited Await()
    {
        ThrowIfNoLock();
        return Lock?.Await() ?? new Awaited(this, _lock.WaitWord, () => !_lock.IsHeld || (IsRecursive && IsHeldByMe));
    }

    internal override bool TryTake(TimeSpan turn, IpcReady taken, CancellationToken cancellation)
    {
        IpcEnterResult result = TryEnter(turn, cancellation);
        taken.WasAbandoned = result == IpcEnterResult.Abandoned;
        return result != IpcEnterResult.TimedOut;
    }

    private protected override void ReleaseHandle()
    {
        base.ReleaseHandle();
        Lock?.Close();
    }

    /// <summary>Throws for an object that was made without its lock.</summary>
    private protected virtual void ThrowIfNoLock()
    {
    }
}
