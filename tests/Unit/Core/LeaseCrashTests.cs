using System.Buffers;
using System.Globalization;
using Ipc.Messages;
using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Sync;
using Ipc.Tests.Crashes;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>
/// Holders of leases that are killed or paused, at any moment and at each step of leasing and confirming.
/// </summary>
public sealed class LeaseCrashTests
{
    private static readonly TimeSpan s_long = Eventually.Watchdog;

    [Fact]
    public void The_lease_of_a_killed_process_comes_back_to_who_sleeps()
    {
        using IpcQueue queue = Queue(1);
        using PeerProcess holder = PeerProcess.Opening(queue);
        Assert.Equal("Leased 1 4 1", holder.Ask("lease 5"));
        Task<(int, int)> receiver = Eventually.Start(() => Lease(queue, Timeout.InfiniteTimeSpan));
        Words.AwaitSleeper(Words.Of(queue));
        holder.Kill();
        Assert.Equal((1, 2), Eventually.Result(receiver));
    }

    [Fact]
    public void The_leases_of_a_killed_process_come_back_to_who_only_looks_in()
    {
        using IpcQueue queue = Queue(1, 2, 3);
        using PeerProcess holder = PeerProcess.Opening(queue);
        Assert.Equal("Leased 1 4 1", holder.Ask("lease 5"));
        Assert.Equal("Leased 2 4 1", holder.Ask("lease 5"));
        Assert.Equal("ok", holder.Ask("confirm"));
        Assert.Equal("Leased 3 4 1", holder.Ask("lease 5"));
        Assert.Null(Receive(queue));
        holder.Kill();
        int? first = null;
        Eventually.True(() => (first = Receive(queue)) is not null, "the first one is back");
        Assert.Equal([1, 3], new[] { first, Receive(queue) });
        Assert.True(queue.TryWaitUntilDone(TimeSpan.Zero));
    }

    // Nobody ever waits here, and still what comes back is first in line.
    [Fact]
    public void What_comes_back_is_first_in_line_though_much_waits()
    {
        using IpcQueue queue = Queue([.. Enumerable.Range(1, 1000)]);
        using PeerProcess holder = PeerProcess.Opening(queue);
        Assert.Equal("Leased 1 4 1", holder.Ask("lease 5"));
        Assert.Equal(2, Receive(queue));
        holder.Kill();
        List<int?> received = [];
        Eventually.True(
            () =>
            {
                received.Add(Receive(queue));
                return received[^1] == 1;
            },
            "the first one is back before the others are used up");
        Assert.Equal(Enumerable.Range(3, received.Count - 1), received.SkipLast(1).Cast<int>());
        Assert.True(received.Count < 900);
    }

    [Fact]
    public void A_paused_process_keeps_its_lease()
    {
        using IpcQueue queue = Queue(1, 2);
        using PeerProcess holder = PeerProcess.Opening(queue);
        Assert.Equal("Leased 1 4 1", holder.Ask("lease 5"));
        holder.Pause();
        Assert.Equal(2, Receive(queue));
        Assert.False(queue.TryWaitUntilDone(TimeSpan.FromSeconds(1)));
        Assert.Equal(IpcReceiveResult.TimedOut, queue.TryReceiveBytes(new ArrayBufferWriter<byte>(), TimeSpan.FromSeconds(0.5)));
        holder.Continue();
        Assert.Equal("True", holder.Ask("held"));
        Assert.Equal("ok", holder.Ask("confirm"));
        Assert.True(queue.TryWaitUntilDone(s_long));
    }

    [Fact]
    public void A_paused_process_loses_a_lease_whose_time_passes()
    {
        using IpcQueue queue = Queue(1);
        using PeerProcess holder = PeerProcess.Opening(queue);
        Assert.Equal("Leased 1 4 1", holder.Ask("lease 5 0.05"));
        holder.Pause();
        Assert.Equal((1, 2), Lease(queue, s_long));
        holder.Continue();
        Assert.Equal("False", holder.Ask("held"));
        Assert.Equal("error NotOwner", holder.Ask("confirm"));
        Assert.Equal("ok", holder.Ask("abandon"));
        Assert.Equal(1, queue.LeasedCount);
    }

    // The sleeper is told of the time-out by the lease alone: what is leased was sent without waking anybody.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_sleeper_learns_of_a_lease_that_runs_out_earlier(bool another)
    {
        using IpcQueue queue = Queue(1);
        if (another)
        {
            Assert.Equal(IpcReceiveResult.Received, queue.TryLeaseBytes(new ArrayBufferWriter<byte>(), out _, TimeSpan.Zero, TimeSpan.FromHours(1)));
        }
        else
        {
            Assert.Equal(1, Receive(queue));
        }

        using PeerProcess sleeper = PeerProcess.Opening(queue);
        sleeper.TellAndSleep("lease forever", Words.Of(queue));
        Assert.True(queue.Region.AcquireMutex(Deadline.Never, CancellationToken.None));
        Assert.True(new MessageList(queue.Region, 0).TryAppend(BitConverter.GetBytes(2)));
        queue.Region.Mutex.Release();
        Assert.Equal(
            IpcReceiveResult.Received,
            queue.TryLeaseBytes(new ArrayBufferWriter<byte>(), out IpcLease? lease, TimeSpan.Zero, TimeSpan.FromMilliseconds(50)));
        sleeper.Expect("Leased 2 4 2");
        Assert.False(lease!.IsHeld);
    }

    [Theory]
    [InlineData("forget")]
    [InlineData("abandon")]
    [InlineData("end")]
    public void A_lease_is_given_back_in_good_order(string how)
    {
        using IpcQueue queue = Queue(1);
        using PeerProcess holder = PeerProcess.Opening(queue);
        Assert.Equal("Leased 1 4 1", holder.Ask("lease 5"));
        Task<(int, int)> receiver = Eventually.Start(() => Lease(queue, Timeout.InfiniteTimeSpan));
        Words.AwaitSleeper(Words.Of(queue));
        if (how == "end")
        {
            Assert.Equal(0, holder.End());
        }
        else
        {
            Assert.Equal("ok", holder.Ask(how));
        }

        Assert.Equal((1, 2), Eventually.Result(receiver));
    }

    [Fact]
    public void The_end_of_all_work_waits_for_what_a_killed_process_had()
    {
        using IpcQueue queue = Queue(1, 2);
        PeerProcess[] peers = PeerProcess.Start(3);
        using PeerProcess waiter = peers[0], dying = peers[1], working = peers[2];
        Array.ForEach(peers, peer => peer.Open(queue));
        Assert.Equal("Leased 1 4 1", dying.Ask("lease 5"));
        Assert.Equal("Leased 2 4 1", working.Ask("lease 5"));
        waiter.TellAndSleep("wait-done forever", new MessageList(queue.Region, 0).Done);
        Assert.Equal("ok", working.Ask("confirm"));
        dying.Kill();
        Assert.Equal("Leased 1 4 2", working.Ask("lease 5"));
        waiter.AwaitSleep(new MessageList(queue.Region, 0).Done);
        Assert.False(waiter.HasAnswered);
        Assert.Equal("ok", working.Ask("confirm"));
        waiter.Expect("Done");
    }

    [Fact]
    public void A_completed_queue_stays_open_for_what_a_killed_process_had()
    {
        using IpcQueue queue = Queue(1);
        PeerProcess[] peers = PeerProcess.Start(3);
        Array.ForEach(peers, peer => peer.Open(queue));
        using PeerProcess dying = peers[0], second = peers[1], third = peers[2];
        Assert.Equal("Leased 1 4 1", dying.Ask("lease 5"));
        queue.Complete();
        second.TellAndSleep("lease-all", Words.Of(queue));
        third.TellAndSleep("receive-all", Words.Of(queue));
        dying.Kill();
        string[] answers = [second.Answer(), third.Answer()];
        Assert.Contains(answers, answer => answer is "has 1 4" or "got 1 4");
        Assert.Contains("closed", answers);
        (answers[0] == "closed" ? third : second).Expect("closed");
    }

    [Fact]
    public void Workers_that_are_killed_at_random_lose_nothing()
    {
        using IpcQueue queue = IpcQueue.Create();
        PeerProcess[] peers = PeerProcess.Start(4);
        const int Count = 2000;
        try
        {
            Array.ForEach(peers, peer => peer.Open(queue));
            Array.ForEach(peers, peer => peer.Tell("lease-all"));
            Random random = new(11);
            for (int i = 0; i < Count; i++)
            {
                Assert.True(queue.TrySendBytes(Message(4 + random.Next(200), i), s_long));
                if (i % 600 == 500)
                {
                    peers[i / 600].KillAndGoOn();
                }
            }

            Assert.True(queue.TryWaitUntilDone(s_long));
            queue.Complete();
            int[][] seen = [.. peers.Select(peer => Numbers(peer == peers[3] ? UpToClosed(peer) : peer.Rest()))];
            Assert.Equal(Enumerable.Range(0, Count), seen.SelectMany(list => list).Distinct().Order());

            // One that was killed had one object in its hands at the most, and may have said so.
            Assert.InRange(seen.Sum(list => list.Length), Count, Count + 3);
        }
        finally
        {
            Array.ForEach(peers, peer => peer.Dispose());
        }
    }

#if DEBUG
    // The step; what the peer has done before; in the middle of what it is killed; what is there then, with the
    // delivery counts.
    public static TheoryData<int, string, string, string> Steps => new()
    {
        { (int)CrashStep.LeaseWritten, "", "lease 5", "1x1 2x1 3x1" },
        { (int)CrashStep.LeaseLogged, "", "lease 5", "1x1 2x1 3x1" },
        { (int)CrashStep.LeaseCounted, "", "lease 5", "1x1 2x1 3x1" },
        { (int)CrashStep.LeaseTaken, "", "lease 5", "1x2 2x1 3x1" },
        { (int)CrashStep.LeaseCleared, "", "lease 5", "1x2 2x1 3x1" },
        { (int)CrashStep.LeaseGivenOn, "lease 5,abandon", "lease 5", "1x3 2x1 3x1" },
        { (int)CrashStep.LeaseDone, "lease 5", "confirm", "2x1 3x1" },
        { (int)CrashStep.LeaseDone, "lease 5,lease 5,abandon", "receive 5", "1x2 3x1" },
        { (int)CrashStep.LeaseUnchained, "lease 5,lease 5", "confirm", "1x2 3x1" },
        { (int)CrashStep.LeaseReturned, "lease 5", "abandon", "1x2 2x1 3x1" },
        { (int)CrashStep.LeaseReturned, "lease 5", "forget", "1x2 2x1 3x1" },
        { (int)CrashStep.LeaseDropped, "lease 5,lease 5,abandon", "clear", "1x2" },
    };

    // Sizes: many to a chunk, and one that needs several.
    public static TheoryData<int, string, string, string, int> StepsAndSizes
    {
        get
        {
            TheoryData<int, string, string, string, int> rows = [];
            foreach (object[] row in Steps)
            {
                rows.Add((int)row[0], (string)row[1], (string)row[2], (string)row[3], 100_000);
                if ((int)row[0] != (int)CrashStep.LeaseUnchained)
                {
                    rows.Add((int)row[0], (string)row[1], (string)row[2], (string)row[3], 4);
                }
            }

            return rows;
        }
    }

    [Theory]
    [MemberData(nameof(StepsAndSizes))]
    public void A_process_is_killed_at_each_step(int step, string before, string command, string expected, int size)
    {
        using IpcQueue queue = Queue(size, [1, 2, 3]);
        using PeerProcess peer = PeerProcess.Opening(queue);
        Prepare(peer, before);
        Assert.Equal("ok", peer.Ask($"crash {step} 1 {Signals.Kill}"));
        peer.Tell(command);
        Assert.True(peer.AwaitCrash(), "It did not come to that step.");
        Assert.Equal(expected, Drain(queue, expected.Split(' ').Length, size));
        Assert.True(queue.TryWaitUntilDone(TimeSpan.Zero));
        AssertSound(queue);
    }

    [Theory]
    [MemberData(nameof(StepsAndSizes))]
    public void A_process_is_paused_at_each_step(int step, string before, string command, string expected, int size)
    {
        using IpcQueue queue = Queue(size, [1, 2, 3]);
        using PeerProcess peer = PeerProcess.Opening(queue);
        Prepare(peer, before);
        Assert.Equal("ok", peer.Ask($"crash {step} 1 {Signals.Stop}"));
        peer.Tell(command);
        Assert.True(peer.AwaitCrash(), "It did not come to that step.");

        // It is inside the mutex, alive, and nobody takes that from it.
        Assert.Equal(IpcReceiveResult.TimedOut, queue.TryLeaseBytes(new ArrayBufferWriter<byte>(), out _, TimeSpan.FromSeconds(0.3), s_long));
        peer.Continue();
        Assert.DoesNotContain("error", peer.Answer(), StringComparison.Ordinal);
        Assert.DoesNotContain("failed", peer.Ask("forget"), StringComparison.Ordinal);
        string after = Drain(queue, int.MaxValue, size);
        Assert.Equal(command is "lease 5" ? expected.Replace("1x1", "1x2", StringComparison.Ordinal) : expected, after);
        AssertSound(queue);
    }

    private static void Prepare(PeerProcess peer, string commands)
    {
        foreach (string command in commands.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.DoesNotContain("error", peer.Ask(command), StringComparison.Ordinal);
        }
    }

    // Leases and confirms what comes, and says what it was.
    private static string Drain(IpcQueue queue, int most, int size)
    {
        List<string> got = [];
        ArrayBufferWriter<byte> buffer = new();
        while (got.Count < most
            && queue.TryLeaseBytes(buffer, out IpcLease? lease, most == int.MaxValue ? TimeSpan.Zero : s_long, s_long) == IpcReceiveResult.Received)
        {
            int number = BitConverter.ToInt32(buffer.WrittenSpan);
            Assert.True(buffer.WrittenSpan.SequenceEqual(Message(size, number)), "torn");
            got.Add($"{number}x{lease!.DeliveryCount}");
            lease.Confirm();
            buffer.Clear();
        }

        return string.Join(' ', got);
    }

    // Nothing is there any more, and every chunk but the list's last one and the log's is free.
    private static void AssertSound(IpcQueue queue)
    {
        Assert.Equal((0, 0), (queue.Count, queue.LeasedCount));
        ChunkPool pool = new(queue.Region);
        Assert.InRange(pool.Count - Derived.Unused(queue.Region), 1u, 2u);
    }
#endif

    private static IpcQueue Queue(params int[] numbers) => Queue(4, numbers);

    private static IpcQueue Queue(int size, int[] numbers)
    {
        IpcQueue queue = IpcQueue.Create();
        foreach (int number in numbers)
        {
            Assert.True(queue.TrySendBytes(Message(size, number), TimeSpan.Zero));
        }

        return queue;
    }

    private static int[] Numbers(List<string> lines) => [.. lines
        .Where(line => line.StartsWith("has", StringComparison.Ordinal))
        .Select(line => int.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture))];

    private static List<string> UpToClosed(PeerProcess peer)
    {
        List<string> lines = [];
        while (lines.LastOrDefault() != "closed")
        {
            lines.Add(peer.Answer());
        }

        return lines;
    }

    private static byte[] Message(int size, int number)
    {
        byte[] message = new byte[size];
        message.AsSpan().Fill((byte)number);
        BitConverter.TryWriteBytes(message, number);
        return message;
    }

    private static (int Number, int Deliveries) Lease(IpcQueue queue, TimeSpan timeout)
    {
        ArrayBufferWriter<byte> buffer = new();
        Assert.Equal(IpcReceiveResult.Received, queue.TryLeaseBytes(buffer, out IpcLease? lease, timeout, Timeout.InfiniteTimeSpan));
        return (BitConverter.ToInt32(buffer.WrittenSpan), lease!.DeliveryCount);
    }

    private static int? Receive(IpcQueue queue)
    {
        ArrayBufferWriter<byte> buffer = new();
        return queue.TryReceiveBytes(buffer, TimeSpan.Zero) == IpcReceiveResult.Received ? BitConverter.ToInt32(buffer.WrittenSpan) : null;
    }
}
