using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>Several messages inside the mutex at once.</summary>
public sealed class BatchTests
{
    private static readonly TimeSpan s_long = Eventually.Watchdog;

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(40_000)]
    public void Each_is_a_message_of_its_own_in_order(int size)
    {
        using IpcQueue queue = Queue();
        Assert.Equal(50, queue.TrySendMany(Messages(50, size), TimeSpan.Zero));
        Assert.Equal(50, queue.Count);
        List<object?> got = [.. queue.ReceiveMany(20), queue.Receive(), .. queue.ReceiveMany(100)];
        Assert.Equal(Messages(50, size), got);
    }

    [Fact]
    public void Those_for_which_there_is_room_are_sent_and_the_others_wait()
    {
        using IpcQueue queue = Queue(capacity: 3);
        Assert.Equal(3, queue.TrySendMany(Messages(5), TimeSpan.Zero));
        Assert.Equal(0, queue.TrySendMany(Messages(5), TimeSpan.FromMilliseconds(20)));
        Task<int> sender = Eventually.Start(() => queue.TrySendMany(Messages(9), s_long));
        Words.AwaitSleeper(Words.SpaceOf(queue));
        List<object?> got = [];
        while (got.Count < 12)
        {
            got.AddRange(queue.ReceiveMany(2, s_long.TotalSeconds));
        }

        Assert.Equal([.. Messages(5).Take(3), .. Messages(9)], got);
        Assert.Equal(9, Eventually.Result(sender));
    }

    [Fact]
    public void What_waits_is_stopped_and_says_how_many_were_sent()
    {
        using IpcQueue queue = Queue(capacity: 3);
        using CancellationTokenSource stop = new();
        Task<int> sender = Eventually.Start(() => queue.TrySendMany(Messages(5), s_long, stop.Token));
        Words.AwaitSleeper(Words.SpaceOf(queue));
        stop.Cancel();
        Assert.Equal(3, Eventually.Result(sender));
        sender = Eventually.Start(() => queue.TrySendMany(Messages(5), s_long));
        Words.AwaitSleeper(Words.SpaceOf(queue));
        queue.Complete();
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => Eventually.Result(sender)));
        Assert.Contains("0 of 5", Assert.Throws<IpcException>(() => queue.SendMany(Messages(5))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_that_cannot_be_sent_comes_first_the_next_time()
    {
        using IpcQueue queue = Queue();
        object?[] values = [new byte[] { 1 }, new byte[] { 2 }, "no bytes", new byte[] { 3 }];
        Assert.Equal(2, queue.TrySendMany(new Refusing(), values, TimeSpan.Zero, default));
        Assert.Equal(IpcError.NotSupported, Eventually.ErrorOf(() => queue.TrySendMany(new Refusing(), values[2..], TimeSpan.Zero, default)));
        Assert.Equal(1, queue.TrySendMany(new Refusing(), values[3..], TimeSpan.Zero, default));
        Assert.Equal(new object[] { new byte[] { 1 }, new byte[] { 2 }, new byte[] { 3 } }, queue.ReceiveMany(10));
    }

    [Fact]
    public void A_pipe_has_them_too()
    {
        (IpcPipe left, IpcPipe right) = IpcPipe.Create(encoding: new PlainBytes());
        using (left)
        using (right)
        {
            left.SendMany(Messages(20));
            Assert.Equal(Messages(20), right.ReceiveMany(100));
            Task<int> sender = Eventually.Start(() => left.TrySendMany(Messages(60, 100_000), s_long)); // More than it has room for.
            List<object?> got = [];
            while (got.Count < 60)
            {
                got.AddRange(right.ReceiveMany(7, s_long.TotalSeconds));
            }

            Assert.Equal(60, Eventually.Result(sender));
            Assert.Equal(Messages(60, 100_000), got);
        }
    }

    [Fact]
    public void Several_who_send_and_receive_lose_none()
    {
        const int Each = 2_000;
        using IpcQueue queue = Queue(capacity: 100);
        Task<int>[] senders = [.. Enumerable.Range(0, 2).Select(one => Eventually.Start(() =>
            queue.TrySendMany([.. Enumerable.Range(one * Each, Each).Select(i => (object?)BitConverter.GetBytes(i))], s_long)))];
        Task<List<int>>[] receivers = [.. Enumerable.Range(0, 2).Select(_ => Eventually.Start(() =>
        {
            List<object?> got = [];
            while (queue.TryReceiveMany(30, s_long, got) == IpcReceiveResult.Received)
            {
            }

            return got.ConvertAll(message => BitConverter.ToInt32((byte[])message!));
        }))];
        Assert.All(senders, sender => Assert.Equal(Each, Eventually.Result(sender)));
        queue.Complete();
        List<int>[] got = [.. receivers.Select(Eventually.Result)];
        Assert.Equal(Enumerable.Range(0, 2 * Each), got.SelectMany(one => one).Order());
        Assert.All(got, one => Assert.Equal(one.Where(i => i < Each).Order(), one.Where(i => i < Each)));
    }

    private static IpcQueue Queue(int capacity = 0) => IpcQueue.Create(capacity, encoding: new PlainBytes());

    private static object?[] Messages(int count, int size = 8) => [.. Enumerable.Range(1, count).Select(i =>
    {
        byte[] message = new byte[size];
        message.AsSpan().Fill((byte)i);
        return message;
    })];

    private sealed class Refusing : IMessageEncoding
    {
        public void Encode(object? value, System.Buffers.IBufferWriter<byte> output) => new PlainBytes().Encode(
            value as byte[] ?? throw new IpcException(IpcError.NotSupported, "No."), output);

        public object? Decode(ReadOnlySpan<byte> message) => message.ToArray();
    }

    [Fact]
    public void What_cannot_be_read_takes_along_nothing_that_can_and_is_told_by_the_next_call()
    {
        using IpcQueue queue = IpcQueue.Create(encoding: new Fussy());
        queue.SendMany(new object[] { new byte[] { 1 }, new byte[] { 9 }, new byte[] { 2 } });
        Assert.Equal([1, 2], queue.ReceiveMany(10).Select(static one => (int)((byte[])one!)[0]));
        queue.Send(new byte[] { 3 });
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => queue.ReceiveMany(10)));
        Assert.Equal([3], (byte[])queue.ReceiveMany(10)[0]!);
        queue.Send(new byte[] { 9 });
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => queue.ReceiveMany(10)));
        Assert.Equal(IpcError.Empty, Eventually.ErrorOf(() => queue.ReceiveMany(10, 0)));
    }

    // Reads anything but what begins with 9.
    private sealed class Fussy : IMessageEncoding
    {
        private readonly PlainBytes _plain = new();

        public void Encode(object? value, System.Buffers.IBufferWriter<byte> output) => _plain.Encode(value, output);

        public object? Decode(ReadOnlySpan<byte> message) => message[0] == 9
            ? throw new IpcException(IpcError.NotFound, "It is gone.")
            : _plain.Decode(message);
    }
}
