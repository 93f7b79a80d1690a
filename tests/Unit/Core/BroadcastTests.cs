using System.Buffers;
using Ipc.Messages;
using Ipc.Platform.CrashPoints;
using Ipc.Tests.Crashes;
using Ipc.Tests.Peer;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>Queues of which every receiver gets every message.</summary>
public sealed class BroadcastTests
{
    private static readonly TimeSpan s_long = Eventually.Watchdog;
    private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(30);

    [Fact]
    public void Every_handle_gets_everything_however_late_it_comes()
    {
        using IpcBroadcast queue = Queue();
        using IpcBroadcast early = Open(queue);
        Assert.Equal(IpcReceiveResult.TimedOut, early.TryReceive(out _, TimeSpan.Zero));
        Send(queue, 1, 2, 3);
        Assert.Equal([1, 2], [early.Receive(), early.Receive()]);
        Send(queue, 4);
        using IpcBroadcast late = Open(queue);
        Assert.Equal((2, 4, 4, 1), (early.Count, late.Count, late.Kept, queue.Receivers));
        Assert.Equal([1, 2, 3, 4], All(late));
        Assert.Equal([3, 4], All(early));
        Assert.Equal([1, 2, 3, 4], All(queue));
        Assert.Equal((0, true, 4, 3), (late.Count, late.IsEmpty, late.Kept, queue.Receivers));
        queue.Complete();
        Assert.Equal(IpcReceiveResult.Closed, late.TryReceive(out _, s_long));
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => queue.Send(5)));
        using IpcBroadcast last = Open(queue);
        Assert.Equal([1, 2, 3, 4], All(last));
        Assert.Equal(IpcReceiveResult.Closed, last.TryReceive(out _, TimeSpan.Zero));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(ChunkPool.ChunkRoom - 16)]
    [InlineData(ChunkPool.ChunkRoom - 8)]
    [InlineData(ChunkPool.ChunkRoom)]
    [InlineData(100_001)]
    public void Messages_of_any_length_come_whole(int length)
    {
        using IpcBroadcast queue = IpcBroadcast.Create(4);
        using IpcBroadcast one = IpcBroadcast.Open(queue.Id), other = IpcBroadcast.Open(queue.Id);
        for (int i = 0; i < 20; i++)
        {
            Assert.True(queue.TrySendBytes(Bytes(length + (i * 3), i), TimeSpan.Zero));
            Assert.Equal(Bytes(length + (i * 3), i), ReceiveBytes(one));
            if (i % 3 == 2)
            {
                for (int j = i - 2; j <= i; j++)
                {
                    Assert.Equal(Bytes(length + (j * 3), j), ReceiveBytes(other));
                }
            }
        }

        Assert.Equal(4, queue.Kept);
        Assert.Equal(0, one.Lost + other.Lost);
    }

    [Fact]
    public void What_is_sent_after_it_was_opened_is_what_a_handle_gets()
    {
        using IpcBroadcast queue = Queue(fromNow: true);
        Send(queue, 1, 2);
        using IpcBroadcast late = Open(queue);
        Assert.Equal(0, late.Count);
        Send(queue, 3, 4);
        Assert.Equal(2, late.Count);
        using IpcBroadcast later = Open(queue);
        Send(queue, 5);
        Assert.Equal([3, 4, 5], All(late));
        Assert.Equal([5], All(later));
        Assert.Equal([1, 2, 3, 4, 5], All(queue)); // It was there first.
    }

    [Fact]
    public void The_sender_waits_for_the_slowest_receiver()
    {
        using IpcBroadcast queue = Queue(2);
        using IpcBroadcast fast = Open(queue), slow = Open(queue);
        Send(queue, 1, 2);
        Assert.Equal(IpcError.Full, Eventually.ErrorOf(() => queue.Send(3, 0))); // There is no receiver yet.
        Assert.Equal([1, 2], All(fast));
        Assert.Equal(1, slow.Receive());
        queue.Send(3, 0);
        Assert.Equal(3, fast.Receive());
        Assert.Equal(IpcError.Timeout, Eventually.ErrorOf(() => queue.Send(4, 0.01)));
        Task<bool> sends = Eventually.Start(() => queue.TrySend(4, s_long));
        Words.AwaitSleeper(Words.SpaceOf(queue));
        Assert.False(sends.IsCompleted);
        Assert.Equal(2, slow.Receive());
        Assert.True(Eventually.Result(sends));
        Assert.Equal([3, 4], All(slow));
        Assert.Equal([4], All(fast));
        Assert.Equal((2, 0, 0), (queue.Kept, fast.Lost, slow.Lost));
    }

    [Fact]
    public void Whoever_only_sends_holds_nobody_back_nor_does_who_only_looks()
    {
        using IpcBroadcast queue = Queue(2);
        using IpcBroadcast looks = Open(queue), receives = Open(queue);
        Send(queue, 1);
        Assert.Equal(1, looks.Peek());
        for (int i = 2; i < 50; i++)
        {
            Assert.Equal(i - 1, receives.Receive());
            queue.Send(i, 0);
        }

        Assert.Equal(1, queue.Receivers);
        Assert.Equal(48, looks.Peek());
    }

    [Theory]
    [InlineData("close")]
    [InlineData("kill")]
    [InlineData("collect")]
    public void A_receiver_that_is_gone_holds_nobody_back(string how)
    {
        using IpcBroadcast queue = Queue(2);
        using IpcBroadcast fast = Open(queue);
        using PeerProcess peer = PeerProcess.Opening(queue);
        Assert.Equal("TimedOut", peer.Ask("receive 0"));
        if (how == "collect")
        {
            Forget(queue);
        }

        IpcBroadcast? slow = how == "close" ? Open(queue) : null;
        slow?.TryReceive(out _, TimeSpan.Zero);
        Send(queue, 1, 2);
        Assert.Equal([1, 2], All(fast));
        Task<bool> sends = Eventually.Start(() => queue.TrySend(3, s_long));
        Words.AwaitSleeper(Words.SpaceOf(queue));
        if (how == "kill")
        {
            peer.Kill();
        }
        else
        {
            Assert.Equal("ok", peer.Ask("close"));
            slow?.Close();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        Assert.True(Eventually.Result(sends));
        Assert.Equal([3], All(fast));
        Eventually.True(() => queue.Receivers == 1, "the other one is gone");
    }

    [Fact]
    public void A_paused_receiver_is_waited_for()
    {
        using IpcBroadcast queue = Queue(1);
        using PeerProcess peer = PeerProcess.Opening(queue);
        Assert.Equal("TimedOut", peer.Ask("receive 0"));
        queue.Send(1, 0);
        peer.PauseOutside(queue);
        Assert.Equal(IpcError.Timeout, Eventually.ErrorOf(() => queue.Send(2, 0.5)));
        peer.Continue();
        Assert.Equal("Received 1 4", peer.Ask("receive 5"));
        queue.Send(2, 0);
    }

    [Fact]
    public void The_oldest_makes_room_and_who_lost_it_is_told_once()
    {
        using IpcBroadcast queue = Queue(3, dropsOldest: true);
        using IpcBroadcast receiver = Open(queue);
        Send(queue, 1, 2);
        Assert.Equal(1, receiver.Receive());
        Send(queue, 3, 4, 5, 6, 7);
        IpcException told = Assert.Throws<IpcException>(() => receiver.Receive(0));
        Assert.Equal(IpcError.Full, told.Error);
        Assert.StartsWith("3 messages", told.Message, StringComparison.Ordinal);
        Assert.Equal(3, receiver.Lost);
        Assert.Equal([5, 6, 7], All(receiver));
        Send(queue, 8, 9, 10, 11);
        List<object?> got = [];
        told = Assert.Throws<IpcException>(() => receiver.TryReceiveMany(9, TimeSpan.Zero, got));
        Assert.StartsWith("1 message ", told.Message, StringComparison.Ordinal);
        Assert.Equal([9, 10, 11], All(receiver));
        Assert.Equal(4, receiver.Lost);
        using IpcBroadcast late = Open(queue);
        Assert.StartsWith("8 messages", Assert.Throws<IpcException>(() => late.Receive()).Message, StringComparison.Ordinal);
        Assert.Equal([9, 10, 11], All(late));
    }

    [Fact]
    public void Who_came_now_is_told_only_what_was_dropped_since()
    {
        using IpcBroadcast queue = Queue(2, dropsOldest: true, fromNow: true);
        Send(queue, 1, 2, 3, 4);
        using IpcBroadcast late = Open(queue);
        Send(queue, 5);
        Assert.Equal([5], All(late));
        using IpcBroadcast later = Open(queue);
        Send(queue, 6, 7, 8);
        Assert.StartsWith("1 message ", Assert.Throws<IpcException>(() => later.Receive()).Message, StringComparison.Ordinal);
        Assert.Equal([7, 8], All(later));
    }

    [Fact]
    public void Where_nobody_needs_to_get_all_nobody_is_waited_for()
    {
        using IpcBroadcast queue = Queue(2, fromNow: true);
        Send(queue, 1, 2, 3, 4);
        Assert.Equal(2, queue.Kept);
    }

    [Fact]
    public void Clearing_is_no_loss()
    {
        using IpcBroadcast queue = Queue();
        using IpcBroadcast one = Open(queue), other = Open(queue);
        Send(queue, 1, 2, 3);
        Assert.Equal(1, one.Receive());
        Assert.Equal(3, queue.Clear());
        Assert.Equal((0, 0, 0), (one.Count, other.Count, queue.Kept));
        Assert.Equal(IpcReceiveResult.TimedOut, one.TryReceive(out _, TimeSpan.Zero));
        Send(queue, 4);
        using IpcBroadcast late = Open(queue);
        Assert.All([one, other, late], each => Assert.Equal([4], All(each)));
        Assert.Equal(0, one.Lost + other.Lost + late.Lost);
        ChunkPool pool = new(queue.Region);
        queue.TrySendBytes(new byte[200_000], TimeSpan.Zero);
        queue.Clear();
        Assert.Equal(2u, pool.Count - Derived.Unused(queue.Region));
    }

    [Fact]
    public void All_who_sleep_are_woken_by_one_message()
    {
        using IpcBroadcast queue = Queue();
        PeerProcess[] peers = PeerProcess.Start(3);
        using PeerProcess first = peers[0], second = peers[1], third = peers[2];
        foreach (PeerProcess peer in peers)
        {
            peer.Open(queue);
            peer.TellAndSleep("receive forever", Words.Of(queue));
        }

        queue.Send(7);
        Array.ForEach(peers, peer => peer.Expect("Received 7 4"));
        using IpcBroadcast late = Open(queue);
        Task<object?> waits = Eventually.Start(() => late.ReceiveAsync().GetAwaiter().GetResult());
        Assert.Equal(7, Eventually.Result(waits));
        Array.ForEach(peers, peer => peer.TellAndSleep("receive forever", Words.Of(queue)));
        queue.Complete();
        Array.ForEach(peers, peer => peer.Expect("Closed"));
    }

    [Fact]
    public void It_can_be_waited_for_along_with_others()
    {
        using IpcBroadcast queue = Queue(fromNow: true);
        using IpcBroadcast one = Open(queue), other = Open(queue);
        Assert.Empty(IpcWait.Any([one, other], s_moment));
        Task<IReadOnlyList<IpcReady>> any = Eventually.Start(() => IpcWait.Any([one, other], s_long));
        Words.AwaitSleeper(Words.Of(queue));
        queue.Send(1);
        Assert.Contains(Eventually.Result(any)[0].Source, new object[] { one, other });
        Assert.Equal([1], All(one));
        Assert.Same(other, IpcWait.Any([one, other], TimeSpan.Zero)[0].Source);
    }

    [Fact]
    public void All_is_done_when_every_receiver_has_it()
    {
        using IpcBroadcast queue = Queue();
        using IpcBroadcast one = Open(queue);
        Assert.True(queue.TryWaitUntilDone(TimeSpan.Zero));
        Send(queue, 1);
        Assert.False(queue.TryWaitUntilDone(TimeSpan.Zero));
        Task<bool> waits = Eventually.Start(() => queue.TryWaitUntilDone(s_long));
        Words.AwaitSleeper(new MessageList(queue.Region, 0).Done);
        Assert.Equal(1, one.Receive());
        Assert.True(Eventually.Result(waits));
        using IpcBroadcast other = Open(queue);
        Assert.Equal(1, other.Receive());
        Send(queue, 2);
        Assert.Equal(2, one.Receive());
        waits = Eventually.Start(() => queue.TryWaitUntilDone(s_long));
        Words.AwaitSleeper(new MessageList(queue.Region, 0).Done);
        other.Close();
        Assert.True(Eventually.Result(waits));
    }

    [Fact]
    public void What_messages_refer_to_lives_while_anybody_may_get_them()
    {
        using IpcBroadcast queue = IpcBroadcast.Create(2, dropsOldest: true, encoding: ReferenceEncoding.Instance);
        using IpcBroadcast receiver = IpcBroadcast.Open(queue.Id, ReferenceEncoding.Instance);
        string[] paths = [.. Enumerable.Range(0, 3).Select(_ =>
        {
            using IpcEvent sent = IpcEvent.Create();
            queue.Send(new IpcObject[] { sent });
            return sent.Region.Path;
        })];
        Eventually.True(() => !File.Exists(paths[0]), "what made room is gone");
        Assert.Equal(IpcError.Full, Eventually.ErrorOf(() => receiver.Receive(0)));
        IpcObject got = ((IpcObject[])receiver.Receive()!)[0];
        Assert.Equal(paths[1], got.Region.Path);
        got.Close();
        Assert.True(File.Exists(paths[1]), "Receiving has taken it.");
        using (IpcBroadcast late = IpcBroadcast.Open(queue.Id, ReferenceEncoding.Instance))
        {
            Eventually.ErrorOf(() => late.Receive(0));
            List<IpcPeeked> peeked = [];
            late.TryPeek(ReferenceEncoding.Instance, 9, TimeSpan.Zero, peeked, CancellationToken.None);
            Assert.Equal(paths[1..], peeked.Select(one => ((IpcObject[])one.Value!)[0].Region.Path));
            peeked.ForEach(one => ((IpcObject[])one.Value!)[0].Close());
            List<object?> all = [];
            while (late.TryReceiveMany(9, TimeSpan.Zero, all) == IpcReceiveResult.Received)
            {
            }

            Assert.Equal(paths[1..], all.Select(one => ((IpcObject[])one!)[0].Region.Path));
            all.ForEach(one => ((IpcObject[])one!)[0].Close());
        }

        got = ((IpcObject[])receiver.Receive()!)[0];
        queue.Clear();
        Eventually.True(() => !File.Exists(paths[1]), "what was cleared is gone");
        Assert.True(File.Exists(got.Region.Path), "The receiver has it.");
        got.Close();
        Eventually.True(() => !File.Exists(paths[2]), "nobody has it");
    }

    [Theory]
    [InlineData("receive")]
    [InlineData("several")]
    [InlineData("peek")]
    public void What_makes_room_while_it_is_being_read_is_live_all_the_same(string how)
    {
        using IpcBroadcast queue = IpcBroadcast.Create(encoding: ReferenceEncoding.Instance);
        using IpcBroadcast receiver = IpcBroadcast.Open(queue.Id, new DroppingEncoding(() => queue.Clear()));
        IpcEvent sent = IpcEvent.Create();
        queue.Send(new IpcObject[] { sent });
        sent.Close();
        List<object?> got = [];
        switch (how)
        {
            case "receive":
                got.Add(receiver.Receive());
                break;
            case "several":
                receiver.TryReceiveMany(5, TimeSpan.Zero, got);
                break;
            default:
                got.Add(receiver.Peek());
                break;
        }

        Assert.True(File.Exists(sent.Region.Path), "It is gone.");
        ((IpcObject[])got[0]!)[0].Close();
        Eventually.True(() => !File.Exists(sent.Region.Path), "nobody keeps it");
    }

    [Fact]
    public void What_it_has_not_is_refused()
    {
        using IpcBroadcast queue = Queue();
        Assert.Equal(IpcError.NotSupported, Eventually.ErrorOf(() => queue.TryLease(new NumberEncoding(), s_long, s_long, out _, out _, default)));
        Assert.Equal(IpcError.NotSupported, Eventually.ErrorOf(() => ((IIpcQueue)queue).TrySend(new NumberEncoding(), 1, 5, s_long, default)));
        Assert.Throws<ArgumentOutOfRangeException>(() => IpcBroadcast.Create(dropsOldest: true));
        Assert.Throws<ArgumentOutOfRangeException>(() => IpcBroadcast.Create(-1));
        Assert.Equal(IpcError.KindMismatch, Eventually.ErrorOf(() => IpcQueue.Open(queue.Id)));
    }

    [Fact]
    public void A_handle_that_is_closed_ends_its_own_wait()
    {
        using IpcBroadcast queue = Queue();
        IpcBroadcast one = Open(queue);
        Task<IpcError?> waits = Eventually.Start(() => Eventually.ErrorOf(() => one.Receive()));
        Words.AwaitSleeper(Words.Of(queue));
        one.Close();
        Assert.Equal(IpcError.Closed, Eventually.Result(waits));
        Assert.Equal(0, queue.Receivers);
    }

    [Fact]
    public void There_is_room_for_so_many_receivers_and_no_more()
    {
        using IpcBroadcast queue = Queue(1);
        List<IpcBroadcast> all = [];
        for (int i = 0; i < BroadcastCursors.Most; i++)
        {
            all.Add(Open(queue));
            all[^1].TryReceive(out _, TimeSpan.Zero);
        }

        Assert.Equal(BroadcastCursors.Most, queue.Receivers);
        Assert.Equal(IpcError.NoSpace, Eventually.ErrorOf(() => queue.TryReceive(out _, TimeSpan.Zero)));
        queue.Send(1);
        all[7].Close();
        Assert.Equal(1, queue.Receive());
        all.ForEach(one => one.Close());
        Assert.Equal(1, queue.Receivers);
    }

    [Fact]
    public void What_persists_is_there_for_who_comes_later()
    {
        string name = $"broadcast-{Guid.NewGuid():N}";
        using (IpcBroadcast made = IpcBroadcast.Create(5, name: name, persistent: true, encoding: new NumberEncoding()))
        {
            Send(made, 1, 2);
        }

        IpcObjectInfo found = IpcObjectInfo.List().Single(one => one.Name == name);
        Assert.Equal((IpcKind.Broadcast, 2L, 5L), (found.Kind, found.Count, found.Capacity));
        using IpcBroadcast again = IpcBroadcast.Open(name, new NumberEncoding());
        Assert.Equal([1, 2], All(again));
        again.Remove();
    }

    // Each of four processes gets all that two others send, whoever is killed.
    [Fact]
    public void Everybody_gets_everything_in_one_order_though_others_are_killed()
    {
        using IpcBroadcast queue = IpcBroadcast.Create(20);
        PeerProcess[] peers = PeerProcess.Start(6);
        try
        {
            Array.ForEach(peers, peer => peer.Open(queue));
            foreach (PeerProcess peer in peers[..4])
            {
                Assert.Equal("TimedOut", peer.Ask("receive 0"));
                peer.Tell("receive-all");
            }

            peers[4].Tell("send-all 10 1000 400");
            peers[5].Tell("send-all 3000 5000 400");
            Assert.StartsWith("got", peers[0].Answer(), StringComparison.Ordinal);
            peers[0].KillAndGoOn();
            UpTo(peers[4], "ok");
            UpTo(peers[5], "ok");
            queue.Complete();
            List<string>[] seen = [.. peers[1..4].Select(peer => UpTo(peer, "closed"))];
            Assert.Equal(801, seen[0].Count);
            Assert.Equal(seen[0], seen[1]);
            Assert.Equal(seen[0], seen[2]);
            Assert.Equal(Enumerable.Range(1000, 400).Select(i => $"got {i} 10"), seen[0].Where(line => line.EndsWith(" 10", StringComparison.Ordinal)));
        }
        finally
        {
            Array.ForEach(peers, peer => peer.Dispose());
        }
    }

    private static List<string> UpTo(PeerProcess peer, string last)
    {
        List<string> lines = [];
        while (lines.LastOrDefault() != last)
        {
            lines.Add(peer.Answer());
        }

        return lines;
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Forget(IpcBroadcast queue) => Open(queue).TryReceive(out _, TimeSpan.Zero);

    private static IpcBroadcast Queue(int capacity = 0, bool dropsOldest = false, bool fromNow = false) =>
        IpcBroadcast.Create(capacity, dropsOldest, fromNow, encoding: new NumberEncoding());

    private static IpcBroadcast Open(IpcBroadcast queue) => IpcBroadcast.Open(queue.Id, new NumberEncoding());

    private static void Send(IpcBroadcast queue, params int[] numbers) => Array.ForEach(numbers, number => queue.Send(number, 0));

    private static List<object?> All(IpcBroadcast queue)
    {
        List<object?> all = [];
        queue.TryReceiveMany(1000, TimeSpan.Zero, all);
        return all;
    }

    private static byte[] ReceiveBytes(IpcBroadcast queue)
    {
        ArrayBufferWriter<byte> bytes = new();
        Assert.Equal(IpcReceiveResult.Received, queue.TryReceiveBytes(bytes, TimeSpan.Zero));
        return bytes.WrittenSpan.ToArray();
    }

    private static byte[] Bytes(int size, int seed)
    {
        byte[] bytes = new byte[size];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    [SkippableFact]
    public void As_many_senders_go_on_as_one_receiver_has_made_room_for()
    {
        Skip.IfNot(CrashPoint.IsCompiledIn, "Crash points are compiled out of release builds.");
        using IpcBroadcast queue = Queue(capacity: 4);
        using IpcBroadcast reader = Open(queue);
        Send(queue, 1, 2, 3, 4);
        PeerProcess[] senders = PeerProcess.Start(3);
        for (int i = 0; i < senders.Length; i++)
        {
            Assert.Equal("ok", senders[i].Ask($"open broadcast {queue.Id}"));
            if (i == 0)
            {
                senders[i].TellAndSleep("send 10 4 forever", Words.SpaceOf(queue));
            }
            else
            {
                senders[i].TellAndSleepToo("send 10 4 forever", Words.SpaceOf(queue));
            }
        }

        List<object?> all = [];
        Assert.Equal(IpcReceiveResult.Received, reader.TryReceiveMany(10, TimeSpan.Zero, all));
        Assert.Equal(4, all.Count);
        Array.ForEach(senders, sender => Assert.Equal("Sent", sender.Answer())); // Nobody receives again.
        Array.ForEach(senders, sender => sender.Dispose());
    }

    // Who clears stores a number first, and dies before anything is gone.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_somebody_was_clearing_who_died_makes_room(bool hasReceiver)
    {
        using IpcBroadcast queue = IpcBroadcast.Create(2);
        using IpcBroadcast reader = IpcBroadcast.Open(queue.Id);
        if (hasReceiver)
        {
            Assert.Equal(IpcReceiveResult.TimedOut, reader.TryReceiveBytes(new ArrayBufferWriter<byte>(), TimeSpan.Zero));
        }

        Assert.True(queue.TrySendBytes([1], TimeSpan.Zero) && queue.TrySendBytes([2], TimeSpan.Zero));
        Assert.False(queue.TrySendBytes([3], TimeSpan.Zero));
        new BroadcastCursors(queue.Region).Cleared = 2;
        Assert.True(queue.TryWaitUntilDone(s_long));
        Assert.True(queue.TrySendBytes([3], s_long) && queue.TrySendBytes([4], s_long));
        Assert.False(queue.TrySendBytes([5], TimeSpan.Zero));
        Assert.Equal([3], ReceiveBytes(reader));
    }

    [Fact]
    public void Looking_does_not_swallow_what_was_lost()
    {
        using IpcBroadcast queue = Queue(capacity: 1, dropsOldest: true);
        using IpcBroadcast reader = Open(queue);
        Send(queue, 1, 2);
        Assert.Equal(2, reader.Peek());
        Assert.Equal(IpcError.Full, Eventually.ErrorOf(() => reader.Receive(0)));
        Assert.Equal(2, reader.Receive(0));
    }
}
