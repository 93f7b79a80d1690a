using System.Management.Automation;
using Ipc.Inspection;
using Ipc.Platform.Linux;
using Ipc.Sync;

namespace Ipc.Commands;

/// <summary>
/// Enters a lock for a cmdlet, and warns when that can never succeed: after a second, and then at growing intervals, a
/// timer looks for a deadlock of which this very wait is part.
/// </summary>
/// <remarks>
/// The thread that waits is left alone meanwhile. Only when something was found is it taken out of its wait, since only
/// the thread of the pipeline may warn; then it waits again, until what is left of its time has passed. Whoever waits
/// in a deadlock has no place in the queue to lose.
/// </remarks>
internal sealed class DeadlockWatch : IDisposable
{
    private static readonly TimeSpan s_first = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    private readonly object _gate = new();
    private readonly long _owner;
    private readonly CancellationTokenSource _source;
    private readonly Timer _timer;
    private TimeSpan _interval = s_first;
    private bool _ended;

    private DeadlockWatch(long owner, CancellationToken stop)
    {
        _owner = owner;
        _source = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _timer = new Timer(static state => ((DeadlockWatch)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        Again();
    }

    /// <summary>What was found, once <see cref="Token"/> has been cancelled for it.</summary>
    private IpcDeadlock? Found { get; set; }

    private CancellationToken Token => _source.Token;

    /// <summary>
    /// Enters the lock as <see cref="IpcLockable.TryEnter(TimeSpan, CancellationToken)"/> does, and warns at most once
    /// meanwhile.
    /// </summary>
    /// <param name="cmdlet">That warns.</param>
    /// <param name="target">The lock.</param>
    /// <param name="shared">Whether to enter it together with others.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <exception cref="IpcException"><see cref="IpcError.NotSupported"/> for a lock that nobody can share.</exception>
    public static IpcEnterResult Enter(
        Cmdlet cmdlet, IIpcLock target, bool shared, TimeSpan patience, CancellationToken stop)
    {
        long owner = IpcHosting.CurrentOwner;
        Func<TimeSpan, CancellationToken, IpcEnterResult> enter = shared
            ? (time, token) => LockSharing.Of(target).TryEnterShared(time, owner, token)
            : (time, token) => target.TryEnter(time, owner, token);
        if (TryNow(target, shared, owner, enter) is { } result)
        {
            return result;
        }

        if (patience != Timeout.InfiniteTimeSpan && patience < s_first)
        {
            return enter(patience, stop);
        }

        Deadline deadline = Deadline.After(patience);
        IpcDeadlock found;
        using (DeadlockWatch watch = new(owner, stop))
        {
            try
            {
                return enter(patience, watch.Token);
            }
            catch (OperationCanceledException) when (watch.Found is not null && !stop.IsCancellationRequested)
            {
                found = watch.Found;
            }
        }

        cmdlet.WriteWarning(Describe(found));
        return enter(deadline.IsNever ? Timeout.InfiniteTimeSpan : deadline.Remaining, stop);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
        }

        _timer.Dispose();
        _source.Dispose();
    }

    // The usual case costs no timer. Null when there is more to do.
    private static IpcEnterResult? TryNow(
        IIpcLock target, bool shared, long owner, Func<TimeSpan, CancellationToken, IpcEnterResult> enter)
    {
        if (target is IpcLockable local && !shared)
        {
            return local.TryAcquire(owner) ? IpcEnterResult.Entered : null;
        }

        IpcEnterResult result = target is IpcReaderWriterLock || shared
            ? enter(TimeSpan.Zero, CancellationToken.None)
            : IpcEnterResult.TimedOut;
        return result == IpcEnterResult.TimedOut ? null : result;
    }

    private static string Describe(IpcDeadlock deadlock) =>
        $"IpcDeadlock: {deadlock}. None of them will go on by itself. Stop one of these processes, or wait with "
            + "-Timeout and leave what is held when it passes; to avoid this, enter the locks in the same order "
            + "everywhere.";

    private void Look()
    {
        IpcDeadlock? found = null;
        try
        {
            found = DeadlockFinder.FindThrough(RegionFolder.Default, _owner);
        }
        catch (Exception e) when (e is IpcException or IOException or UnauthorizedAccessException)
        {
            // The folder cannot be looked at now. Nobody asked for it: the wait goes on.
        }

        lock (_gate)
        {
            if (_ended)
            {
                return;
            }

            if (found is null)
            {
                Again();
                return;
            }

            Found = found;
            _source.Cancel();
        }
    }

    private void Again()
    {
        _timer.Change(_interval, Timeout.InfiniteTimeSpan);
        _interval = _interval * 2 < s_longest ? _interval * 2 : s_longest;
    }
}
