using Ipc.Model;
using Ipc.Platform.CrashPoints;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>
/// A condition variable between processes, with its lock. Enter the lock, look at what you wait for,
/// <see cref="Wait()"/> while it is not so; whoever changes it notifies.
/// </summary>
/// <remarks>
/// <para>Payload: the lock (24), wait word (4), waiting (4), grants (4), unused (4), next ticket (8), ticket bound (8).
/// A slot counts the waiting threads of its process; the number waiting is derived from the slots.</para>
/// <para>Wait: (1) mutex: count me, draw a ticket; (2) leave the lock; (3) sleep until there is a grant and my ticket
/// is below the bound, then take one grant; (4) enter the lock. Notify: mutex: (1) raise the bound to the next ticket,
/// so that nobody who comes later takes them; (2) add grants, never more than wait: the commit; (3) wake.</para>
/// <para>Its lock may be another object's (<see cref="LockLink"/>): then the cell here is unused, and everything else
/// is the same.</para>
/// <para>A waiter that dies takes no grant with it: grants belong to nobody until taken, and the others are
/// woken.</para>
/// </remarks>
public sealed class IpcCondition : IpcLockable, IIpcCondition
{
    internal const int WaitAt = RegionLayout.PayloadAt + LockCell.Size;
    internal const int WaitingAt = WaitAt + 4;
    internal const int GrantsAt = WaitAt + 8;

    private const int NextTicketAt = WaitAt + 16;
    private const int BoundAt = WaitAt + 24;

    private readonly Cell32 _wait;
    private readonly Cell32 _waiting;
    private readonly Cell32 _grants;
    private readonly Cell64 _nextTicket;
    private readonly Cell64 _bound;

    internal IpcCondition(Region region, IpcLock? given)
        : base(region, given)
    {
        _wait = region.Word(WaitAt);
        _waiting = region.Word(WaitingAt);
        _grants = region.Word(GrantsAt);
        _nextTicket = region.Long(NextTicketAt);
        _bound = region.Long(BoundAt);
    }

    // Its lock could be; but who waits for a condition waits for its signal.
    internal override IAwaited Await() => throw new IpcException(
        IpcError.NotSupported,
        $"The {Describe()} cannot be waited for along with others: it is waited for while its lock is held. Wait for it by "
            + "itself, or use an event.");

    /// <summary>
    /// A lock of its own is recursive, as Python's is; a wait leaves it fully and enters it as often again.
    /// </summary>
    public override bool IsRecursive => Lock?.IsRecursive ?? true;

    /// <summary>How many wait at the moment. Only a hint: it may change at once.</summary>
    public int WaitingCount => (int)_waiting.Value;

    /// <summary>Makes a condition.</summary>
    /// <param name="name">By which other processes find it; null for an anonymous one.</param>
    /// <param name="persistent">Whether it stays when its last holder leaves.</param>
    /// <param name="givenLock">
    /// A lock that there is already, to be entered and left with it; null for a lock of its own. It lives on with it.
    /// </param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AlreadyExists"/>, <see cref="IpcError.InvalidName"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public static IpcCondition Create(string? name = null, bool persistent = false, IIpcLock? givenLock = null) =>
        ConditionDescriptor.Instance.Create(new() { Name = name, Persistent = persistent, Lock = givenLock });

    /// <summary>Opens an existing condition.</summary>
    /// <param name="name">Its name or id.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>.</exception>
    public static IpcCondition Open(string name) => ConditionDescriptor.Instance.Open(name);

    /// <summary>Opens the condition of that name, or makes it.</summary>
    /// <inheritdoc cref="Create"/>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.FormatMismatch"/> when it exists on another lock.
    /// </exception>
    public static IpcCondition CreateOrOpen(string name, bool persistent = false, IIpcLock? givenLock = null) =>
        ConditionDescriptor.Instance.CreateOrOpen(new() { Name = name, Persistent = persistent, Lock = givenLock });

    /// <summary>Leaves the lock, waits to be notified as long as it takes, and enters the lock again.</summary>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotOwner"/> when this owner does not hold the lock.
    /// </exception>
    public void Wait() => TryWait(Timeout.InfiniteTimeSpan);

    /// <summary>Leaves the lock, waits to be notified, and enters the lock again.</summary>
    /// <param name="seconds">How long to wait; entering the lock again comes on top.</param>
    /// <exception cref="IpcException"><see cref="IpcError.Timeout"/>; the lock is held again all the same.</exception>
    public void Wait(double seconds)
    {
        if (!TryWait(seconds))
        {
            throw new IpcException(IpcError.Timeout, $"The {Region.Describe()} was not notified within {seconds} s. "
                + "Its lock is held again.");
        }
    }

    /// <summary>Leaves the lock, waits to be notified, and enters the lock again.</summary>
    /// <param name="seconds">How long to wait; entering the lock again comes on top.</param>
    /// <returns>Whether it was notified.</returns>
    public bool TryWait(double seconds) => TryWait(Deadline.Seconds(seconds));

    /// <summary>Leaves the lock, waits to be notified, and enters the lock again.</summary>
    /// <param name="timeout">How long to wait; entering the lock again comes on top.</param>
    /// <param name="cancellation">Ends the wait. The lock is entered again only if it is free at that moment.</param>
    /// <returns>Whether it was notified. The lock is held again in any case.</returns>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotOwner"/>; <see cref="IpcError.NotFound"/>, <see cref="IpcError.Closed"/> when the object
    /// has ended.
    /// </exception>
    public bool TryWait(TimeSpan timeout, CancellationToken cancellation = default)
    {
        ThrowIfClosed();
        Region.ThrowIfEnded();
        long owner = IpcHosting.CurrentOwner;
        if (!Cell.IsHeldBy(owner))
        {
            throw new IpcException(
                IpcError.NotOwner, $"The {Region.Describe()} can be waited on only while its lock is held. "
                    + $"{Advice.For(IpcAdvice.EnterLockFirst, Kind)}");
        }

        Deadline deadline = Deadline.After(timeout);
        ulong ticket = Draw();
        uint depth = Cell.ReleaseFully(owner);
        bool notified;
        try
        {
            Attempt attempt = new(this, ticket);
            notified = Waiter.Until(Region, _wait, ref attempt, deadline, cancellation) || !Withdraw(ticket);
        }
        catch
        {
            bool hasEnded = Region.IsLeaving || Region.IsRemoved;
            if (!hasEnded)
            {
                Resign();
            }

            if (!hasEnded || Lock?.Region.HasEnded == false)
            {
                if (Cell.Acquire(owner, false, Deadline.Now, CancellationToken.None) != IpcEnterResult.TimedOut)
                {
                    Cell.RestoreDepth(depth);
                }
            }

            throw;
        }

        // Whoever comes back holds the lock, as after any wait on a condition.
        TryEnter(Timeout.InfiniteTimeSpan, owner, cancellation);
        Cell.RestoreDepth(depth);
        GC.KeepAlive(this);
        return notified;
    }

    /// <summary>Lets one who waits go on, if any.</summary>
    /// <exception cref="IpcException">See <see cref="Notify(int)"/>.</exception>
    public void Notify() => Notify(1);

    /// <summary>Lets some who wait go on.</summary>
    /// <param name="count">How many at the most; one or more.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotOwner"/> when this owner does not hold the lock: somebody who has looked, and is about to
    /// wait, would miss it.
    /// </exception>
    public void Notify(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ThrowIfClosed();
        Region.ThrowIfEnded();
        if (!Cell.IsHeldBy(IpcHosting.CurrentOwner))
        {
            throw new IpcException(
                IpcError.NotOwner,
                $"Who waits for the {Region.Describe()} can be told only while its lock is held: somebody who has just "
                    + $"looked, and is about to wait, would miss it. {Advice.For(IpcAdvice.EnterLockFirst, Kind)}");
        }

        Grant(count);
        GC.KeepAlive(this);
    }

    /// <summary>Lets some who wait go on, whoever holds the lock.</summary>
    internal void Grant(int count)
    {
        Region.RecoverDead(); // The dead do not wait any more.
        Region.AcquireMutex(Deadline.Never, CancellationToken.None);
        _bound.Value = _nextTicket.Value;
        CrashPoint.Reach(CrashStep.ConditionBound);
        _grants.Value = (uint)Math.Min(_waiting.Value, _grants.Value + (ulong)count);
        CrashPoint.Reach(CrashStep.ConditionGranted);
        Region.Mutex.Release();
        Interlocked.MemoryBarrier();
        // More than one: those who came after the bound was raised may be among the sleepers that are woken.
        EventCount.WakeAll(_wait);
        GC.KeepAlive(this);
    }

    /// <summary>Lets all who wait go on.</summary>
    /// <exception cref="IpcException">See <see cref="Notify(int)"/>.</exception>
    public void NotifyAll() => Notify(int.MaxValue);

    private ulong Draw()
    {
        Region.AcquireMutex(Deadline.Never, CancellationToken.None);
        Region.Held(Region.MySlot).Value++;
        CrashPoint.Reach(CrashStep.ConditionHeld);
        _waiting.Value++;
        CrashPoint.Reach(CrashStep.ConditionWaiting);
        ulong ticket = _nextTicket.Value;
        _nextTicket.Value = ticket + 1;
        CrashPoint.Reach(CrashStep.ConditionDrawn);
        Region.Mutex.Release();
        return ticket;
    }

    // False when a grant came at the last moment: then it was taken, and the wait has succeeded.
    private bool Withdraw(ulong ticket)
    {
        Region.AcquireMutexUncancelled();
        bool granted = _grants.Value > 0 && ticket < _bound.Value;
        Leave(granted);
        Region.Mutex.Release();
        return !granted;
    }

    // Stopped, so not notified: a grant that came stays for the others, who were all woken by it.
    private void Resign()
    {
        Region.AcquireMutexUncancelled();
        Leave(granted: false);
        Region.Mutex.Release();
    }

    private void Leave(bool granted)
    {
        if (granted)
        {
            _grants.Value--;
            CrashPoint.Reach(CrashStep.ConditionGrantTaken);
        }

        Region.Held(Region.MySlot).Value--;
        CrashPoint.Reach(CrashStep.ConditionUncounted);
        _waiting.Value--;
        _grants.Value = Math.Min(_grants.Value, _waiting.Value);
    }

    private struct Attempt(IpcCondition condition, ulong ticket) : IAttempt
    {
        public readonly bool Try(Deadline deadline, CancellationToken cancellation)
        {
            if (condition._grants.Value == 0 || ticket >= condition._bound.Value
                || !condition.Region.AcquireMutex(deadline, cancellation))
            {
                return false;
            }

            bool granted = condition._grants.Value > 0 && ticket < condition._bound.Value;
            if (granted)
            {
                condition.Leave(granted);
            }

            condition.Region.Mutex.Release();
            return granted;
        }
    }
}
