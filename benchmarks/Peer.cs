using System.Buffers;
using System.Globalization;

namespace Ipc.Benchmarks;

/// <summary>What the second process of a benchmark does. It says "ready" and is measured from the outside.</summary>
internal static class Peer
{
    public static int Run(string verb, string id, int count)
    {
        Console.WriteLine("ready");
        switch (verb)
        {
            case "receive":
                Receive(IpcQueue.Open(id), count);
                break;
            case "echo":
                Echo(IpcPipe.Open(id, IpcPipeEnd.Right));
                break;
            case "lock":
                Turn(IpcLock.Open(id), count);
                break;
            case "barrier":
                Meet(IpcBarrier.Open(id), count);
                break;
            default:
                return 1;
        }

        return 0;
    }

    public static void Turn(IpcLock target, int count)
    {
        for (int i = 0; i < count; i++)
        {
            target.TryEnter(Timeout.InfiniteTimeSpan, 1);
            target.Exit(1);
        }
    }

    public static void Meet(IpcBarrier target, int count)
    {
        for (int i = 0; i < count; i++)
        {
            target.Wait();
        }
    }

    private static void Receive(IpcQueue queue, int count)
    {
        ArrayBufferWriter<byte> message = new();
        long sum = 0;
        for (int i = 0; i < count; i++)
        {
            message.ResetWrittenCount();
            queue.TryReceiveBytes(message, Timeout.InfiniteTimeSpan);
            sum += BitConverter.ToInt32(message.WrittenSpan);
        }

        Console.WriteLine(sum.ToString(CultureInfo.InvariantCulture));
    }

    private static void Echo(IpcPipe pipe)
    {
        ArrayBufferWriter<byte> message = new();
        while (pipe.TryReceiveBytes(message, Timeout.InfiniteTimeSpan) == IpcReceiveResult.Received)
        {
            pipe.TrySendBytes(message.WrittenSpan, Timeout.InfiniteTimeSpan);
            message.ResetWrittenCount();
        }
    }
}
