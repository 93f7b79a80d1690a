using System.Buffers;

namespace Ipc.Benchmarks;

/// <summary>The sides of what is lent, and of what is sent and received several at a time.</summary>
internal static partial class Peer
{
    private const int LargeLength = 4 << 20;
    private const int BatchLength = 100;

    private static readonly object?[] s_batch = new object?[BatchLength];

    private static long SendInts(IpcQueue queue, int count, Action go)
    {
        WarmUpBatches();
        go();
        for (int i = 0; i < count; i++)
        {
            queue.Send(i);
        }

        return count * (count - 1L) / 2;
    }

    private static long ReceiveInts(IpcQueue queue, int count, Action go)
    {
        WarmUpBatches();
        go();
        long sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += (int)queue.Receive()!;
        }

        return sum;
    }

    private static long SendBatches(IpcQueue queue, int count, Action go)
    {
        WarmUpBatches();
        go();
        for (int i = 0; i < count; i += BatchLength)
        {
            SendBatch(queue, i);
        }

        return count * (count - 1L) / 2;
    }

    private static long ReceiveBatches(IpcQueue queue, int count, Action go)
    {
        WarmUpBatches();
        go();
        long sum = 0;
        for (int i = 0; i < count;)
        {
            foreach (object? one in queue.ReceiveMany(BatchLength))
            {
                sum += (int)one!;
                i++;
            }
        }

        return sum;
    }

    private static void SendBatch(IpcQueue queue, int first)
    {
        for (int i = 0; i < BatchLength; i++)
        {
            s_batch[i] = first + i;
        }

        queue.TrySendMany(s_batch, Timeout.InfiniteTimeSpan);
    }

    private static void WarmUpBatches()
    {
        using IpcQueue mine = IpcQueue.Create(encoding: s_encoding);
        WarmUp(
            () =>
            {
                SendBatch(mine, 0);
                mine.ReceiveMany(BatchLength);
                mine.Send(1);
                mine.Receive();
            },
            s_longWarmUp);
    }

    private static long Ask(string what, string[] queues, int count, Action go)
    {
        using IpcQueue there = IpcQueue.Open(queues[0], s_encoding);
        using IpcQueue back = IpcQueue.Open(queues[1], s_encoding);
        byte[] bytes = new byte[what == "large" ? LargeLength : MessageLength];
        ArrayBufferWriter<byte> buffer = new();
        WarmUpExchange(what);
        go();
        long sum = 0;
        for (int i = 0; i < count; i++)
        {
            Put(there, what, i, bytes);
            sum += Take(back, what, buffer);
        }

        return sum;
    }

    private static long Reply(string what, string[] queues, int count, Action go)
    {
        using IpcQueue there = IpcQueue.Open(queues[0], s_encoding);
        using IpcQueue back = IpcQueue.Open(queues[1], s_encoding);
        byte[] bytes = new byte[what == "large" ? LargeLength : MessageLength];
        ArrayBufferWriter<byte> buffer = new();
        WarmUpExchange(what);
        go();
        long sum = 0;
        for (int i = 0; i < count; i++)
        {
            long number = Take(there, what, buffer);
            Put(back, what, number, bytes);
            sum += number;
        }

        return sum;
    }

    // In front and at the end: what is between is the user's work, and the same for all.
    private static void Put(IpcQueue queue, string what, long number, byte[] bytes)
    {
        if (what != "loans")
        {
            BitConverter.TryWriteBytes(bytes, number);
            queue.TrySendBytes(bytes, Timeout.InfiniteTimeSpan);
            return;
        }

        IpcLoan loan = queue.Loan(LargeLength);
        Span<byte> span = loan.AsSpan();
        BitConverter.TryWriteBytes(span, number);
        BitConverter.TryWriteBytes(span[^8..], number);
        loan.Send();
    }

    private static long Take(IpcQueue queue, string what, ArrayBufferWriter<byte> buffer)
    {
        if (what != "loans")
        {
            buffer.ResetWrittenCount();
            queue.TryReceiveBytes(buffer, Timeout.InfiniteTimeSpan);
            return BitConverter.ToInt64(buffer.WrittenSpan);
        }

        using IpcLoan loan = (IpcLoan)queue.Receive()!;
        ReadOnlySpan<byte> span = loan.AsSpan();
        long number = BitConverter.ToInt64(span);
        return BitConverter.ToInt64(span[^8..]) == number ? number : -1;
    }

    private static void WarmUpExchange(string what)
    {
        using IpcQueue mine = IpcQueue.Create(encoding: s_encoding);
        byte[] bytes = new byte[what == "large" ? LargeLength : MessageLength];
        ArrayBufferWriter<byte> buffer = new();
        WarmUp(
            () =>
            {
                Put(mine, what, 1, bytes);
                Take(mine, what, buffer);
            },
            s_longWarmUp);
    }
}
