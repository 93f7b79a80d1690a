using System.Buffers;
using System.Collections;
using Ipc.Commands;

namespace Ipc.Benchmarks;

/// <summary>The sides of queues and pipes.</summary>
internal static partial class Peer
{
    public const int ArrayLength = 1 << 20;
    private const int MessageLength = 64;

    private static readonly PowerShellEncoding s_encoding = new();

    private static long SendBytes(IpcChannel queue, int count, Action go)
    {
        WarmUpQueue();
        go();
        byte[] message = new byte[MessageLength];
        for (long i = 0; i < count; i++)
        {
            BitConverter.TryWriteBytes(message, i);
            queue.TrySendBytes(message, Timeout.InfiniteTimeSpan);
        }

        return count * (count - 1L) / 2;
    }

    private static long SendUrgent(IpcQueue queue, int count, Action go)
    {
        WarmUpQueue();
        go();
        byte[] message = new byte[MessageLength];
        for (long i = 0; i < count; i++)
        {
            BitConverter.TryWriteBytes(message, i);
            queue.TrySendBytes(message, (int)(i % 10), Timeout.InfiniteTimeSpan);
        }

        return count * (count - 1L) / 2;
    }

    // Who has received once is waited for.
    private static long ReceiveAll(IpcBroadcast queue, int count, Action go)
    {
        queue.TryReceiveBytes(new ArrayBufferWriter<byte>(), TimeSpan.Zero);
        return ReceiveBytes(queue, count, go);
    }

    private static long ReceiveBytes(IpcChannel queue, int count, Action go)
    {
        WarmUpQueue();
        go();
        ArrayBufferWriter<byte> message = new();
        long sum = 0;
        for (int i = 0; i < count; i++)
        {
            message.ResetWrittenCount();
            queue.TryReceiveBytes(message, Timeout.InfiniteTimeSpan);
            sum += BitConverter.ToInt64(message.WrittenSpan);
        }

        return sum;
    }

    private static void WarmUpQueue()
    {
        using IpcQueue mine = IpcQueue.Create();
        byte[] message = new byte[MessageLength];
        ArrayBufferWriter<byte> output = new();
        WarmUp(() =>
        {
            for (int i = 0; i < 1000; i++)
            {
                mine.TrySendBytes(message, Timeout.InfiniteTimeSpan);
            }

            for (int i = 0; i < 1000; i++)
            {
                output.ResetWrittenCount();
                mine.TryReceiveBytes(output, Timeout.InfiniteTimeSpan);
            }
        });
    }

    private static long SendObjects(IpcQueue queue, int count, Action go)
    {
        WarmUpObjects();
        Hashtable record = Record(0);
        go();
        for (int i = 0; i < count; i++)
        {
            record["id"] = i;
            queue.Send(record);
        }

        return count * (count - 1L) / 2;
    }

    private static long ReceiveObjects(IpcQueue queue, int count, Action go)
    {
        WarmUpObjects();
        go();
        long sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += (int)((IDictionary)queue.Receive()!)["id"]!;
        }

        return sum;
    }

    private static Hashtable Record(int id) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["id"] = id, ["name"] = "widget", ["price"] = 19.99, ["ok"] = true, ["tags"] = new[] { "a", "b", "c" },
    };

    private static void WarmUpObjects()
    {
        using IpcQueue mine = IpcQueue.Create(encoding: s_encoding);

        // Many methods take part, and the runtime compiles each three times: after 600 ms encoding still took six times
        // as long as after two seconds.
        WarmUp(
            () =>
            {
                mine.Send(Record(1));
                mine.Receive();
            },
            s_longWarmUp);
    }

    private static long SendArrays(IpcQueue queue, int count, Action go)
    {
        byte[] array = new byte[ArrayLength];
        array.AsSpan().Fill(1);
        go();
        for (int i = 0; i < count; i++)
        {
            array[^1] = (byte)i;
            queue.Send(array);
        }

        return Enumerable.Range(0, count).Sum(i => (byte)i);
    }

    private static long ReceiveArrays(IpcQueue queue, int count, Action go)
    {
        go();
        long sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += ((byte[])queue.Receive()!)[^1];
        }

        return sum;
    }

    private static long Echo(IpcPipe pipe, int count, Action go)
    {
        ArrayBufferWriter<byte> message = new();
        void Answer(int times)
        {
            for (int i = 0; i < times; i++)
            {
                message.ResetWrittenCount();
                pipe.TryReceiveBytes(message, Timeout.InfiniteTimeSpan);
                pipe.TrySendBytes(message.WrittenSpan, Timeout.InfiniteTimeSpan);
            }
        }

        Console.WriteLine("ready");
        Answer(PingWarmUp + count);
        return count;
    }

    private const int PingWarmUp = 50_000;

    private static long Ping(IpcPipe pipe, int count, Action go)
    {
        byte[] message = new byte[8];
        ArrayBufferWriter<byte> answer = new();
        void Ask(int times)
        {
            for (int i = 0; i < times; i++)
            {
                pipe.TrySendBytes(message, Timeout.InfiniteTimeSpan);
                answer.ResetWrittenCount();
                pipe.TryReceiveBytes(answer, Timeout.InfiniteTimeSpan);
            }
        }

        Ask(PingWarmUp);
        go();
        Ask(count);
        return count;
    }
}
