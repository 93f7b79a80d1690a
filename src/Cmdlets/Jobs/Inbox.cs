using System.Diagnostics.CodeAnalysis;

namespace Ipc.Commands;

/// <summary>
/// Where one thread hears both of what other processes send, in a queue, and of what this process itself knows: that a
/// process has exited, that a time is to be looked at. The latter stays in this process's own memory, so that it
/// arrives however full shared memory is, and whatever became of the queue.
/// </summary>
/// <remarks>
/// A notice comes after every message that was in the queue when it was posted: a process that has exited sends nothing
/// more, so its exit is heard behind all that it has sent.
/// </remarks>
/// <typeparam name="T">What is posted.</typeparam>
/// <param name="queue">What others send to.</param>
/// <param name="mostAtOnce">How many messages the thread may have taken that <see cref="Receive"/> has not counted
/// yet.</param>
[SuppressMessage("Design", "CA1001", Justification = "Without a timer there is nothing to dispose.")]
internal sealed class Inbox<T>(IpcQueue queue, int mostAtOnce)
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    private readonly object _gate = new();
    private readonly Queue<(long Due, T Notice)> _posted = new();
    private CancellationTokenSource _wake = new();
    private long _taken;
    private bool _isBroken;

    /// <summary>Takes messages out of the queue, waiting for the first.</summary>
    /// <returns>How many were taken; 0 when the time has passed.</returns>
    public delegate int Receiver(TimeSpan timeout, CancellationToken cancellation);

    /// <summary>Posts a notice, behind all messages that are there. From any thread; never waits.</summary>
    public void Post(T notice)
    {
        lock (_gate)
        {
            _posted.Enqueue((DueNow(), notice));
            _wake.Cancel();
        }
    }

    /// <summary>Waits for messages or notices. On one thread only.</summary>
    /// <param name="receive">Receives from the queue.</param>
    /// <param name="timeout">How long to wait.</param>
    /// <param name="notices">Notices whose turn has come are added here; they come behind what was received.</param>
    /// <exception cref="IpcException">The queue cannot be used any more; from now on there are notices only.</exception>
    public void Receive(Receiver receive, TimeSpan timeout, List<T> notices)
    {
        (int posted, CancellationToken wake) = Prepare();
        bool isBehindAll = posted > 0 && HasNothing; // Looked at after they were posted.
        int count = 0;
        try
        {
            count = isBehindAll ? 0 : Wait(receive, posted > 0 ? Shorter(timeout) : timeout, wake);
        }
        catch (IpcException)
        {
            _isBroken = true;
            throw;
        }
        finally
        {
            Take(count, isBehindAll ? posted : 0, notices);
        }
    }

    private bool HasNothing => _isBroken || queue.IsEmpty;

    private int Wait(Receiver receive, TimeSpan timeout, CancellationToken wake)
    {
        if (_isBroken)
        {
            wake.WaitHandle.WaitOne(timeout);
            return 0;
        }

        try
        {
            return receive(timeout, wake);
        }
        catch (OperationCanceledException)
        {
            return 0; // Something was posted; the caller comes again.
        }
    }

    private void Take(int count, int behindAll, List<T> notices)
    {
        lock (_gate)
        {
            _taken += count;
            while (_posted.TryPeek(out (long Due, T Notice) next) && (behindAll-- > 0 || next.Due <= _taken))
            {
                notices.Add(_posted.Dequeue().Notice);
            }
        }
    }

    // Whoever is paused inside of the queue can keep us from what is there.
    private static TimeSpan Shorter(TimeSpan timeout) =>
        timeout == Timeout.InfiniteTimeSpan || timeout > s_look ? s_look : timeout;

    private (int Posted, CancellationToken Wake) Prepare()
    {
        lock (_gate)
        {
            if (_wake.IsCancellationRequested)
            {
                _wake.Dispose();
                _wake = new CancellationTokenSource();
            }

            return (_posted.Count, _wake.Token);
        }
    }

    // Not counted yet may be what was taken, and what a process has sent that died right then. Both may be in front of it.
    private long DueNow() => _taken + queue.Count + mostAtOnce + 1;
}
