using Ipc.Sync;

namespace Ipc.Commands;

/// <summary>Waits for something that arrives from workers.</summary>
internal static class WorkerWait
{
    /// <summary>Waits until the condition holds; it is looked at inside the arrival gate, after each arrival.</summary>
    public static bool Until(Func<bool> condition, TimeSpan? timeout, CancellationToken cancellation) =>
        Until(condition, Deadline.After(timeout ?? System.Threading.Timeout.InfiniteTimeSpan), cancellation);

    /// <summary>Waits until the condition holds; it is looked at inside the arrival gate, after each arrival.</summary>
    /// <returns>False when the deadline has passed.</returns>
    public static bool Until(Func<bool> condition, Deadline deadline, CancellationToken cancellation)
    {
        object gate = WorkerHub.Instance.ArrivalGate;
        using CancellationTokenRegistration registration = cancellation.UnsafeRegister(
            static state =>
            {
                lock (state!)
                {
                    Monitor.PulseAll(state);
                }
            },
            gate);
        lock (gate)
        {
            while (!condition())
            {
                cancellation.ThrowIfCancellationRequested();
                if (deadline.HasPassed)
                {
                    return false;
                }

                TimeSpan left = deadline.IsNever ? TimeSpan.FromDays(1) : deadline.Remaining;
                Monitor.Wait(gate, left > TimeSpan.FromDays(1) ? TimeSpan.FromDays(1) : left);
            }
        }

        return true;
    }
}
