using System.Diagnostics;

namespace Ipc.Tests.Peers;

/// <summary>
/// Waits for what must come, with a watchdog: the time is an upper bound for a hang, never a measurement.
/// </summary>
internal static class Eventually
{
    public static readonly TimeSpan Watchdog = TimeSpan.FromSeconds(20);

    public static void True(Func<bool> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Watchdog, $"It never came to pass: {what}");
            Thread.Sleep(1);
        }
    }

    /// <summary>The result of a task that must end by itself.</summary>
    public static T Result<T>(Task<T> task)
    {
        Assert.True(Task.WaitAny([task], Watchdog) == 0, "It hangs.");
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Runs something that blocks on a thread of its own.</summary>
    public static Task<T> Start<T>(Func<T> action) => Task.Factory.StartNew(
        action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    /// <summary>How an operation fails.</summary>
    public static IpcError? ErrorOf(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (IpcException e)
        {
            return e.Error;
        }
    }
}
