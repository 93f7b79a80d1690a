using Ipc.Model;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>
/// A lock between processes that many may hold together to read, or one alone to write. All members may be called from
/// any thread; it belongs to the process and owner that entered it, not to a thread.
/// </summary>
/// <remarks>
/// <para>Payload: a lock cell (24), which is the hold of the one who is alone; readers (4); claims (4); round (4);
/// upgrader (4). A participant's slot counts in its low half the owners of its process that hold the lock together with
/// others, in its high half those that wait to hold it alone, and its mark names the round in which they said so: an
/// older mark counts no claims. Readers and claims are derived from the slots. All of it changes inside the region's
/// mutex. Which owner it is that holds the lock is known to its own process alone
/// (<see cref="ReaderWriterHolds"/>).</para>
/// <para>Enter shared: (1) mutex; (2) if nobody holds it alone and there is no claim: count me in the slot, (3) in the
/// sum. Who holds it already enters again without asking, since a claim that held it back would wait for it. Leave
/// shared: (1) mutex; (2) one less in the slot, (3) in the sum; (4) wake everyone when at most one is left.</para>
/// <para>Enter alone: (1) mutex; (2) if there are no readers, take the cell; (3) else claim, which holds newcomers back
/// that want to read, and sleep. Leave alone: (1) mutex; (2) begin a new round: all claims are void, so that those get
/// their turn who were held back; (3) free the cell; (4) wake everyone: who still waits to be alone claims
/// again.</para>
/// <para>A reader that finds the lock free but claimed lets the one who claims go first for a moment, and then begins a
/// new round: who claims may be paused, and nobody waits for that.</para>
/// <para>Upgrade: who holds it shared and wants it alone is the upgrader, and waits until it is the only reader. A
/// second one could never be alone, since each would wait for the other: it is refused. Leaving gives back what was
/// entered last, so an upgrade is left to where it came from.</para>
/// <para>Deaths: a reader's slot counts nothing after recovery; a claim goes with its slot; the cell is marked as
/// abandoned, and the next one to enter, in either way, is told. What is derived is derived anew. Between two steps a
/// reader is in its slot or not: the slot counts. The upgrader's word names a dead process and counts as free. A paused
/// reader or writer is alive and keeps what it holds.</para>
/// <para>Cost without contention: the mutex, and two stores, either way; no system call.</para>
/// </remarks>
public sealed partial class IpcReaderWriterLock : IpcObject, IIpcReaderWriterLock
{
    private readonly ReaderWriterState _state;
    private readonly ReaderWriterHolds _holds;

    internal IpcReaderWriterLock(Region region)
        : base(region)
    {
        _state = new ReaderWriterState(region);
        _holds = region.Local<ReaderWriterHolds>();
        IsRecursive = region.Parameter(0) != 0;
    }

    /// <summary>Whether the same owner may enter exclusively again; it then leaves as often.</summary>
    public bool IsRecursive { get; }

    /// <summary>Whether anybody holds it at the moment, in either way. Only a hint: it may change at once.</summary>
    public bool IsHeld => _state.Cell.IsHeld || _state.Readers > 0;

    /// <summary>Whether somebody holds it alone at the moment. Only a hint: it may change at once.</summary>
    public bool IsHeldExclusively => _state.Cell.IsHeld;

    /// <summary>How many hold it together at the moment. Only a hint: it may change at once.</summary>
    public int ReaderCount => (int)_state.Readers;

    /// <summary>Whether this owner holds it, in either way.</summary>
    public bool IsHeldByMe => _holds.Count(IpcHosting.CurrentOwner) > 0;

    /// <summary>
    /// Whether the last one to enter in this process found that somebody had died who held it alone.
    /// </summary>
    public bool WasAbandoned => _state.Cell.WasAbandoned;

    /// <summary>How often this owner has entered and not left, in either way.</summary>
    internal int HoldCount => _holds.Count(IpcHosting.CurrentOwner);

    internal override IAwaited Await() => new Awaited(this, _state.Wait, () => !IsHeld);

    internal override bool TryTake(TimeSpan turn, IpcReady taken, CancellationToken cancellation)
    {
        IpcEnterResult result = TryEnter(turn, cancellation);
        taken.WasAbandoned = result == IpcEnterResult.Abandoned;
        return result != IpcEnterResult.TimedOut;
    }

    /// <summary>Makes a reader-writer lock.</summary>
    /// <param name="name">By which other processes find it; null for an anonymous one.</param>
    /// <param name="recursive">Whether the same owner may enter exclusively again.</param>
    /// <param name="persistent">Whether it stays when its last holder leaves.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AlreadyExists"/>, <see cref="IpcError.InvalidName"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public static IpcReaderWriterLock Create(string? name = null, bool recursive = false, bool persistent = false) =>
        ReaderWriterLockDescriptor.Instance.Create(
            new() { Recursive = recursive, Name = name, Persistent = persistent });

    /// <summary>Opens an existing reader-writer lock.</summary>
    /// <param name="name">Its name or id.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>.</exception>
    public static IpcReaderWriterLock Open(string name) => ReaderWriterLockDescriptor.Instance.Open(name);

    /// <summary>Opens the reader-writer lock of that name, or makes it.</summary>
    /// <inheritdoc cref="Create"/>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.FormatMismatch"/> when it exists with other parameters.
    /// </exception>
    public static IpcReaderWriterLock CreateOrOpen(string name, bool recursive = false, bool persistent = false) =>
        ReaderWriterLockDescriptor.Instance.CreateOrOpen(
            new() { Recursive = recursive, Name = name, Persistent = persistent });

    /// <summary>Waits to hold the lock alone, as long as it takes.</summary>
    /// <exception cref="IpcException">See <see cref="TryEnter(TimeSpan, long, CancellationToken)"/>.</exception>
    public void Enter() => TryEnter(Timeout.InfiniteTimeSpan);

    /// <summary>Waits to hold the lock alone.</summary>
    /// <param name="seconds">How long to wait.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.Timeout"/>; see also <see cref="TryEnter(TimeSpan, long, CancellationToken)"/>.
    /// </exception>
    public void Enter(double seconds) => ThrowIfLate(TryEnter(Deadline.Seconds(seconds)), seconds);

    /// <summary>Tries once to hold the lock alone.</summary>
    /// <returns>Whether it is held now.</returns>
    public bool TryEnter() => TryEnter(TimeSpan.Zero) != IpcEnterResult.TimedOut;

    /// <summary>Waits to hold the lock alone.</summary>
    /// <param name="seconds">How long to wait.</param>
    /// <returns>Whether it is held now.</returns>
    public bool TryEnter(double seconds) => TryEnter(Deadline.Seconds(seconds)) != IpcEnterResult.TimedOut;

    /// <inheritdoc/>
    public IpcEnterResult TryEnter(TimeSpan timeout, CancellationToken cancellation = default) =>
        TryEnter(timeout, IpcHosting.CurrentOwner, cancellation);

    /// <summary>Waits to hold the lock alone, on behalf of an owner of the caller's choice.</summary>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one attempt.
    /// </param>
    /// <param name="owner">Any number but 0 that names the owner within this process.</param>
    /// <param name="cancellation">Ends the wait; what was held before is held still.</param>
    /// <returns>Whether the lock is held so now, and whether the one before died in it.</returns>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.Deadlock"/> when this owner holds it alone already and it is not recursive, or holds it
    /// together with others and one of those waits to hold it alone; <see cref="IpcError.NotFound"/>,
    /// <see cref="IpcError.Closed"/> when the object has ended.
    /// </exception>
    public IpcEnterResult TryEnter(TimeSpan timeout, long owner, CancellationToken cancellation = default)
    {
        ThrowIfClosed();
        Deadline deadline = Deadline.After(timeout);
        IpcEnterResult result = _state.Cell.IsHeldBy(owner)
            ? _state.Cell.WaitAndAcquire(owner, IsRecursive, deadline, cancellation)
            : WaitAlone(owner, deadline, cancellation);
        Note(owner, result, shared: false);
        GC.KeepAlive(this);
        return result;
    }

    /// <summary>Waits to hold the lock together with others, as long as it takes.</summary>
    public void EnterShared() => TryEnterShared(Timeout.InfiniteTimeSpan);

    /// <summary>Waits to hold the lock together with others.</summary>
    /// <param name="seconds">How long to wait.</param>
    /// <exception cref="IpcException"><see cref="IpcError.Timeout"/>.</exception>
    public void EnterShared(double seconds) => ThrowIfLate(TryEnterShared(Deadline.Seconds(seconds)), seconds);

    /// <summary>Tries once to hold the lock together with others.</summary>
    /// <returns>Whether it is held now.</returns>
    public bool TryEnterShared() => TryEnterShared(TimeSpan.Zero) != IpcEnterResult.TimedOut;

    /// <summary>Waits to hold the lock together with others.</summary>
    /// <param name="seconds">How long to wait.</param>
    /// <returns>Whether it is held now.</returns>
    public bool TryEnterShared(double seconds) => TryEnterShared(Deadline.Seconds(seconds)) != IpcEnterResult.TimedOut;

    /// <summary>Waits to hold the lock together with others.</summary>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one attempt.
    /// </param>
    /// <param name="cancellation">Ends the wait; the lock is not held then.</param>
    /// <returns>Whether the lock is held now, and whether the one who held it alone before died in it.</returns>
    public IpcEnterResult TryEnterShared(TimeSpan timeout, CancellationToken cancellation = default) =>
        TryEnterShared(timeout, IpcHosting.CurrentOwner, cancellation);

    /// <inheritdoc/>
    public IpcEnterResult TryEnterShared(TimeSpan timeout, long owner, CancellationToken cancellation = default)
    {
        ThrowIfClosed();
        Region.ThrowIfEnded();
        Deadline deadline = Deadline.After(timeout);
        IpcEnterResult result = _holds.Count(owner) == 0
            ? WaitShared(owner, deadline, cancellation)
            : ShareAgain(owner, deadline, cancellation);
        Note(owner, result, shared: true);
        GC.KeepAlive(this);
        return result;
    }

    /// <summary>Leaves what this owner has entered last, in either way.</summary>
    /// <exception cref="IpcException"><see cref="IpcError.NotOwner"/> when it holds nothing.</exception>
    public void Exit() => Exit(IpcHosting.CurrentOwner);

    /// <summary>Leaves what an owner has entered last, in either way.</summary>
    /// <param name="owner">The number that was given on entering.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotOwner"/> when it holds nothing.</exception>
    public void Exit(long owner) => Exit(owner, _holds.Last(owner));

    /// <inheritdoc/>
    public void ExitShared() => ExitShared(IpcHosting.CurrentOwner);

    /// <summary>
    /// Leaves what an owner has entered together with others, also where it has entered something since.
    /// </summary>
    /// <param name="owner">The number that was given on entering.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotOwner"/> when it does not hold it so.</exception>
    public void ExitShared(long owner) => Exit(owner, _holds.Shared(owner) > 0 ? true : null);

    private void Exit(long owner, bool? shared)
    {
        ThrowIfClosed();
        Region.ThrowIfEnded();
        if (shared is not { } isShared)
        {
            throw NotOwner(owner);
        }

        if (!isShared)
        {
            ExitAlone(owner);
        }
        else if (_holds.Shared(owner) == 1)
        {
            Unshare();
        }

        _holds.Remove(owner, isShared);
        GC.KeepAlive(this);
    }

    private void ExitAlone(long owner)
    {
        if (_state.Cell.Depth > 1)
        {
            _state.Cell.Release(owner);
            return;
        }

        Region.AcquireMutex(Deadline.Never, CancellationToken.None);
        try
        {
            _state.BeginRound();
            _state.Cell.Release(owner);
        }
        finally
        {
            Region.Mutex.Release();
        }

        _state.Cell.WakeAll(); // Leaving the mutex was a full barrier.
    }

    private void Unshare()
    {
        Region.AcquireMutex(Deadline.Never, CancellationToken.None);
        _state.Unshare();
        bool isLast = _state.Readers <= 1; // One more may be the one that waits to be alone.
        Region.Mutex.Release();
        if (isLast)
        {
            _state.Cell.WakeAll();
        }
    }

    private void Note(long owner, IpcEnterResult result, bool shared)
    {
        if (result != IpcEnterResult.TimedOut)
        {
            _state.Cell.WasAbandoned = result == IpcEnterResult.Abandoned;
            _holds.Add(owner, shared);
        }
    }
}
