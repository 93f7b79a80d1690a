using Ipc.Model;
using Ipc.Platform.CrashPoints;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc;

/// <summary>
/// A number between processes that is counted down by steps; whoever waits goes on when it gets to zero. All members
/// may be called from any thread.
/// </summary>
/// <remarks>
/// <para>Payload: steps left (4) and how often it has been at zero (4), which change together in one word; wait word
/// (4).</para>
/// <para>Step, add and reset: (1) one compare-and-swap of both; (2) when it got to zero, wake everyone. Wait: pass if
/// nothing is left, or if it has been at zero since the wait began, so that a quick reset lets through all who waited.
/// </para>
/// <para>Steps belong to nobody. Who dies before step 1 has not taken it, and nobody takes it for them: whoever waits
/// goes on waiting, and has a time-out for that. Who dies after it has; the watcher's wake of everyone does step
/// 2.</para>
/// <para>Cost: one compare-and-swap, and no system call while nobody sleeps.</para>
/// </remarks>
public sealed class IpcCountdown : IpcObject, IIpcCountdown
{
    internal const int StateAt = RegionLayout.PayloadAt;
    internal const int WaitAt = RegionLayout.PayloadAt + 8;

    private const ulong OneTime = 1ul << 32;

    private readonly Cell64 _state;
    private readonly Cell32 _wait;

    internal IpcCountdown(Region region)
        : base(region)
    {
        _state = region.Long(StateAt);
        _wait = region.Word(WaitAt);
    }

    /// <inheritdoc/>
    public int InitialCount => (int)Region.Parameter(0);

    /// <inheritdoc/>
    public int CurrentCount => (int)(uint)_state.Value;

    /// <summary>Whether it is at zero now.</summary>
    public bool IsSet => CurrentCount == 0;

    internal override IAwaited Await() => new Awaited(this, _wait, () => IsSet);

    /// <summary>Makes a countdown.</summary>
    /// <param name="count">How many steps it takes to zero; zero or more.</param>
    /// <param name="name">By which other processes find it; null for an anonymous one.</param>
    /// <param name="persistent">Whether it stays when its last holder leaves.</param>
    /// <exception cref="ArgumentOutOfRangeException">A negative count.</exception>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.AlreadyExists"/>, <see cref="IpcError.InvalidName"/>, <see cref="IpcError.NoSpace"/>.
    /// </exception>
    public static IpcCountdown Create(int count, string? name = null, bool persistent = false) =>
        CountdownDescriptor.Instance.Create(new() { Count = count, Name = name, Persistent = persistent });

    /// <summary>Opens an existing countdown.</summary>
    /// <param name="name">Its name or id.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotFound"/>, <see cref="IpcError.KindMismatch"/>.</exception>
    public static IpcCountdown Open(string name) => CountdownDescriptor.Instance.Open(name);

    /// <summary>Opens the countdown of that name, or makes it. An existing one stands where it stands.</summary>
    /// <inheritdoc cref="Create"/>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.FormatMismatch"/> when it was made with another count.
    /// </exception>
    public static IpcCountdown CreateOrOpen(string name, int count, bool persistent = false) =>
        CountdownDescriptor.Instance.CreateOrOpen(new() { Count = count, Name = name, Persistent = persistent });

    /// <summary>Takes one step.</summary>
    /// <inheritdoc cref="Step(int)"/>
    public int Step() => Step(1);

    /// <inheritdoc/>
    public int Step(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        while (true)
        {
            ulong seen = Look();
            uint left = (uint)seen;
            if (left == 0)
            {
                throw AtZero("no step is left");
            }

            if (count > left)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(count), count, $"The {Region.Describe()} has {left} steps left. Nothing was changed.");
            }

            if (TryChange(seen, left - (uint)count))
            {
                return (int)(left - (uint)count);
            }
        }
    }

    /// <summary>Makes one more step necessary.</summary>
    /// <inheritdoc cref="Add(int)"/>
    public int Add() => Add(1);

    /// <inheritdoc/>
    public int Add(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        while (true)
        {
            ulong seen = Look();
            uint left = (uint)seen;
            if (left == 0)
            {
                throw AtZero("whoever waited has gone on");
            }

            if (count > int.MaxValue - left)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(count), count, $"The {Region.Describe()} cannot have more than {int.MaxValue:N0} steps left. "
                        + "Nothing was changed.");
            }

            if (TryChange(seen, left + (uint)count))
            {
                return (int)(left + (uint)count);
            }
        }
    }

    /// <summary>Begins again with the number with which it was made; whoever waits goes on waiting.</summary>
    public void Reset() => Reset(InitialCount);

    /// <inheritdoc/>
    public void Reset(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        while (!TryChange(Look(), (uint)count))
        {
        }
    }

    /// <summary>Waits until it is at zero, as long as it takes.</summary>
    public void Wait() => TryWait(Timeout.InfiniteTimeSpan);

    /// <summary>Waits until it is at zero.</summary>
    /// <param name="seconds">How long to wait.</param>
    /// <exception cref="IpcException"><see cref="IpcError.Timeout"/>.</exception>
    public void Wait(double seconds)
    {
        if (!TryWait(seconds))
        {
            throw new IpcException(IpcError.Timeout, $"The {Region.Describe()} did not get to zero within {seconds} s.");
        }
    }

    /// <summary>Waits until it is at zero.</summary>
    /// <param name="seconds">How long to wait.</param>
    /// <returns>False when the time-out passed.</returns>
    public bool TryWait(double seconds) => TryWait(Deadline.Seconds(seconds));

    /// <inheritdoc/>
    /// <exception cref="IpcException">
    /// <see cref="IpcError.NotFound"/>, <see cref="IpcError.Closed"/> when the object has ended.
    /// </exception>
    public bool TryWait(TimeSpan timeout, CancellationToken cancellation = default)
    {
        ThrowIfClosed();
        Attempt attempt = new(_state, (uint)(_state.Value >> 32));
        bool passed = Waiter.Until(Region, _wait, ref attempt, Deadline.After(timeout), cancellation);
        GC.KeepAlive(this);
        return passed;
    }

    private ulong Look()
    {
        ThrowIfClosed();
        Region.ThrowIfEnded();
        return _state.Value;
    }

    // Zero counts as having been there, also where it was there before.
    private bool TryChange(ulong seen, uint left)
    {
        ulong times = seen & ~(OneTime - 1);
        if (!_state.TrySet(seen, (left == 0 ? unchecked(times + OneTime) : times) | left))
        {
            return false;
        }

        CrashPoint.Reach(CrashStep.CountdownChanged);
        if (left == 0)
        {
            EventCount.WakeAll(_wait);
        }

        GC.KeepAlive(this);
        return true;
    }

    private IpcException AtZero(string what) => new(
        IpcError.Closed, $"The {Region.Describe()} is at zero: {what}. {Advice.For(IpcAdvice.ResetCountdown, Kind)}");

    private struct Attempt(Cell64 state, uint timesBefore) : IAttempt
    {
        public readonly bool Try(Deadline deadline, CancellationToken cancellation)
        {
            ulong seen = state.Value;
            return (uint)seen == 0 || (uint)(seen >> 32) != timesBefore;
        }
    }
}
