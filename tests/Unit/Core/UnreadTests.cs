using System.Buffers;

namespace Ipc.Tests.Core;

/// <summary>
/// A message that was received and not read to its end, since the time-out passed or the caller was stopped, is not
/// lost.
/// </summary>
public sealed class UnreadTests
{
    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(50);

    private readonly SlowEncoding _slow = new();

    [Fact]
    public void The_time_out_ends_reading_and_the_message_comes_again()
    {
        using IpcQueue queue = IpcQueue.Create(encoding: _slow);
        queue.Send("long");
        queue.Send("next");
        Assert.Equal(IpcError.Timeout, Assert.Throws<IpcException>(() => queue.TryReceive(out _, s_short)).Error);
        Assert.Equal(2, queue.Count);
        _slow.IsQuick = true;
        Assert.Equal(100_000, queue.Receive());
        Assert.Equal(100_000, queue.Receive());
        Assert.Equal(0, queue.Count);
    }

    /// <summary>With no time at all it is one attempt, whose message is read.</summary>
    [Fact]
    public void One_attempt_reads_what_it_got()
    {
        using IpcQueue queue = IpcQueue.Create(encoding: _slow);
        queue.Send("long");
        _slow.IsQuick = true;
        Assert.Equal(IpcReceiveResult.Received, queue.TryReceive(out _, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whoever_is_stopped_while_reading_loses_nothing(bool many)
    {
        (IpcPipe left, IpcPipe right) = IpcPipe.Create(encoding: _slow);
        using (left)
        using (right)
        {
            left.Send("long");
            using CancellationTokenSource stop = new();
            _slow.Reading = stop.Cancel;
            Assert.ThrowsAny<OperationCanceledException>(() => right.TryReceive(out _, Timeout.InfiniteTimeSpan, stop.Token));
            _slow.IsQuick = true;
            List<object?> values = [];
            Assert.Equal(
                IpcReceiveResult.Received,
                many ? right.TryReceiveMany(5, TimeSpan.Zero, values) : right.TryReceive(out _, TimeSpan.Zero));
            Assert.Equal(many ? 1 : 0, values.Count);
        }
    }

    [Fact]
    public void A_lease_goes_back_to_the_queue()
    {
        using IpcQueue queue = IpcQueue.Create(encoding: _slow);
        queue.Send("long");
        IpcException error = Assert.Throws<IpcException>(() => queue.TryLease(out _, s_short, Timeout.InfiniteTimeSpan));
        Assert.Equal(IpcError.Timeout, error.Error);
        Assert.Equal((1, 0), (queue.Count, queue.LeasedCount));
        using CancellationTokenSource stop = new();
        _slow.Reading = stop.Cancel;
        Assert.ThrowsAny<OperationCanceledException>(() => queue.TryLease(out _, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan, stop.Token));
        Assert.Equal((1, 0), (queue.Count, queue.LeasedCount));
        _slow.IsQuick = true;
        using IpcLease lease = queue.Lease();
        Assert.Equal(100_000, lease.Value);
    }
}
