using System.Buffers;

namespace Ipc.Benchmarks;

/// <summary>Pipes, when there are many of them.</summary>
internal static partial class Peer
{
    /// <summary>How many pipes are waited for at once.</summary>
    public const int Asked = 8;

    /// <summary>How many connections are made before it counts.</summary>
    public const int FirstConnections = 200;

    private static IpcPipe[] OpenAll(string ids, IpcPipeEnd end) => [.. ids.Split(' ').Select(id => IpcPipe.Open(id, end))];

    private static long AnswerAny(IpcPipe[] pipes, int count, Action go)
    {
        go();
        ArrayBufferWriter<byte> message = new();
        int answered = 0;
        while (answered < count)
        {
            foreach (IpcReady ready in IpcWait.Any(pipes, Timeout.InfiniteTimeSpan))
            {
                message.ResetWrittenCount();
                pipes[ready.Index].TryReceiveBytes(message, Timeout.InfiniteTimeSpan);
                pipes[ready.Index].TrySendBytes(message.WrittenSpan, Timeout.InfiniteTimeSpan);
                answered++;
            }
        }

        return answered;
    }

    private static long AskAny(IpcPipe[] pipes, int count, Action go)
    {
        go();
        ArrayBufferWriter<byte> answer = new();
        for (int i = 0; i < count; i++)
        {
            IpcPipe pipe = pipes[i % pipes.Length];
            pipe.TrySendBytes(BitConverter.GetBytes((long)i), Timeout.InfiniteTimeSpan);
            answer.ResetWrittenCount();
            pipe.TryReceiveBytes(answer, Timeout.InfiniteTimeSpan);
            if (BitConverter.ToInt64(answer.WrittenSpan) != i)
            {
                throw new InvalidOperationException("Something else came back.");
            }
        }

        return count;
    }

    private static long Connect(string listener, int count, Action go)
    {
        for (int i = 0; i < FirstConnections; i++)
        {
            IpcPipe.Connect(listener).Dispose();
        }

        go();
        for (int i = 0; i < count; i++)
        {
            IpcPipe.Connect(listener).Dispose();
        }

        return count;
    }
}
