using System.Buffers;
using Ipc.Messages;
using Ipc.Tests.Peer;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>Looking at what would be received next, which stays where it is.</summary>
public sealed class PeekTests
{
    private static readonly TimeSpan s_long = Eventually.Watchdog;
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(30);

    [Theory]
    [InlineData(0)]
    [InlineData(9)]
    [InlineData(ChunkPool.ChunkRoom - 17)]
    [InlineData(ChunkPool.ChunkRoom - 16)]
    [InlineData(ChunkPool.ChunkRoom - 8)]
    [InlineData(ChunkPool.ChunkRoom)]
    [InlineData(100_001)]
    public void Messages_of_any_length_are_seen_and_stay(int length)
    {
        using IpcQueue queue = IpcQueue.Create(encoding: new BytesEncoding());
        byte[][] sent = [.. Enumerable.Range(0, 5).Select(i => Bytes(length + (i * 3), i))];
        foreach (byte[] one in sent)
        {
            queue.Send(one);
        }

        queue.Receive();
        for (int i = 0; i < 2; i++)
        {
            Assert.Equal(IpcReceiveResult.Received, queue.TryPeek(out object? value, TimeSpan.Zero));
            Assert.Equal(sent[1], value);
            List<object?> values = [];
            Assert.Equal(IpcReceiveResult.Received, queue.TryPeekMany(3, TimeSpan.Zero, values));
            Assert.Equal(sent[1..4], values);
        }

        Assert.Equal(4, queue.Count);
        Assert.Equal(sent[1..], Enumerable.Range(0, 4).Select(_ => queue.Receive()));
        Assert.Equal(IpcReceiveResult.TimedOut, queue.TryPeek(out _, TimeSpan.Zero));
    }

    [Fact]
    public void What_was_given_back_is_seen_before_what_waits_and_what_is_leased_is_not()
    {
        using IpcQueue queue = Numbers(1, 2, 3, 4);
        IpcLease first = queue.Lease(), second = queue.Lease(), third = queue.Lease();
        third.Abandon();
        first.Abandon();
        Assert.Equal([1, 3, 4], All(queue));
        Assert.Equal((3, 1), (queue.Count, queue.LeasedCount));
        Assert.Equal(1, queue.Peek());
        Assert.Equal(2, queue.Lease().DeliveryCount);
        second.Abandon();
        Assert.Equal([2, 3, 4], All(queue));
    }

    [Fact]
    public void What_has_run_out_is_seen_and_so_is_what_a_killed_process_had()
    {
        using IpcQueue queue = Numbers(1, 2);
        using PeerProcess holder = PeerProcess.Opening(queue);
        Assert.StartsWith("Leased", holder.Ask("lease 5"), StringComparison.Ordinal);
        queue.TryLease(out IpcLease? lease, TimeSpan.Zero, s_moment);
        Eventually.True(() => !lease!.IsHeld, "the time passes");
        Assert.Equal(2, queue.Peek(0));
        holder.Kill();
        Eventually.True(() => (int?)queue.Peek(0) == 1, "the first one is back");
    }

    [Fact]
    public void An_end_is_told_as_to_a_receiver()
    {
        using IpcQueue queue = Numbers(1), empty = Numbers();
        Assert.Equal(IpcError.Empty, Eventually.ErrorOf(() => empty.Peek(0)));
        Assert.Equal(IpcError.Timeout, Eventually.ErrorOf(() => empty.Peek(0.01)));
        queue.Complete();
        Assert.Equal(1, queue.Peek());
        queue.Receive();
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => queue.Peek()));
        Assert.Equal(IpcReceiveResult.Closed, queue.TryPeek(out _, TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => queue.TryPeekMany(0, TimeSpan.Zero, []));
        queue.Remove();
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => queue.Peek()));
    }

    [Fact]
    public void A_stop_ends_the_wait()
    {
        using IpcQueue queue = Numbers();
        using CancellationTokenSource stop = new();
        Task<IpcReceiveResult> peeks = Eventually.Start(() => queue.TryPeek(out _, s_long, stop.Token));
        Words.AwaitSleeper(Words.Of(queue));
        stop.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Eventually.Result(peeks));
    }

#if DEBUG
    // One message is one wake-up. Who came first, and so gets that, takes nothing.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_waits_to_look_keeps_nothing_from_who_waits_to_receive(bool looksFirst)
    {
        using IpcQueue queue = IpcQueue.Create();
        PeerProcess[] peers = PeerProcess.Start(2);
        using PeerProcess first = peers[0], second = peers[1];
        Array.ForEach(peers, peer => peer.Open(queue));
        first.TellAndSleep(looksFirst ? "peek forever" : "receive forever", Words.Of(queue));
        second.TellAndSleepToo(looksFirst ? "receive forever" : "peek forever", Words.Of(queue));
        queue.TrySendBytes(BitConverter.GetBytes(7), TimeSpan.Zero);
        Assert.Equal("Received 7 4", (looksFirst ? second : first).Answer());
        queue.TrySendBytes(BitConverter.GetBytes(7), TimeSpan.Zero);
        Assert.Equal("Peeked 7 4", (looksFirst ? first : second).Answer());
    }
#endif

    [Fact]
    public void What_cannot_be_read_is_one_of_several()
    {
        using IpcQueue queue = Numbers(1);
        queue.TrySendBytes([1, 2, 3], TimeSpan.Zero);
        queue.Send(2);
        List<IpcPeeked> peeked = [];
        Assert.Equal(IpcReceiveResult.Received, queue.TryPeek(new NumberEncoding(), 10, TimeSpan.Zero, peeked, CancellationToken.None));
        Assert.Equal([1, null, 2], peeked.Select(one => one.Value));
        Assert.Equal([null, IpcError.Corrupt, null], peeked.Select(one => one.Unreadable?.Error));
        List<object?> values = [];
        Assert.Equal(IpcError.Corrupt, Eventually.ErrorOf(() => queue.TryPeekMany(10, TimeSpan.Zero, values)));
        Assert.Equal([1, 2], values);
    }

    [Fact]
    public void What_this_handle_has_not_read_to_its_end_comes_first()
    {
        SlowEncoding slow = new();
        using IpcQueue queue = IpcQueue.Create(encoding: slow);
        queue.Send("long");
        queue.Send("next");
        Assert.Equal(IpcError.Timeout, Eventually.ErrorOf(() => queue.TryReceive(out _, s_moment)));
        Assert.Equal(IpcError.Timeout, Eventually.ErrorOf(() => queue.TryPeek(out _, s_moment)));
        using CancellationTokenSource stop = new();
        slow.Reading = stop.Cancel;
        Assert.ThrowsAny<OperationCanceledException>(() => queue.TryPeek(out _, s_long, stop.Token));
        slow.IsQuick = true;
        Assert.Equal(100_000, queue.Peek());
        Assert.Equal(2, queue.Count);
    }

    [Fact]
    public void What_a_message_refers_to_is_live_for_who_looks_and_stays_so()
    {
        using IpcQueue queue = IpcQueue.Create(encoding: ReferenceEncoding.Instance);
        IpcQueue sent = IpcQueue.Create();
        string path = sent.Region.Path;
        queue.Send(new IpcObject[] { sent });
        sent.Close();
        IpcObject[] seen = (IpcObject[])queue.Peek()!;
        seen[0].Close();
        Assert.True(File.Exists(path), "Looking has taken it.");

        seen = (IpcObject[])queue.Peek()!;
        Assert.Equal(1, queue.Clear());
        Assert.True(((IpcQueue)seen[0]).TrySendBytes([1], TimeSpan.Zero));
        Assert.True(File.Exists(path), "Who looks does not hold it.");
        seen[0].Close();
        Eventually.True(() => !File.Exists(path), "nobody keeps it");
    }

    [Fact]
    public void What_is_taken_while_it_is_being_read_is_live_all_the_same()
    {
        using IpcQueue queue = IpcQueue.Create(encoding: ReferenceEncoding.Instance);
        IpcEvent sent = IpcEvent.Create();
        queue.Send(new IpcObject[] { sent });
        sent.Close();
        List<IpcPeeked> peeked = [];
        queue.TryPeek(new DroppingEncoding(() => queue.Clear()), 1, TimeSpan.Zero, peeked, CancellationToken.None);
        Assert.Null(peeked[0].Unreadable);
        Assert.True(File.Exists(sent.Region.Path), "It is gone.");
        ((IpcObject[])peeked[0].Value!)[0].Close();
        Eventually.True(() => !File.Exists(sent.Region.Path), "nobody keeps it");
    }

    // More rounds than one: each message refers to something else.
    [Fact]
    public void What_several_messages_refer_to_is_live()
    {
        using IpcQueue queue = IpcQueue.Create(encoding: ReferenceEncoding.Instance);
        string[] paths = [.. Enumerable.Range(0, 4).Select(_ =>
        {
            using IpcEvent one = IpcEvent.Create(), other = IpcEvent.Create();
            queue.Send(new IpcObject[] { one, other });
            queue.Send(null);
            return one.Region.Path;
        })];
        IpcLease lease = queue.Lease();
        Array.ForEach((IpcObject[])lease.Value!, one => one.Close());
        lease.Abandon();
        List<object?> seen = [];
        queue.TryPeekMany(int.MaxValue, TimeSpan.Zero, seen);
        Assert.Equal([2, 0, 2, 0, 2, 0, 2, 0], seen.Select(one => ((IpcObject[])one!).Length));
        seen.SelectMany(one => (IpcObject[])one!).ToList().ForEach(one => one.Close());
        Assert.All(paths, path => Assert.True(File.Exists(path), "Looking has taken it."));
        queue.Clear();
        Eventually.True(() => !paths.Any(File.Exists), "nobody keeps them");
    }

    private static List<object?> All(IpcQueue queue)
    {
        List<object?> values = [];
        Assert.Equal(IpcReceiveResult.Received, queue.TryPeekMany(int.MaxValue, TimeSpan.Zero, values));
        return values;
    }

    private static IpcQueue Numbers(params int[] numbers)
    {
        IpcQueue queue = IpcQueue.Create(encoding: new NumberEncoding());
        foreach (int number in numbers)
        {
            queue.Send(number);
        }

        return queue;
    }

    private static byte[] Bytes(int size, int seed)
    {
        byte[] bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
