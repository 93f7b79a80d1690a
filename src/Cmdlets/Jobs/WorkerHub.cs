using System.Collections.Concurrent;
using System.Diagnostics;
using Ipc.Messages;
using Ipc.Platform;

namespace Ipc.Commands;

/// <summary>
/// Where the output of all workers of this process arrives: one queue and one thread. One queue, and not a pipe for
/// each worker, so that order is kept between workers too: what one wrote before another was allowed to go on comes
/// first.
/// </summary>
internal sealed class WorkerHub
{
    private static readonly object s_gate = new();
    private static WorkerHub? s_instance;

    private readonly ConcurrentDictionary<int, IpcWorker> _workers = new();
    private readonly object _arrival = new();
    private readonly Inbox<(int Number, int ExitCode)> _inbox;
    private int _lastNumber;
    private long _arrivals;

    private WorkerHub()
    {
        Results = InternalObjects.Queue(LiveObjects.Encoding);
        _inbox = new Inbox<(int Number, int ExitCode)>(Results, mostAtOnce: 1);
        try
        {
            BackgroundThread.Start(Receive, "Ipc worker results");
        }
        catch
        {
            Results.Close();
            throw;
        }
    }

    /// <summary>
    /// The hub, made when the first worker starts. If there was no room for it, the next worker tries again.
    /// </summary>
    public static WorkerHub Instance
    {
        get
        {
            lock (s_gate)
            {
                return s_instance ??= new WorkerHub();
            }
        }
    }

    /// <summary>The hub, if any worker was ever started here. It lives as long as the process.</summary>
    public static WorkerHub? Existing => Volatile.Read(ref s_instance);

    public IpcQueue Results { get; }

    /// <summary>Held while one thing that arrived is put where it belongs; pulsed afterwards.</summary>
    public object ArrivalGate => _arrival;

    /// <summary>Counts what has arrived. Inside the gate.</summary>
    public long Arrivals => _arrivals;

    public int Register(IpcWorker worker)
    {
        int number = Interlocked.Increment(ref _lastNumber);
        _workers[number] = worker;
        return number;
    }

    public void Forget(int number) => _workers.TryRemove(number, out _);

    /// <summary>Puts the end of a process behind everything it has sent.</summary>
    public void PostExit(int number, int exitCode) => _inbox.Post((number, exitCode));

    /// <summary>Lets those that wait for something of a worker look again.</summary>
    public void PulseArrivals()
    {
        lock (_arrival)
        {
            Monitor.PulseAll(_arrival);
        }
    }

    private void Receive()
    {
        List<(int Number, int ExitCode)> exits = [];
        while (true)
        {
            using MessageBuffer buffer = MessageBuffer.Rent();
            bool hasMessage = false;
            try
            {
                _inbox.Receive(
                    (timeout, wake) =>
                    {
                        hasMessage = Results.TryReceiveBytes(buffer, timeout, wake) == IpcReceiveResult.Received;
                        return hasMessage ? 1 : 0;
                    },
                    Timeout.InfiniteTimeSpan,
                    exits);
            }
            catch (IpcException e)
            {
                if (Results.Region.IsLeaving)
                {
                    return; // This process is ending.
                }

                // Somebody has removed the queue: what workers write is lost, which they are told. How they end is not.
                Tell(_workers.Values, e);
            }

            if (hasMessage)
            {
                Dispatch(buffer.Written);
            }

            exits.ForEach(Finish);
            exits.Clear();
        }
    }

    // A method of its own, as all that handles one worker: what this thread waits in must not keep the last one alive.
    private void Finish((int Number, int ExitCode) exit)
    {
        if (_workers.TryGetValue(exit.Number, out IpcWorker? worker))
        {
            Deliver(worker, () => worker.Finish(exit.ExitCode));
        }
    }

    private void Dispatch(ReadOnlySpan<byte> bytes)
    {
        IpcWorker? worker = null;
        try
        {
            ReadOnlySpan<byte> rest = bytes;
            if (!_workers.TryGetValue(Frame.Read(ref rest).Header.Worker, out worker))
            {
                return; // Of a worker that was removed meanwhile.
            }

            // Outside the gate: it may open shared objects, and a host of somebody else's is asked to show it.
            WorkerMessage message = WorkerMessage.Read(bytes);
            worker.Show(message);
            Deliver(worker, () => worker.Take(message));
        }
        catch (IpcException e)
        {
            // Where it is not known whose message is damaged, any worker may have lost something.
            Tell(worker is null ? _workers.Values : [worker], e);
        }
    }

    private void Tell(IEnumerable<IpcWorker> workers, IpcException damage)
    {
        foreach (IpcWorker worker in workers)
        {
            Deliver(worker, () => worker.Add(StreamRecord.Error(ErrorFactory.Create(damage, worker.Name))));
        }
    }

    private void Deliver(IpcWorker worker, Action arrived)
    {
        lock (_arrival)
        {
            _arrivals++;
            try
            {
                arrived();
            }
            catch (Exception e) when (e is InvalidOperationException or ObjectDisposedException)
            {
                // The job was removed while its last output was on the way.
                Debug.WriteLine(e);
            }
            finally
            {
                Monitor.PulseAll(_arrival);
            }
        }

        worker.AfterArrival();
    }
}
