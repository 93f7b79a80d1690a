using Ipc.Platform;
using Ipc.Regions;
using Ipc.Sync;

namespace Ipc.Primitives;

/// <summary>
/// Tasks that end when an object is ready: one thread of this process sleeps for all of them. It is started with the
/// first and ends with the last. All members may be called from any thread.
/// </summary>
internal static class ReadyHub
{
    private static readonly object s_gate = new();
    private static readonly List<Waiting> s_waiting = [];
    private static readonly CancellationTokenSource s_never = new(); // Who brings a token is not asked about pipelines.
    private static readonly Changes s_changes = new();
    private static bool s_running;

    /// <summary>Ends when the object is ready, with an error when it has ended before.</summary>
    public static Task WhenReady(IpcObject target, CancellationToken cancellation)
    {
        Waiting waiting = new(target);
        lock (s_gate)
        {
            if (!s_running)
            {
                BackgroundThread.Start(Run, "Ipc tasks");
                s_running = true;
            }

            s_waiting.Add(waiting);
        }

        s_changes.Tell();
        CancellationTokenRegistration registration = cancellation.UnsafeRegister(
            static (state, token) => Cancel((Waiting)state!, token), waiting);
        waiting.Task.ContinueWith(_ => registration.Dispose(), TaskScheduler.Default);
        return waiting.Task;
    }

    private static void Cancel(Waiting waiting, CancellationToken token)
    {
        lock (s_gate)
        {
            s_waiting.Remove(waiting);
        }

        waiting.Cancel(token);
        s_changes.Tell();
    }

    private static void Run()
    {
        while (true)
        {
            uint seen = s_changes.Number;
            Waiting[] now;
            lock (s_gate)
            {
                if (s_waiting.Count == 0)
                {
                    s_running = false;
                    return;
                }

                now = [.. s_waiting];
            }

            IAwaited[] all = [.. now, new Changed(s_changes, seen)];
            AnyWaiter waiter = new(all, s_changes.Local, (one, _, _) => all[one].IsReady);
            int found = waiter.Wait(Deadline.Never, s_never.Token);
            if (found < now.Length)
            {
                lock (s_gate)
                {
                    s_waiting.Remove(now[found]);
                }

                now[found].End();
            }
        }
    }

    /// <summary>Counts what comes and goes, and tells the thread.</summary>
    private sealed class Changes
    {
        private uint _number;

        public LocalWord Local { get; } = new();

        public uint Number => Volatile.Read(ref _number);

        public void Tell()
        {
            Interlocked.Increment(ref _number);
            Local.WakeAll();
        }
    }

    private sealed class Changed(Changes changes, uint seen) : IAwaited
    {
        public Region? Region => null;

        public Cell32 Word => changes.Local.Word;

        public long WakeAt => 0;

        public bool IsReady => changes.Number != seen;
    }

    // An object that has ended is ready, to say so: it must not end the wait for the others.
    private sealed class Waiting(IpcObject target) : IAwaited
    {
        private readonly TaskCompletionSource _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly IAwaited _awaited = target.Await();

        public Task Task => _source.Task;

        public Region? Region => HasEnded ? null : target.Region;

        public Cell32 Word => _awaited.Word;

        public long WakeAt => HasEnded ? 0 : _awaited.WakeAt;

        public bool IsReady => HasEnded || _awaited.IsReady;

        private bool HasEnded => target.IsClosed || target.Region.HasEnded;

        public void Cancel(CancellationToken token) => _source.TrySetCanceled(token);

        public void End()
        {
            try
            {
                target.ThrowIfClosed();
                target.Region.ThrowIfEnded();
                _source.TrySetResult();
            }
            catch (IpcException e)
            {
                _source.TrySetException(e);
            }
        }
    }
}
