using System.Diagnostics;
using System.Management.Automation;
using Ipc.Platform.Linux;
using Ipc.Regions;

namespace Ipc.Commands;

/// <summary>
/// A worker's way to the process that started it. A worker that writes faster than it is read waits, so that what it writes does not take
/// all shared memory; where others have taken it, it waits for a while.
/// </summary>
internal sealed class ResultPost
{
    private const long MostBytes = 4 * 1024 * 1024;
    private const long LeastBytes = 32 * 1024;
    private const int Share = 16;

    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(64);

    private readonly IpcQueue _queue;

    /// <param name="queue">To the parent, which always reads.</param>
    public ResultPost(IpcQueue queue)
    {
        _queue = queue;
        _queue.MostBytes = Bound(queue.Region.Folder);
    }

    /// <summary>How long pool and worker wait for shared memory before they say that there is none.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Sends, and waits for memory if need be.</summary>
    /// <param name="message">Is whole when it arrives.</param>
    /// <param name="patience">How long there may be no memory.</param>
    /// <param name="stopped">Is told when the worker's script is stopped: nothing waits for memory from then on.</param>
    /// <returns>Null when it was sent; else why there was no memory for so long.</returns>
    /// <exception cref="PipelineStoppedException">The script was stopped while this waited for memory.</exception>
    public IpcException? TrySend(ReadOnlySpan<byte> message, TimeSpan patience, CancellationToken stopped)
    {
        long start = Stopwatch.GetTimestamp();
        for (TimeSpan pause = s_firstPause; ; pause = pause < s_longestPause ? pause * 2 : pause)
        {
            try
            {
                // Stopped or not: what a script still writes while it ends is not lost, and the parent reads.
                _queue.TrySendBytes(message, Timeout.InfiniteTimeSpan, CancellationToken.None);
                return null;
            }
            catch (IpcException e) when (e.Error == IpcError.NoSpace)
            {
                if (patience != Timeout.InfiniteTimeSpan && Stopwatch.GetElapsedTime(start) > patience)
                {
                    return e;
                }
            }

            // The parent takes out what is there, and so makes room; but so may any other process, and no system tells of it.
            if (stopped.WaitHandle.WaitOne(pause))
            {
                throw new PipelineStoppedException();
            }
        }
    }

    // Several workers must find room side by side in what a container has (64 MiB, often less).
    private static long Bound(RegionFolder folder) =>
        folder.TotalBytes is long total ? Math.Clamp(total / Share, LeastBytes, MostBytes) : MostBytes;
}
