using System.Management.Automation;

namespace Ipc.Commands;

/// <summary>
/// Workers that were started with -ThrottleLimit: so many of them run at once in this process, the others wait in line.
/// The limit is the one that was given last, as with Start-ThreadJob. A worker's own workers have a throttle of their
/// own, in its process: however deep workers are nested, one that waits for its workers takes no place that these need.
/// </summary>
internal static class WorkerThrottle
{
    private static readonly object s_gate = new();
    private static readonly LinkedList<IpcWorker> s_waiting = new();
    private static readonly HashSet<IpcWorker> s_running = [];
    private static int s_limit = int.MaxValue;

    /// <summary>Puts a worker in line; it starts at once, on another thread, if there is room.</summary>
    public static void Enqueue(IpcWorker worker, int limit)
    {
        worker.StateChanged += static (sender, change) =>
        {
            if (change.JobStateInfo.State is JobState.Completed or JobState.Failed or JobState.Stopped
                && sender is IpcWorker ended)
            {
                Leave(ended);
            }
        };
        lock (s_gate)
        {
            s_limit = limit;
            s_waiting.AddLast(worker);
        }

        StartNext();
    }

    /// <summary>The worker has ended, or will not start: its place is free.</summary>
    public static void Leave(IpcWorker worker)
    {
        lock (s_gate)
        {
            s_waiting.Remove(worker);
            if (!s_running.Remove(worker))
            {
                return;
            }
        }

        StartNext();
    }

    private static void StartNext()
    {
        while (true)
        {
            IpcWorker next;
            lock (s_gate)
            {
                if (s_running.Count >= s_limit || s_waiting.First is not { } first)
                {
                    return;
                }

                next = first.Value;
                s_waiting.RemoveFirst();
                s_running.Add(next);
            }

            // Not here: the thread that hears of ends must not wait for what others' input needs.
            ThreadPool.QueueUserWorkItem(static worker => worker.StartFromQueue(), next, preferLocal: false);
        }
    }
}
