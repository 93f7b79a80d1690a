using System.Diagnostics;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>
/// So many turns in any span of a given length, whichever process takes them. All members may be called from any
/// thread.
/// </summary>
/// <remarks>
/// <para>Payload: which turn is the oldest (4); wait word (4); last ticket (4). At <see cref="RegionLayout.Data"/> when
/// each of the last turns was taken (8 each), in nanoseconds of the system's monotonic clock, as a ring. Who waits is
/// announced as for a lock of a set (<see cref="LockWaiters"/>), with its ticket in place of the number of a
/// lock.</para>
/// <para>Enter: (1) mutex; (2) if the oldest turn was taken a span ago or longer, write now in its place; (3) the next
/// one is the oldest; (4) else draw a ticket, announce me, and sleep until the turn is there for me: nobody wakes me
/// for that. Who comes newly leaves the turns to those who wait already; who has waited until its time takes any turn
/// that is there, so one that is paused ahead of it stops nobody.</para>
/// <para>A turn is taken when it is used, not when it was promised: whoever was paused or suspended meanwhile waits for
/// a turn like any other, and in no span are there more than there should be.</para>
/// <para>Deaths: before step 2 nothing was taken. After it the turn is taken; the repair does step 3. One that waits
/// is ahead of nobody any more.</para>
/// <para>Cost: the mutex and two stores, and a look at 64 words for who comes newly.</para>
/// </remarks>
public sealed class IpcRateLimit : IpcObject, IIpcRateLimit
{
    /// <summary>The most turns there can be in a span.</summary>
    public const int MaximumCount = 1_000_000;

    private readonly RateTurns _turns;
    private readonly Cell32 _wait;

    internal IpcRateLimit(Region region)
        : base(region)
    {
        _turns = new RateTurns(region);
        _wait = region.Word(RateTurns.WaitAt);
    }

    /// <inheritdoc/>
    public int Count => (int)Region.Parameter(0);

    /// <inheritdoc/>
    public TimeSpan Per => new((long)Region.Parameter(1));

    /// <summary>Makes a rate limit.</summary>
    /// <param name="count">How many turns there are in any span; from one to <see cref="MaximumCount"/>.</param>
    /// <param name="per">How long the span is.</param>
    /// <param name="name">By which other processes find it; null for an anonymous one.</param>
    /// <param name="persistent">Whether it stays when its last holder leaves.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count or span that makes no sense.</exception>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AlreadyExists"/>, <see cref="IpcError.InvalidName"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public static IpcRateLimit Create(int count, TimeSpan per, string? name = null, bool persistent = false) =>
        RateLimitDescriptor.Instance.Create(new() { Count = count, Per = per, Name = name, Persistent = persistent });

    /// <summary>Opens an existing rate limit.</summary>
    /// <param name="name">Its name or id.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>.</exception>
    public static IpcRateLimit Open(string name) => RateLimitDescriptor.Instance.Open(name);

    /// <summary>Opens the rate limit of that name, or makes it.</summary>
    /// <inheritdoc cref="Create"/>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.FormatMismatch"/> when it exists with other parameters.
    /// </exception>
    public static IpcRateLimit CreateOrOpen(string name, int count, TimeSpan per, bool persistent = false) =>
        RateLimitDescriptor.Instance.CreateOrOpen(
            new() { Count = count, Per = per, Name = name, Persistent = persistent });

    /// <summary>Waits for a turn as long as it takes.</summary>
    public void Enter() => TryEnter(Timeout.InfiniteTimeSpan);

    /// <summary>Waits for a turn.</summary>
    /// <param name="seconds">How long to wait.</param>
    /// <exception cref="IpcException"><see cref="IpcError.Timeout"/>.</exception>
    public void Enter(double seconds)
    {
        if (!TryEnter(seconds))
        {
            throw new IpcException(IpcError.Timeout, $"The {Region.Describe()} had no turn within {seconds} s. Nothing "
                + "was taken; try again, or wait longer.");
        }
    }

    /// <summary>Takes a turn if there is one now.</summary>
    public bool TryEnter() => TryEnter(TimeSpan.Zero);

    /// <summary>Waits for a turn.</summary>
    /// <param name="seconds">How long to wait.</param>
    /// <returns>Whether a turn was taken.</returns>
    public bool TryEnter(double seconds) => TryEnter(Deadline.Seconds(seconds));

    /// <inheritdoc/>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotFound"/>, <see cref="IpcError.Closed"/> when the object has ended.
    /// </exception>
    public bool TryEnter(TimeSpan timeout, CancellationToken cancellation = default)
    {
        ThrowIfClosed();
        Deadline deadline = Deadline.After(timeout);
        Attempt attempt = new(this) { IsUrgent = deadline.IsNow };
        bool entered = Waiter.Look(Region, ref attempt, deadline, cancellation)
            || (!deadline.IsNow && Wait(ref attempt, deadline, cancellation));
        GC.KeepAlive(this);
        return entered;
    }

    private bool Wait(ref Attempt attempt, Deadline deadline, CancellationToken cancellation)
    {
        if (!Region.AcquireMutex(deadline, cancellation))
        {
            return false;
        }

        int ticket = _turns.DrawTicket();
        Region.Mutex.Release();
        attempt.Ticket = ticket;
        ulong announced = LockWaiters.Announce(Region, IpcHosting.CurrentOwner, ticket, out int place);
        try
        {
            return WaitInTurn(ref attempt, deadline, cancellation);
        }
        finally
        {
            LockWaiters.Withdraw(Region, announced, place);
        }
    }

    // Each time until a turn should be there for us: nobody wakes us for that.
    private bool WaitInTurn(ref Attempt attempt, Deadline deadline, CancellationToken cancellation)
    {
        while (!Waiter.Sleep(Region, _wait, ref attempt, deadline.OrAt(attempt.Time), cancellation))
        {
            if (deadline.HasPassed)
            {
                return false;
            }
        }

        return true;
    }

    private struct Attempt(IpcRateLimit limit) : IAttempt
    {
        /// <summary>Takes what is there, whoever waits: it cannot wait itself.</summary>
        public bool IsUrgent;

        /// <summary>When it came; null before it is among those who wait.</summary>
        public int? Ticket;

        /// <summary>When a turn should be there for it.</summary>
        public long Time;

        public bool Try(Deadline deadline, CancellationToken cancellation)
        {
            Region region = limit.Region;
            if (!region.AcquireMutex(deadline, cancellation))
            {
                return false;
            }

            RateTurns turns = limit._turns;
            long now = Stopwatch.GetTimestamp();
            bool isItsTime = IsUrgent || (Ticket is not null && now >= Time);
            bool taken = turns.TimeOf(isItsTime ? 0 : turns.Ahead(Ticket), now) <= now;
            if (taken)
            {
                turns.Take(now);
            }
            else
            {
                Time = turns.TimeOf(turns.Ahead(Ticket), now);
            }

            region.Mutex.Release();
            return taken;
        }
    }
}
