using System.Runtime.InteropServices;

namespace Ipc.Platform.Linux;

/// <summary>
/// Tells this process when another one ends, however it ends. One thread, started when first needed, sleeps in the
/// kernel on a descriptor for each watched process: no slices of time, and no cost while nobody dies.
/// </summary>
/// <remarks>
/// A watch lasts until the process ends, so its cost is one descriptor for each living peer this process ever waited
/// for. Safe to call from any thread.
/// </remarks>
internal static unsafe class PeerWatcher
{
    private static readonly object s_gate = new();
    private static readonly Dictionary<int, Watched> s_watched = [];
    private static int s_epoll = -1;

    /// <summary>
    /// Raised on the watcher's thread, once for each watched process that has ended. Handlers must not block.
    /// </summary>
    public static event Action<ProcessIdentity>? Died;

    /// <summary>Watches a process that is visible here.</summary>
    public static WatchResult Watch(ProcessIdentity process)
    {
        if (process == ProcessIdentity.Current)
        {
            return WatchResult.Watching; // Own process: never watched.
        }

        lock (s_gate)
        {
            foreach (Watched watched in s_watched.Values)
            {
                if (watched.Process.Pid == process.Pid && (watched.Process.StartTime == process.StartTime || process.StartTime == 0))
                {
                    // It may have ended a moment ago, with the word of it still on its way.
                    return HasEnded(watched.Descriptor) ? WatchResult.Dead : WatchResult.Watching;
                }
            }

            int descriptor = Libc.PidFdOpen(process.Pid);
            if (descriptor < 0)
            {
                return Marshal.GetLastPInvokeError() == Errno.ESRCH ? WatchResult.Dead : WatchResult.Impossible;
            }

            // The descriptor pins the pid: from here on the start time tells whether it is the one meant.
            if (!process.IsAlive())
            {
                Libc.close(descriptor);
                return WatchResult.Dead;
            }

            if (!TryAdd(descriptor))
            {
                Libc.close(descriptor);
                return WatchResult.Impossible;
            }

            s_watched.Add(descriptor, new Watched(descriptor, process));
            return WatchResult.Watching;
        }
    }

    /// <summary>Whether a process whose first thread has ended still runs others.</summary>
    internal static bool HasOtherThreads(int pid)
    {
        int descriptor = Libc.PidFdOpen(pid);
        if (descriptor < 0)
        {
            return false;
        }

        bool ended = HasEnded(descriptor);
        Libc.close(descriptor);
        return !ended;
    }

    private static bool HasEnded(int descriptor)
    {
        Libc.PollFd poll = new() { Descriptor = descriptor, Events = Libc.POLLIN };
        return Libc.poll(&poll, 1, 0) > 0;
    }

    private static bool TryAdd(int descriptor)
    {
        if (s_epoll < 0)
        {
            s_epoll = Libc.epoll_create1(Libc.EPOLL_CLOEXEC);
            if (s_epoll < 0)
            {
                return false;
            }

            try
            {
                BackgroundThread.Start(Run, "Ipc peer watcher");
            }
            catch (IpcException)
            {
                Libc.close(s_epoll); // Nobody would be told: the next one tries again.
                s_epoll = -1;
                return false;
            }
        }

        byte* epollEvent = stackalloc byte[16];
        *(uint*)epollEvent = Libc.EPOLLIN;
        *(long*)(epollEvent + Libc.EpollDataOffset) = descriptor;
        return Libc.epoll_ctl(s_epoll, Libc.EPOLL_CTL_ADD, descriptor, epollEvent) == 0;
    }

    private static void Run()
    {
        const int Batch = 32;
        byte* events = stackalloc byte[Batch * 16];
        while (true)
        {
            int count = Libc.epoll_wait(s_epoll, events, Batch, -1);
            for (int i = 0; i < count; i++)
            {
                int descriptor = (int)*(long*)(events + (i * Libc.EpollEventSize) + Libc.EpollDataOffset);
                Watched? dead;
                lock (s_gate)
                {
                    if (!s_watched.Remove(descriptor, out dead))
                    {
                        continue;
                    }

                    Libc.epoll_ctl(s_epoll, Libc.EPOLL_CTL_DEL, descriptor, null);
                    Libc.close(descriptor);
                }

                Died?.Invoke(dead.Process);
            }
        }
    }

    // A class: a table of a type by value is compiled anew in every process.
    private sealed record Watched(int Descriptor, ProcessIdentity Process);
}
