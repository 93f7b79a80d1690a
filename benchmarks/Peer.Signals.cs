using System.Diagnostics;

namespace Ipc.Benchmarks;

/// <summary>Those who sleep: how long it takes them to wake, and what their sleep costs.</summary>
internal static partial class Peer
{
    /// <summary>
    /// The name of the array in which the waker notes when it wakes, and the woken one how much later it is awake.
    /// </summary>
    public static string TimesOf(string target) => $"times-{target.Trim('~')}";

    private static long Awake(IpcEvent target, string times, int count, Action go)
    {
        using IpcArray<long> noted = (IpcArray<long>)IpcArray.Open(times);
        go();
        for (int i = 0; i < count; i++)
        {
            noted[1] = i + 1;
            target.Wait();
            noted[i + 2] = Stopwatch.GetTimestamp() - noted[0];
        }

        return count;
    }

    private static long Notified(IpcCondition target, string times, int count, Action go)
    {
        using IpcArray<long> noted = (IpcArray<long>)IpcArray.Open(times);
        go();
        target.Enter();
        for (int i = 0; i < count; i++)
        {
            noted[1] = i + 1;
            target.Wait();
            noted[i + 2] = Stopwatch.GetTimestamp() - noted[0];
        }

        target.Exit();
        return count;
    }

    private static long OpenMany(string name, int count, Action go)
    {
        go();
        IpcLock[] opened = [.. Enumerable.Range(0, count).Select(i => IpcLock.Open($"{name}{i}"))];
        return opened.Length;
    }

    // Threads that wait until the object is removed.
    private static long Sleep(int count, Action go, Action wait)
    {
        Thread[] threads = [.. Enumerable.Range(0, count).Select(_ => new Thread(() => UntilRemoved(wait), 128 * 1024))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }

        go();
        foreach (Thread thread in threads)
        {
            thread.Join();
        }

        return count;
    }

    private static void RepeatUntilRemoved(Action wait)
    {
        while (true)
        {
            wait();
        }
    }

    private static void UntilRemoved(Action wait)
    {
        try
        {
            wait();
        }
        catch (IpcException e) when (e.Error is IpcError.NotFound or IpcError.Closed)
        {
            // That is the end.
        }
    }
}
