using Ipc.Platform.CrashPoints;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>
/// An event between processes: it stays set until reset, or, made with auto-reset, lets one waiter through and is reset
/// by it.
/// </summary>
/// <remarks>
/// <para>Payload: state (4), wait word (4), number of times it was set (4).</para>
/// <para>Set: (1) swap in 1; (2) count; (3) wake everyone, or one with auto-reset. Wait: pass if the state is 1, or if
/// it was set since the wait began, so that a quick set and reset lets through all who waited. With auto-reset: swap 1
/// for 0.</para>
/// <para>A setter that dies after step 1 or 2 has set it: the watcher's wake of everyone does step 3.</para>
/// </remarks>
public sealed class IpcEvent : IpcObject, IIpcEvent
{
    internal const int StateAt = RegionLayout.PayloadAt;
    internal const int WaitAt = RegionLayout.PayloadAt + 4;
    internal const int SetsAt = RegionLayout.PayloadAt + 8;

    private readonly Cell32 _state;
    private readonly Cell32 _wait;
    private readonly Cell32 _sets;

    internal IpcEvent(Region region)
        : base(region)
    {
        _state = region.Word(StateAt);
        _wait = region.Word(WaitAt);
        _sets = region.Word(SetsAt);
        IsAutoReset = region.Parameter(0) != 0;
    }

    /// <summary>Whether it lets one waiter through and is reset by it.</summary>
    public bool IsAutoReset { get; }

    /// <summary>Whether it is set now.</summary>
    public bool IsSet => _state.Value != 0;

    /// <summary>Makes an event.</summary>
    /// <param name="set">Whether it is set at first.</param>
    /// <param name="autoReset">Whether it lets one waiter through and is reset by it.</param>
    /// <param name="name">By which other processes find it; null for an anonymous one.</param>
    /// <param name="persistent">Whether it stays when its last holder leaves.</param>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AlreadyExists"/>, <see cref="IpcError.InvalidName"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public static IpcEvent Create(bool set = false, bool autoReset = false, string? name = null, bool persistent = false) =>
        EventDescriptor.Instance.Create(new() { Set = set, AutoReset = autoReset, Name = name, Persistent = persistent });

    /// <summary>Opens an existing event.</summary>
    /// <param name="name">Its name or id.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>.</exception>
    public static IpcEvent Open(string name) => EventDescriptor.Instance.Open(name);

    /// <summary>Opens the event of that name, or makes it.</summary>
    /// <inheritdoc cref="Create"/>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.FormatMismatch"/> when it exists with other parameters.
    /// </exception>
    public static IpcEvent CreateOrOpen(string name, bool set = false, bool autoReset = false, bool persistent = false) =>
        EventDescriptor.Instance.CreateOrOpen(new() { Set = set, AutoReset = autoReset, Name = name, Persistent = persistent });

    /// <summary>Sets it: everyone who waits goes on, or one with auto-reset.</summary>
    public void Set()
    {
        ThrowIfClosed();
        Region.ThrowIfEnded();
        _state.Exchange(1);
        CrashPoint.Reach(CrashStep.EventSet);
        if (IsAutoReset)
        {
            EventCount.Wake(_wait);
        }
        else
        {
            _sets.Increment();
            CrashPoint.Reach(CrashStep.EventCounted);
            EventCount.WakeAll(_wait);
        }

        GC.KeepAlive(this);
    }

    /// <summary>Resets it: who comes from now on waits.</summary>
    public void Reset()
    {
        ThrowIfClosed();
        Region.ThrowIfEnded();
        _state.Exchange(0);
        CrashPoint.Reach(CrashStep.EventReset);
        GC.KeepAlive(this);
    }

    /// <summary>Waits until it is set, as long as it takes.</summary>
    public void Wait() => TryWait(Timeout.InfiniteTimeSpan);

    /// <summary>Waits until it is set.</summary>
    /// <param name="seconds">How long to wait.</param>
    /// <exception cref="IpcException"><see cref="IpcError.Timeout"/>.</exception>
    public void Wait(double seconds)
    {
        if (!TryWait(seconds))
        {
            throw new IpcException(IpcError.Timeout, $"The {Region.Describe()} was not set within {seconds} s.");
        }
    }

    /// <summary>Waits until it is set.</summary>
    /// <param name="seconds">How long to wait.</param>
    /// <returns>Whether it was set.</returns>
    public bool TryWait(double seconds) => TryWait(Deadline.Seconds(seconds));

    /// <summary>Waits until it is set.</summary>
    /// <param name="timeout">
    /// How long to wait; <see cref="Timeout.InfiniteTimeSpan"/> for ever, zero to look once.
    /// </param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Whether it was set.</returns>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotFound"/>, <see cref="IpcError.Closed"/> when the object has ended.
    /// </exception>
    public bool TryWait(TimeSpan timeout, CancellationToken cancellation = default)
    {
        ThrowIfClosed();
        Attempt attempt = new(this, _sets.Value);
        bool passed = Waiter.Until(Region, _wait, ref attempt, Deadline.After(timeout), cancellation);
        GC.KeepAlive(this);
        return passed;
    }

    // Set and reset again meanwhile counts, without auto-reset.
    internal override IAwaited Await()
    {
        uint before = _sets.Value;
        return new Awaited(this, _wait, () => _state.Value == 1 || (!IsAutoReset && _sets.Value != before));
    }

    internal override bool TryTake(TimeSpan turn, IpcReady taken, CancellationToken cancellation) =>
        !IsAutoReset || TryWait(turn, cancellation);

    private struct Attempt(IpcEvent target, uint setsBefore) : IAttempt
    {
        public readonly bool Try(Deadline deadline, CancellationToken cancellation)
        {
            if (!target.IsAutoReset)
            {
                return target._state.Value == 1 || target._sets.Value != setsBefore;
            }

            bool passed = target._state.Value == 1 && target._state.TrySet(1, 0);
            if (passed)
            {
                CrashPoint.Reach(CrashStep.EventConsumed);
            }

            return passed;
        }
    }
}
