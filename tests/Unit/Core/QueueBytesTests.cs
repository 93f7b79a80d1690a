using Ipc.Messages;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>A sender's own bound in bytes, with which a worker keeps shared memory to others.</summary>
public sealed class QueueBytesTests
{
    [Fact]
    public void A_sender_with_a_bound_in_bytes_waits_until_there_is_room()
    {
        using IpcQueue queue = IpcQueue.Create();
        using IpcQueue bounded = IpcQueue.Open(queue.Id);
        bounded.MostBytes = 1000;
        Assert.True(bounded.TrySendBytes(new byte[600], TimeSpan.Zero));
        Assert.False(bounded.TrySendBytes(new byte[600], TimeSpan.Zero));
        Assert.True(queue.TrySendBytes(new byte[600], TimeSpan.Zero)); // The bound is that of the other handle alone.
        Task<bool> sender = Eventually.Start(() => bounded.TrySendBytes(new byte[900], Eventually.Watchdog));
        Words.AwaitSleeper(Words.SpaceOf(queue));
        Assert.Equal(600, Length(queue));
        Words.AwaitSleeper(Words.SpaceOf(queue));
        Assert.Equal(600, Length(queue));
        Assert.True(Eventually.Result(sender));
        Assert.Equal(900, Length(queue));
    }

    [Fact]
    public void What_is_larger_than_the_bound_goes_into_an_empty_queue()
    {
        using IpcQueue queue = IpcQueue.Create();
        queue.MostBytes = 1000;
        Assert.True(queue.TrySendBytes(new byte[100_000], TimeSpan.Zero));
        Assert.False(queue.TrySendBytes([1], TimeSpan.Zero));
        Assert.Equal(100_000, Length(queue));
        Assert.True(queue.TrySendBytes([1], TimeSpan.Zero));
    }

    private static int Length(IpcQueue queue)
    {
        using MessageBuffer buffer = MessageBuffer.Rent();
        Assert.Equal(IpcReceiveResult.Received, queue.TryReceiveBytes(buffer, TimeSpan.Zero));
        return buffer.Written.Length;
    }
}
