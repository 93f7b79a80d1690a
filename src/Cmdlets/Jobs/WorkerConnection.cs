using System.Diagnostics;
using System.Management.Automation;
using Ipc.Messages;
using Ipc.Regions;

namespace Ipc.Commands;

/// <summary>
/// The worker's side of the traffic with its parent, or its pool: a pipe from there, and a queue there. A worker that
/// writes faster than it is read waits (backpressure), so that what it writes does not take all shared memory; where
/// others have taken it, it waits for a while.
/// </summary>
/// <param name="pipe">From the parent. One thread receives.</param>
/// <param name="results">To the parent, which always reads. Any thread sends.</param>
/// <param name="number">Of the worker, there.</param>
internal class WorkerConnection(IpcPipe pipe, IpcQueue results, int number)
{
    private const long MostBytes = 4 * 1024 * 1024;
    private const long LeastBytes = 32 * 1024;
    private const int Share = 16;

    private static readonly TimeSpan s_firstPause = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(64);

    private readonly IpcQueue _results = Bound(results);

    /// <summary>How long both sides wait for shared memory before they say that there is none.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Of the worker, for the frames that it sends.</summary>
    public int Number => number;

    /// <summary>Waits for the parent's next message.</summary>
    /// <returns>False when the parent's end is closed.</returns>
    public bool Receive(MessageBuffer into, CancellationToken cancellation) =>
        pipe.TryReceiveBytes(into, Timeout.InfiniteTimeSpan, cancellation) == IpcReceiveResult.Received;

    /// <summary>Closes this end of the pipe.</summary>
    public void Close() => pipe.Close();

    /// <summary>Sends one frame.</summary>
    public void Send(in FrameHeader header, ReadOnlySpan<byte> payload, CancellationToken stopped)
    {
        using FrameWriter message = FrameWriter.Rent();
        message.Add(header, payload);
        Send(message, stopped);
    }

    /// <summary>Sends something that was written, or another object.</summary>
    public void Send(in FrameHeader header, object? value, IMessageEncoding encoding, CancellationToken stopped)
    {
        using FrameWriter message = FrameWriter.Rent();
        message.AddRecord(header, value, encoding);
        Send(message, stopped);
    }

    /// <summary>
    /// Sends a message, and waits for memory if need be. After a while there goes in its place the error that says so:
    /// nothing is lost without a word.
    /// </summary>
    /// <param name="message">Is whole when it arrives.</param>
    /// <param name="stopped">Is told when the worker's script is stopped: nothing waits for memory from then
    /// on.</param>
    /// <exception cref="PipelineStoppedException">The script was stopped while this waited for memory.</exception>
    public void Send(FrameWriter message, CancellationToken stopped)
    {
        // What is more than a header may be larger than the whole of shared memory.
        TimeSpan patience = message.IsBare ? Timeout.InfiniteTimeSpan : Patience;
        if (TrySend(message, patience, stopped) is IpcException problem)
        {
            message.Replace(ErrorFactory.Create(problem, null), LiveObjects.Encoding);
            TrySend(message, Timeout.InfiniteTimeSpan, stopped);
        }
    }

    private IpcException? TrySend(FrameWriter message, TimeSpan patience, CancellationToken stopped)
    {
        long start = Stopwatch.GetTimestamp();
        for (TimeSpan pause = s_firstPause; ; pause = pause < s_longestPause ? pause * 2 : pause)
        {
            try
            {
                // Stopped or not: what a script still writes while it ends is not lost, and the parent reads.
                _results.TrySendBytes(message.Written, message.References, Timeout.InfiniteTimeSpan, CancellationToken.None);
                return null;
            }
            catch (IpcException e) when (e.Error == IpcError.NoSpace)
            {
                if (patience != Timeout.InfiniteTimeSpan && Stopwatch.GetElapsedTime(start) > patience)
                {
                    return e;
                }
            }

            // The parent takes out what is there, and so makes room; but so may any other process, and no system tells
            // of it.
            if (stopped.WaitHandle.WaitOne(pause))
            {
                throw new PipelineStoppedException();
            }
        }
    }

    // Several workers must find room side by side in what a container has (64 MiB, often less).
    private static IpcQueue Bound(IpcQueue queue)
    {
        queue.MostBytes = queue.Region.Folder.TotalBytes is long total
            ? Math.Clamp(total / Share, LeastBytes, MostBytes)
            : MostBytes;
        return queue;
    }
}
