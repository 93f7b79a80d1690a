namespace Ipc.Benchmarks;

/// <summary>Queues and pipes between processes.</summary>
internal static class MessageBenchmarks
{
    private const int Capacity = 1024;

    public static IEnumerable<Benchmark> All()
    {
        yield return new("queue", "queue, 64 bytes, 1 to 1, each on its processor", "msg/s", true, () => Messages("pinned", 1, 3_000_000),
            Control.C("ring", "ring, one to one", 0.5), Control.Python("queue", "Queue", 60));
        yield return new("queue4", "queue, 64 bytes, 4 to 4", "msg/s", true, () => Messages("bytes", 4, 2_000_000),
            Control.C("ring", "ring, one to one", 0.5), Control.C("ring4", "ring, four to four"), Control.Python("queue4", "Queue, 4 to 4", 60));
        yield return new("priority", "queue with ten priorities, 64 bytes, 1 to 1", "msg/s", true, () => Urgent(2_000_000),
            Control.Python("queue", "Queue"));
        foreach (int receivers in (int[])[1, 2, 4])
        {
            yield return new("broadcast", $"broadcast queue, 64 bytes, 1 to {receivers}, each gets all", "msg/s", true, () => Broadcast(receivers, 500_000),
                Control.Python("queue", "Queue, 1 to 1"));
        }

        yield return new("objects", "queue of five-field objects, 1 to 1", "msg/s", true, () => Messages("objects", 1, 600_000),
            Control.Python("objects", "Queue", 15));
        yield return new("objects4", "queue of five-field objects, 4 to 4", "msg/s", true, () => Messages("objects", 4, 600_000),
            Control.Python("objects4", "Queue, 4 to 4", 15));
        yield return new("arrays", "queue of 1 MiB arrays", "MB/s", true, Arrays,
            Control.C("memcpy", "memcpy", 0.3), Control.Python("arrays", "Queue", 40));
        yield return new("queue20", "queue, 64 bytes, 20 to 20", "msg/s", true, () => Messages("bytes", 20, 1_000_000),
            Control.Python("queue20", "Queue, 20 to 20"));
        yield return new("batch", "queue of ints, 100 at a time, 1 to 1", "msg/s", true, () => Messages("batches", 1, 3_000_000),
            Control.Python("ints", "Queue", 60));
        yield return new("ints", "queue of ints, one at a time, 1 to 1", "msg/s", true, () => Messages("ints", 1, 2_000_000),
            Control.Python("ints", "Queue", 15));
        yield return new("loan", "4 MiB lent, to another process and back", "us", false, () => Exchange("loans", 100_000),
            Control.Python("large", "Queue, 4 MiB", 500));
        yield return new("loan-small", "64 bytes, to another process and back", "us", false, () => Exchange("small", 100_000),
            Control.Python("small", "Queue, 64 bytes", 10));
        yield return new("loan-copied", "4 MiB copied, to another process and back", "us", false, () => Exchange("large", 300),
            Control.Python("large", "Queue, 4 MiB", 1));
        yield return new("pipe", "pipe round trip, each on its processor", "us", false, RoundTrip,
            Control.C("pingpong", "spin, then futex", 1 / 1.2), Control.Python("pipe", "Pipe", 20));
        yield return new("wait-any", "round trip over whichever of eight pipes comes first", "us", false, AskAny,
            Control.Python("wait-any", "connection.wait", 5));
        yield return new("connect", "pipe by name, connect, accept and close", "us", false, Connections,
            Control.Python("connect", "Listener, Client"));
    }

    // Eight pipes to one process that answers on whichever is asked.
    private static double AskAny()
    {
        const int count = 50_000;
        (IpcPipe Left, IpcPipe Right)[] pipes = [.. Enumerable.Range(0, Peer.Asked).Select(_ => IpcPipe.Create())];
        try
        {
            using Team team = new();
            string ids = string.Join(' ', pipes.Select(pipe => pipe.Left.Id));
            team.Add("answer-any", ids, count);
            team.Add("ask-any", ids, count);
            return team.Run(out _) / count * 1e6;
        }
        finally
        {
            foreach ((IpcPipe left, IpcPipe right) in pipes)
            {
                left.Dispose();
                right.Dispose();
            }
        }
    }

    // A connection is asked for, accepted, and closed by both.
    private static double Connections()
    {
        const int count = 2_000;
        using IpcListener listener = IpcListener.Create($"bench-{Environment.ProcessId}");
        using Team team = new();
        team.Add("connect", listener.Id, count);
        Thread accepting = new(() =>
        {
            for (int i = 0; i < count + Peer.FirstConnections; i++)
            {
                listener.Accept().Dispose();
            }
        });
        accepting.Start();
        double seconds = team.Run(out _);
        accepting.Join();
        return seconds / count * 1e6;
    }

    private static double Messages(string what, int parties, int count)
    {
        using IpcQueue queue = IpcQueue.Create(Capacity);
        using Team team = new();
        for (int i = 0; i < parties; i++)
        {
            team.Add($"send-{what}", queue.Id, count / parties);
            team.Add($"receive-{what}", queue.Id, count / parties);
        }

        double seconds = team.Run(out long[] sums);
        long each = count / parties;
        return sums.Sum() == 2 * parties * (each * (each - 1) / 2) ? count / seconds : throw new InvalidOperationException("Messages were lost.");
    }

    private static double Urgent(int count)
    {
        using IpcQueue queue = IpcQueue.Create(Capacity, priority: true);
        using Team team = new();
        team.Add("send-urgent", queue.Id, count);
        team.Add("receive-bytes", queue.Id, count);
        double seconds = team.Run(out long[] sums);
        return sums[0] == sums[1] ? count / seconds : throw new InvalidOperationException("Messages were lost.");
    }

    private static double Broadcast(int receivers, int count)
    {
        using IpcBroadcast queue = IpcBroadcast.Create(Capacity);
        using Team team = new();
        team.Add("send-broadcast", queue.Id, count);
        for (int i = 0; i < receivers; i++)
        {
            team.Add("receive-broadcast", queue.Id, count);
        }

        double seconds = team.Run(out long[] sums);
        return Array.TrueForAll(sums, sum => sum == sums[0]) ? count / seconds : throw new InvalidOperationException("Messages were lost.");
    }

    private static double Arrays()
    {
        const int count = 500;
        using IpcQueue queue = IpcQueue.Create(4);
        using Team team = new();
        team.Add("send-arrays", queue.Id, count);
        team.Add("receive-arrays", queue.Id, count);
        double seconds = team.Run(out long[] sums);
        return sums[0] == sums[1] ? count * (double)Peer.ArrayLength / seconds / 1e6 : throw new InvalidOperationException("Arrays were lost.");
    }

    private static double RoundTrip()
    {
        const int count = 100_000;
        (IpcPipe left, IpcPipe right) = IpcPipe.Create();
        using (left)
        using (right)
        using (Team team = new())
        {
            team.Add("echo", left.Id, count);
            team.Add("ping", left.Id, count);
            return team.Run(out _) / count * 1e6;
        }
    }

    // Through two queues, since a loan is sent to its own.
    private static double Exchange(string what, int count)
    {
        using IpcQueue there = IpcQueue.Create();
        using IpcQueue back = IpcQueue.Create();
        using Team team = new();
        team.Add($"answer-{what}", $"{there.Id} {back.Id}", count);
        team.Add($"ask-{what}", $"{there.Id} {back.Id}", count);
        double seconds = team.Run(out long[] sums);
        return sums[0] == sums[1] && sums[0] == count * (count - 1L) / 2
            ? seconds / count * 1e6
            : throw new InvalidOperationException("Something else came back.");
    }
}
