using Ipc.Model;
using Ipc.Platform.CrashPoints;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>
/// A barrier for a fixed number of parties, which may be in one process or many. It breaks for all when a party times
/// out, is cancelled, aborts, or dies after it arrived; <see cref="Reset"/> makes it usable again.
/// </summary>
/// <remarks>
/// <para>Payload: phase and history (8), wait word (4), broken (4), arrived (4). The first word holds the
/// number of the phase in its low half and, in the high half, one bit for each past phase, newest lowest: set if it
/// ended broken. A phase ends by one store of that word; a party that slept through it reads there how it ended.</para>
/// <para>A participant's slot counts the threads of its process that have arrived, and marks in which phase: an older
/// mark counts nothing. The number of arrivals is derived from the slots.</para>
/// <para>Wait: (1) mutex; count me, or, while the last party of a full phase runs its action, sleep until that phase
/// has ended and start anew; (2) the last party runs the action outside the mutex, then ends the phase and wakes
/// everyone; the others sleep until the phase has ended. Death of a process counted in this phase: cleaning up after it
/// ends the phase as broken.</para>
/// </remarks>
public sealed class IpcBarrier : IpcObject, IIpcBarrier
{
    private readonly BarrierState _state;
    private readonly ReadOnlyMemory<byte> _defaultAction;

    internal IpcBarrier(Region region)
        : base(region)
    {
        _state = new BarrierState(region);
        ulong ticks = region.Parameter(1);
        DefaultTimeout = ticks == 0 ? null : new TimeSpan((long)Math.Min(ticks - 1, (ulong)TimeSpan.MaxValue.Ticks));
        _defaultAction = BarrierAction.Read(region);
    }

    /// <inheritdoc/>
    public TimeSpan? DefaultTimeout { get; }

    /// <summary>How many parties it takes to pass.</summary>
    public int ParticipantCount => (int)Region.Parameter(0);

    /// <summary>How many parties have arrived and wait.</summary>
    public int ParticipantsWaiting => (int)_state.Arrived.Value;

    /// <summary>Whether it is broken, until it is reset.</summary>
    public bool IsBroken => _state.Broken.Value != 0;

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> GetDefaultAction() => _defaultAction;

    /// <summary>Makes a barrier.</summary>
    /// <param name="parties">How many parties it takes to pass; one or more.</param>
    /// <param name="name">By which other processes find it; null for an anonymous one.</param>
    /// <param name="persistent">Whether it stays when its last holder leaves.</param>
    /// <param name="timeout">How long a party waits that gives no time of its own; null as long as it takes.</param>
    /// <param name="action">See <see cref="IIpcBarrier.GetDefaultAction"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// Fewer than one party, or more than 32,767; a negative time; an action of more than a million bytes.
    /// </exception>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AlreadyExists"/>, <see cref="IpcError.InvalidName"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public static IpcBarrier Create(
        int parties, string? name = null, bool persistent = false, TimeSpan? timeout = null, ReadOnlyMemory<byte> action = default) =>
        BarrierDescriptor.Instance.Create(SpecOf(parties, name, persistent, timeout, action));

    /// <summary>Opens an existing barrier.</summary>
    /// <param name="name">Its name or id.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>.</exception>
    public static IpcBarrier Open(string name) => BarrierDescriptor.Instance.Open(name);

    /// <summary>Opens the barrier of that name, or makes it.</summary>
    /// <inheritdoc cref="Create"/>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.FormatMismatch"/> when it exists for another number of parties, with another time-out or
    /// action.
    /// </exception>
    public static IpcBarrier CreateOrOpen(
        string name, int parties, bool persistent = false, TimeSpan? timeout = null, ReadOnlyMemory<byte> action = default) =>
        BarrierDescriptor.Instance.CreateOrOpen(SpecOf(parties, name, persistent, timeout, action));

    /// <summary>
    /// Arrives, and waits for the others: as long as it takes, or for the time with which the barrier was made.
    /// </summary>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.BarrierBroken"/>; <see cref="IpcError.Timeout"/> where the barrier was made with a time.
    /// </exception>
    public void Wait() => Wait(DefaultTimeout ?? Timeout.InfiniteTimeSpan);

    /// <summary>Arrives, and waits for the others.</summary>
    /// <param name="seconds">How long to wait; a party that gives up breaks the barrier for all.</param>
    /// <exception cref="IpcException"><see cref="IpcError.Timeout"/>, <see cref="IpcError.BarrierBroken"/>.</exception>
    public void Wait(double seconds) => Wait(Deadline.Seconds(seconds));

    private void Wait(TimeSpan timeout)
    {
        if (!TryWait(timeout, null, out _))
        {
            throw new IpcException(
                IpcError.Timeout, $"Not all parties came to the {Region.Describe()} within {timeout.TotalSeconds} s; it "
                    + "is broken now for all of them. Reset it to use it again.");
        }
    }

    /// <summary>Arrives, and waits for the others.</summary>
    /// <param name="timeout">How long to wait; a party that gives up breaks the barrier for all.</param>
    /// <param name="action">
    /// Run by the last party to arrive, before anyone goes on. If it throws, the barrier breaks. Null for what the
    /// barrier was made with.
    /// </param>
    /// <param name="index">The order of arrival: 0 for the first, the number of parties less one for the last.</param>
    /// <param name="cancellation">Ends the wait and breaks the barrier for all.</param>
    /// <returns>False when the time-out passed.</returns>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.BarrierBroken"/>; <see cref="IpcError.NotFound"/>, <see cref="IpcError.Closed"/> when the
    /// object has ended.
    /// </exception>
    public bool TryWait(TimeSpan timeout, Action? action, out int index, CancellationToken cancellation = default)
    {
        ThrowIfClosed();
        Region.ThrowIfEnded();
        Deadline deadline = Deadline.After(timeout);
        action ??= _defaultAction.IsEmpty ? null : RunDefaultAction;
        if (!TryArrive(action is null, deadline, cancellation, out uint phase, out index))
        {
            return false;
        }

        if (index == ParticipantCount - 1)
        {
            if (action is not null)
            {
                RunAction(action, phase);
            }

            EventCount.WakeAll(_state.Wait);
            GC.KeepAlive(this);
            return true;
        }

        bool ended = SleepUntilEnd(phase, deadline, cancellation);
        GC.KeepAlive(this);
        return ended;
    }

    /// <summary>
    /// Breaks the barrier: everyone who waits, and who comes until it is reset, gets
    /// <see cref="IpcError.BarrierBroken"/>.
    /// </summary>
    public void Abort()
    {
        ThrowIfClosed();
        Region.ThrowIfEnded();
        Break(null);
        GC.KeepAlive(this);
    }

    /// <summary>Makes it as new. Who waits at the moment gets <see cref="IpcError.BarrierBroken"/>.</summary>
    public void Reset()
    {
        ThrowIfClosed();
        Region.ThrowIfEnded();
        Region.RecoverDead();
        Region.AcquireMutex(Deadline.Never, CancellationToken.None);
        if (_state.Arrived.Value > 0)
        {
            _state.EndPhase(broken: true);
        }

        _state.Broken.Value = 0;
        CrashPoint.Reach(CrashStep.BarrierMended);
        Region.Mutex.Release();
        Interlocked.MemoryBarrier();
        EventCount.WakeAll(_state.Wait);
        GC.KeepAlive(this);
    }

    private void RunDefaultAction()
    {
        Action<ReadOnlyMemory<byte>> run = IpcHosting.BarrierAction ?? throw new IpcException(
            IpcError.NotSupported, $"The {Region.Describe()} was made with an action that this program cannot run. Give "
                + "an action of its own to everyone who waits there.");
        run(_defaultAction);
    }

    private static IpcBarrierSpec SpecOf(
        int parties, string? name, bool persistent, TimeSpan? timeout, ReadOnlyMemory<byte> action) => new()
        {
            Parties = parties,
            Timeout = timeout,
            Action = action,
            Name = name,
            Persistent = persistent,
        };

    private bool TryArrive(
        bool endsPhase, Deadline deadline, CancellationToken cancellation, out uint phase, out int index)
    {
        while (true)
        {
            phase = 0;
            index = -1;
            if (!AcquireMutex(deadline, cancellation))
            {
                return false;
            }

            try
            {
                if (IsBroken)
                {
                    throw BrokenError();
                }

                phase = _state.Phase;
                if (_state.Arrived.Value < ParticipantCount)
                {
                    index = _state.Arrive(phase);
                    if (index == ParticipantCount - 1 && endsPhase)
                    {
                        _state.EndPhase(broken: false);
                    }

                    return true;
                }
            }
            finally
            {
                Region.Mutex.Release();
            }

            // All parties of this phase are here and one of them runs the action: we are the first of the next.
            Attempt attempt = new(_state, phase);
            if (!Waiter.Until(Region, _state.Wait, ref attempt, deadline, cancellation))
            {
                return false;
            }
        }
    }

    private bool AcquireMutex(Deadline deadline, CancellationToken cancellation)
    {
        // A party that died since is noticed before anybody is counted beside it.
        if (Region.WatchPeers() == PeerState.FoundDead)
        {
            Region.RecoverDead(deadline, cancellation);
        }

        return Region.AcquireMutex(deadline, cancellation);
    }

    private void RunAction(Action action, uint phase)
    {
        try
        {
            action();
        }
        catch
        {
            Break(phase);
            throw;
        }

        Region.AcquireMutexUncancelled();
        bool still = _state.Phase == phase && !IsBroken;
        if (still)
        {
            _state.EndPhase(broken: false);
        }

        Region.Mutex.Release();
        if (!still)
        {
            throw BrokenError();
        }
    }

    private bool SleepUntilEnd(uint phase, Deadline deadline, CancellationToken cancellation)
    {
        Attempt attempt = new(_state, phase);
        bool ended;
        try
        {
            int parties = ParticipantCount;
            ended = Waiter.Until(
                Region, _state.Wait, ref attempt, deadline, cancellation, parties <= Environment.ProcessorCount ? SpinPolicy.ForAnswer : SpinPolicy.ForOthers);
        }
        catch when (!Region.IsRemoved && !Region.IsLeaving)
        {
            Break(phase); // Stopped, in whichever way: a party less. Where the object has ended, nobody is left to tell.
            throw;
        }

        if (!ended && Break(phase))
        {
            return false;
        }

        // It ended, at the latest while we gave up.
        return _state.EndedBroken(phase) ? throw BrokenError() : true;
    }

    // Breaks a phase if it goes on still; null for whichever phase there is.
    private bool Break(uint? phase)
    {
        if (phase is null)
        {
            Region.AcquireMutex(Deadline.Never, CancellationToken.None);
        }
        else
        {
            Region.AcquireMutexUncancelled(); // On the way out: it must be done, stopped or not.
        }

        bool mine = phase is null || _state.Phase == phase;
        if (mine)
        {
            _state.Broken.Value = 1;
            CrashPoint.Reach(CrashStep.BarrierBroken);
            _state.EndPhase(broken: true);
        }

        Region.Mutex.Release();
        Interlocked.MemoryBarrier();
        EventCount.WakeAll(_state.Wait);
        return mine;
    }

    private IpcException BrokenError() => new(
        IpcError.BarrierBroken,
        $"The {Region.Describe()} is broken: a party timed out, was stopped, aborted or died. "
            + $"{Advice.For(IpcAdvice.ResetBarrier)}");

    private struct Attempt(BarrierState state, uint phase) : IAttempt
    {
        public readonly bool Try(Deadline deadline, CancellationToken cancellation) => state.Phase != phase;
    }
}
