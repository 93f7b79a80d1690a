using Ipc.Platform.CrashPoints;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>
/// A semaphore between processes. The permits of a holder that dies, or closes the semaphore, come back; unless it was
/// made for signals, which nobody holds: what was taken is used up.
/// </summary>
/// <remarks>
/// <para>Payload: total (4), wait word (4), available (4). Each participant's slot counts the permits its process
/// holds. What counts is the total and those counts; what is available is derived from them, and derived anew whenever
/// a process died in the region's mutex, inside which all of them change.</para>
/// <para>Enter: (1) mutex; (2) count a permit to me; (3) one available less. Exit: (1) mutex; (2) one of mine less, or
/// of another holder's when I have none, or one more in all when nobody holds any; (3) one available more; (4) wake
/// one.</para>
/// <para>With signals the slots count nothing, so what is available is the total. Enter: (1) mutex; (2) one less in
/// all, in one store: the signal is used up; (3) one available less. Exit: (1) mutex; (2) one more in all; (3) one
/// available more; (4) wake one. A death after the second step of either has taken, or given, the signal.</para>
/// </remarks>
public sealed class IpcSemaphore : IpcObject, IIpcSemaphore
{
    internal const int TotalAt = RegionLayout.PayloadAt;
    internal const int WaitAt = RegionLayout.PayloadAt + 4;
    internal const int AvailableAt = RegionLayout.PayloadAt + 8;

    private readonly Cell32 _total;
    private readonly Cell32 _wait;
    private readonly Cell32 _available;
    private readonly Cell32 _mine; // What this process holds, in its slot.
    private readonly uint _bound;

    internal IpcSemaphore(Region region)
        : base(region)
    {
        _total = region.Word(TotalAt);
        _wait = region.Word(WaitAt);
        _available = region.Word(AvailableAt);
        _mine = region.Held(region.MySlot);
        _bound = MaximumCount == 0 ? int.MaxValue : (uint)MaximumCount;
        IsSignal = region.Parameter(2) != 0;
    }

    /// <summary>How many permits it was made with.</summary>
    public int InitialCount => (int)Region.Parameter(0);

    /// <summary>The most permits there can be; 0 when it is not bounded.</summary>
    public int MaximumCount => (int)Region.Parameter(1);

    /// <summary>
    /// Whether its permits are signals: nobody holds them, so those that a process has taken do not come back when it
    /// ends.
    /// </summary>
    public bool IsSignal { get; }

    /// <summary>How many permits can be had now. Only a hint: it may change at once.</summary>
    public int CurrentCount => (int)_available.Value;

    /// <summary>How many permits this process has taken and not given back.</summary>
    internal uint HeldHere => _mine.Value;

    /// <summary>Makes a semaphore.</summary>
    /// <param name="initialCount">How many permits there are at first.</param>
    /// <param name="maximumCount">The most there can be; 0 for no bound.</param>
    /// <param name="name">By which other processes find it; null for an anonymous one.</param>
    /// <param name="persistent">Whether it stays when its last holder leaves.</param>
    /// <param name="signal">Whether its permits are signals; see <see cref="IsSignal"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count below zero, or more permits than the bound.</exception>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AlreadyExists"/>, <see cref="IpcError.InvalidName"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public static IpcSemaphore Create(
        int initialCount = 1, int maximumCount = 0, string? name = null, bool persistent = false, bool signal = false) =>
        SemaphoreDescriptor.Instance.Create(SpecOf(initialCount, maximumCount, name, persistent, signal));

    /// <summary>Opens an existing semaphore.</summary>
    /// <param name="name">Its name or id.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>.</exception>
    public static IpcSemaphore Open(string name) => SemaphoreDescriptor.Instance.Open(name);

    /// <summary>Opens the semaphore of that name, or makes it.</summary>
    /// <inheritdoc cref="Create"/>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.FormatMismatch"/> when it exists with other parameters.
    /// </exception>
    public static IpcSemaphore CreateOrOpen(
        string name, int initialCount = 1, int maximumCount = 0, bool persistent = false, bool signal = false) =>
        SemaphoreDescriptor.Instance.CreateOrOpen(SpecOf(initialCount, maximumCount, name, persistent, signal));

    /// <summary>Waits for a permit as long as it takes.</summary>
    public void Enter() => TryEnter(Timeout.InfiniteTimeSpan);

    /// <summary>Waits for a permit.</summary>
    /// <param name="seconds">How long to wait.</param>
    /// <exception cref="IpcException"><see cref="IpcError.Timeout"/>.</exception>
    public void Enter(double seconds)
    {
        if (!TryEnter(seconds))
        {
            throw new IpcException(IpcError.Timeout, $"The {Region.Describe()} had no permit within {seconds} s. "
                + "Nothing was taken; try again, or wait longer.");
        }
    }

    /// <summary>Takes a permit if there is one now.</summary>
    public bool TryEnter() => TryEnter(TimeSpan.Zero);

    /// <summary>Waits for a permit.</summary>
    /// <param name="seconds">How long to wait.</param>
    /// <returns>Whether a permit was taken.</returns>
    public bool TryEnter(double seconds) => TryEnter(Deadline.Seconds(seconds));

    /// <summary>Waits for a permit.</summary>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero for one attempt.
    /// </param>
    /// <param name="cancellation">Ends the wait; no permit is taken then.</param>
    /// <returns>Whether a permit was taken.</returns>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotFound"/>, <see cref="IpcError.Closed"/> when the object has ended.
    /// </exception>
    public bool TryEnter(TimeSpan timeout, CancellationToken cancellation = default)
    {
        ThrowIfClosed();
        if (TryAcquireNow())
        {
            return true;
        }

        Attempt attempt = new(this);
        bool entered = Waiter.Until(Region, _wait, ref attempt, Deadline.After(timeout), cancellation);
        GC.KeepAlive(this);
        return entered;
    }

    internal override IAwaited Await() => new Awaited(this, _wait, () => _available.Value > 0);

    internal override bool TryTake(TimeSpan turn, IpcReady taken, CancellationToken cancellation) => TryEnter(turn, cancellation);

    private static IpcSemaphoreSpec SpecOf(int initialCount, int maximumCount, string? name, bool persistent, bool signal) => new()
    {
        InitialCount = initialCount,
        MaximumCount = maximumCount,
        Signal = signal,
        Name = name,
        Persistent = persistent,
    };

    // The usual case: the mutex is free, and there is a permit. False says nothing about why not.
    private bool TryAcquireNow()
    {
        Region.ThrowIfEnded();
        if (_available.Value == 0 || !Region.Mutex.TryAcquire())
        {
            return false;
        }

        bool taken = !Region.IsLeaving && TryTake();
        Region.ReleaseMutexOrWithdraw();
        GC.KeepAlive(this);
        return taken;
    }

    // Inside the mutex.
    private bool TryTake()
    {
        uint available = _available.Value;
        if (available == 0)
        {
            return false;
        }

        if (IsSignal)
        {
            Cell32 total = _total;
            total.Value = available - 1;
            CrashPoint.Reach(CrashStep.SemaphoreSignalTaken);
        }
        else
        {
            Cell32 mine = _mine;
            mine.Value++;
            CrashPoint.Reach(CrashStep.SemaphoreHeld);
        }

        Cell32 left = _available;
        left.Value = available - 1;
        CrashPoint.Reach(CrashStep.SemaphoreTaken);
        return true;
    }

    /// <summary>Gives one permit back.</summary>
    public void Exit() => Exit(1);

    /// <summary>Gives permits back.</summary>
    /// <param name="count">How many; one or more.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.SemaphoreFull"/>: there would be more than the bound; nothing was given back.
    /// </exception>
    public void Exit(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ThrowIfClosed();
        Region.ThrowIfEnded();
        if (count == 1 && !IsSignal && TryReleaseNow())
        {
            return;
        }

        Region.AcquireMutex(Deadline.Never, CancellationToken.None);
        try
        {
            if (_available.Value + (ulong)count > _bound)
            {
                throw new IpcException(
                    IpcError.SemaphoreFull,
                    $"The {Region.Describe()} has {_available.Value} of {_bound} permits free; giving back {count} "
                        + "would be more than there can be. Leave only as often as you entered.");
            }

            GiveBack((uint)count);
        }
        finally
        {
            Region.Mutex.Release();
        }

        EventCount.Wake(_wait, count); // Leaving the mutex was a full barrier.
        GC.KeepAlive(this);
    }

    // The usual case: the mutex is free, and this process has a permit to give back.
    private bool TryReleaseNow()
    {
        if (!Region.Mutex.TryAcquire())
        {
            return false;
        }

        Cell32 mine = _mine;
        Cell32 left = _available;
        uint available = left.Value;
        bool given = !Region.IsLeaving && mine.Value > 0 && available < _bound;
        if (given)
        {
            mine.Value--;
            CrashPoint.Reach(CrashStep.SemaphoreReturned);
            left.Value = available + 1;
            CrashPoint.Reach(CrashStep.SemaphoreAvailable);
        }

        Region.ReleaseMutexOrWithdraw();
        if (given)
        {
            EventCount.Wake(_wait);
        }

        GC.KeepAlive(this);
        return given;
    }

    private void GiveBack(uint count)
    {
        if (IsSignal)
        {
            Cell32 total = _total;
            total.Value = _available.Value + count;
            CrashPoint.Reach(CrashStep.SemaphoreSignalGiven);
            _available.Value = total.Value;
            CrashPoint.Reach(CrashStep.SemaphoreAvailable);
            return;
        }

        uint left = count - TakeFrom(Region.MySlot, count);
        for (int slot = 0; left > 0 && slot < Region.SlotLimit; slot++)
        {
            left -= TakeFrom(slot, left); // Entered by one process and left by another.
        }

        CrashPoint.Reach(CrashStep.SemaphoreReturned);
        _total.Value += left;
        _available.Value += count;
        CrashPoint.Reach(CrashStep.SemaphoreAvailable);
    }

    private uint TakeFrom(int slot, uint most)
    {
        Cell32 held = Region.Held(slot);
        uint taken = Math.Min(held.Value, most);
        held.Value -= taken;
        return taken;
    }

    private struct Attempt(IpcSemaphore semaphore) : IAttempt
    {
        public readonly bool Try(Deadline deadline, CancellationToken cancellation)
        {
            if (semaphore._available.Value == 0)
            {
                return false;
            }

            Region region = semaphore.Region;
            if (!region.AcquireMutex(deadline, cancellation))
            {
                return false;
            }

            bool taken = semaphore.TryTake();
            region.Mutex.Release();
            return taken;
        }
    }
}
