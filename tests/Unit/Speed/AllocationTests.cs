using System.Buffers;
using Ipc.Commands;

namespace Ipc.Tests.Speed;

/// <summary>
/// What an operation allocates where nobody else is in the way: nothing. Seconds depend on the machine and who else
/// uses it; this does not.
/// </summary>
public sealed class AllocationTests
{
    private const int Times = 1000;

    private static readonly byte[] s_message = new byte[64];

    [Fact]
    public void A_queue_of_bytes()
    {
        using IpcQueue queue = IpcQueue.Create(capacity: 10);
        AssertNone(SendAndReceive(queue, queue));
    }

    [Fact]
    public void A_pipe_of_bytes()
    {
        (IpcPipe left, IpcPipe right) = IpcPipe.Create();
        using (left)
        using (right)
        {
            AssertNone(SendAndReceive(left, right));
        }
    }

    [Fact]
    public void A_message_of_several_chunks()
    {
        using IpcQueue queue = IpcQueue.Create();
        byte[] large = new byte[100_000];
        ArrayBufferWriter<byte> output = new(200_000);
        AssertNone(() =>
        {
            queue.TrySendBytes(large, Timeout.InfiniteTimeSpan);
            output.ResetWrittenCount();
            queue.TryReceiveBytes(output, Timeout.InfiniteTimeSpan);
        });
    }

    // The number that arrives is an object of its own, and that is all.
    [Fact]
    public void A_queue_of_numbers()
    {
        using IpcQueue queue = IpcQueue.Create(encoding: new PowerShellEncoding());
        object number = 1_000_000;
        Assert.InRange(Allocated(() =>
        {
            queue.Send(number);
            queue.Receive();
        }), Times * 24, Times * 24);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_lock(bool recursive)
    {
        using IpcLock target = IpcLock.Create(recursive: recursive);
        AssertNone(() =>
        {
            target.TryEnter(Timeout.InfiniteTimeSpan, 1);
            target.Exit(1);
        });
    }

    [Fact]
    public void A_semaphore()
    {
        using IpcSemaphore target = IpcSemaphore.Create(2);
        AssertNone(() =>
        {
            target.TryEnter(Timeout.InfiniteTimeSpan);
            target.Exit(1);
        });
    }

    [Fact]
    public void An_event()
    {
        using IpcEvent target = IpcEvent.Create();
        AssertNone(() =>
        {
            target.Set();
            target.Wait();
            target.Reset();
        });
    }

    [Fact]
    public void A_barrier_of_one()
    {
        using IpcBarrier target = IpcBarrier.Create(1);
        AssertNone(target.Wait);
    }

    [Fact]
    public void A_value_and_an_array()
    {
        using IpcValue<long> value = (IpcValue<long>)IpcValue.Create(0L);
        using IpcArray<int> array = (IpcArray<int>)IpcArray.Create(typeof(int), 10);
        AssertNone(() =>
        {
            value.Value++;
            value.Add(2);
            array[3]++;
            array.Add(4, 1);
        });
    }

    private static Action SendAndReceive(IpcChannel from, IpcChannel to)
    {
        ArrayBufferWriter<byte> output = new(256);
        return () =>
        {
            from.TrySendBytes(s_message, Timeout.InfiniteTimeSpan);
            output.ResetWrittenCount();
            to.TryReceiveBytes(output, Timeout.InfiniteTimeSpan);
        };
    }

    private static void AssertNone(Action action) => Assert.Equal(0, Allocated(action));

    private static long Allocated(Action action)
    {
        Repeat(action);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Repeat(action);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static void Repeat(Action action)
    {
        for (int i = 0; i < Times; i++)
        {
            action();
        }
    }
}
