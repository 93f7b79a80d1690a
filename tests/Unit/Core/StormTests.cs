using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>
/// Senders and receivers of one queue, killed at random: whatever a sender was told was sent comes out exactly once, unless
/// a receiver took it that was killed before it could say so.
/// </summary>
public sealed class StormTests
{
    private const int Kills = 150;
    private const int FewestKills = 5;

    // What takes time is the start of a process. IPC_STORM_KILLS asks for a number of kills, however long that takes.
    private static readonly int? s_wanted =
        int.TryParse(Environment.GetEnvironmentVariable("IPC_STORM_KILLS"), CultureInfo.InvariantCulture, out int kills) ? kills : null;
    private static readonly TimeSpan s_longest = s_wanted is null ? TimeSpan.FromSeconds(12) : TimeSpan.MaxValue;
    private const int AtOnce = 6;
    private const int Each = 100_000;

    [Theory]
    [InlineData(20261)]
    public void Nothing_that_was_sent_is_lost_or_doubled(int seed)
    {
        Random random = new(seed);
        using IpcQueue queue = IpcQueue.Create(50);
        List<int> sent = [];
        List<int> got = [];
        int killedReceivers = 0;
        int next = 0;
        List<(PeerProcess Peer, bool Sends)> peers = [];
        int kills = 0;
        long start = Stopwatch.GetTimestamp();
        for (; kills < (s_wanted ?? Kills) && Stopwatch.GetElapsedTime(start) < s_longest; kills++)
        {
            foreach (PeerProcess peer in PeerProcess.Start(AtOnce - peers.Count))
            {
                bool sends = peers.Count(one => one.Sends) < AtOnce / 2;
                peer.Open(queue);
                int size = random.Next(4) == 0 ? random.Next(200_000) : random.Next(200);
                peer.Tell(sends ? $"send-all {size} {next} {Each}" : "receive-all");
                next += sends ? Each : 0;
                peers.Add((peer, sends));
            }

            Thread.Sleep(random.Next(3));
            (PeerProcess victim, bool isSender) = peers[random.Next(peers.Count)];
            peers.RemoveAll(one => one.Peer == victim);
            victim.KillAndGoOn();
            Settle(victim, sent, got);
            killedReceivers += isSender ? 0 : 1;
        }

        foreach ((PeerProcess peer, bool sends) in peers.Where(one => one.Sends))
        {
            peer.KillAndGoOn();
            Settle(peer, sent, got);
        }

        // Nobody hangs: this process can send, complete and receive, and the receivers that live come to the end.
        Assert.True(queue.TrySendBytes(BitConverter.GetBytes(next), Eventually.Watchdog));
        sent.Add(next);
        queue.Complete();
        ArrayBufferWriter<byte> buffer = new();
        while (queue.TryReceiveBytes(buffer, Eventually.Watchdog) == IpcReceiveResult.Received)
        {
            got.Add(BitConverter.ToInt32(buffer.WrittenSpan));
            buffer.Clear();
        }

        foreach ((PeerProcess peer, _) in peers.Where(one => !one.Sends))
        {
            Eventually.True(() => Collect(peer, sent, got), "a receiver comes to the end");
            peer.Dispose();
        }

        Assert.Equal(got.Count, got.Distinct().Count());
        int[] missing = [.. sent.Except(got)];
        Assert.True(
            missing.Length <= killedReceivers,
            $"{missing.Length} of {sent.Count} messages are missing after {killedReceivers} receivers were killed, each of which may have taken one (seed {seed}).");
        Assert.True(kills >= FewestKills && sent.Count > kills, $"Inconclusive: {kills} kills, {sent.Count} messages sent.");
    }

    private static void Settle(PeerProcess peer, List<int> sent, List<int> got)
    {
        peer.Rest().ForEach(line => Note(line, sent, got));
        peer.Dispose();
    }

    private static bool Collect(PeerProcess peer, List<int> sent, List<int> got)
    {
        while (true)
        {
            string line = peer.Answer();
            if (line == "closed")
            {
                return true;
            }

            Note(line, sent, got);
        }
    }

    // The last line of a killed process may be cut off: then it did not say it.
    private static void Note(string line, List<int> sent, List<int> got)
    {
        string[] words = line.Split(' ');
        Assert.NotEqual("torn", words.ElementAtOrDefault(1));
        if (words.Length > 1 && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
        {
            (words[0] == "sent" ? sent : got).Add(number);
        }
    }
}
