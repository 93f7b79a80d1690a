using System.Buffers;
using Ipc.Platform.Linux;
using Ipc.Regions;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>
/// Where memory or address space is used up, as a process finds it for which there is little: an error, nothing lost,
/// and all goes on when there is room again.
/// </summary>
public sealed class LimitTests
{
    private const string NoSpace = "error NoSpace";
    private const int Megabyte = 1 << 20;

    [SkippableFact]
    public void A_participant_for_whom_there_is_no_slot_left_is_told_and_the_others_go_on()
    {
        using PeerProcess peer = InSmallFileSystem();
        Assert.Equal("ok", peer.Ask("create lock crowded"));
        Assert.Equal("ok", peer.Ask("fill"));
        for (int there = 2; there <= RegionLayout.FirstSlots; there++)
        {
            Assert.Equal($"{there}", peer.Ask("join"));
        }

        Assert.Equal(NoSpace, peer.Ask("join"));
        Assert.Contains("shared memory is used up", peer.Ask("why"), StringComparison.Ordinal);
        Assert.Equal("Entered", peer.Ask("enter 0"));
        Assert.Equal("ok", peer.Ask("exit"));
        Assert.Equal("ok", peer.Ask("unfill"));
        Assert.Equal($"{RegionLayout.FirstSlots + 1}", peer.Ask("join"));
        Assert.Equal("Entered", peer.Ask("enter 0"));
    }

    [SkippableTheory]
    [InlineData("pipe")]
    [InlineData("queue")]
    public void What_cannot_grow_keeps_what_was_sent(string kind)
    {
        using PeerProcess peer = InSmallFileSystem();
        Assert.Equal("ok", peer.Ask($"create {kind} {kind}"));
        string receive = kind == "pipe" ? "receive-far 0" : "receive 0";
        Assert.Equal("Sent", peer.Ask("send 100000 7 0")); // Four chunks, of which one is kept free for either direction.
        Assert.Equal("Received 7 100000", peer.Ask(receive));
        Assert.Equal("ok", peer.Ask("fill"));
        int sent = 0;
        string answer;
        while ((answer = peer.Ask($"send 3000 {sent} 0")) == "Sent")
        {
            sent++;
        }

        Assert.Equal(NoSpace, answer);
        Assert.True(sent > 15, $"{sent} messages of 3,000 bytes were sent.");
        Assert.Equal(NoSpace, peer.Ask("send 500000 0 0"));
        for (int i = 0; i < sent; i++)
        {
            Assert.Equal($"Received {i} 3000", peer.Ask(receive));
        }

        Assert.Equal("Sent", peer.Ask("send 3000 1 0"));
        Assert.Equal("ok", peer.Ask("unfill"));
        Assert.Equal("Sent", peer.Ask("send 500000 2 0"));
    }

    [Fact]
    public void Address_space_is_limited()
    {
        using IpcArray large = IpcArray.Create(typeof(double), 20 * Megabyte, name: "limit-large");
        using PeerProcess peer = PeerProcess.Through([]);
        Assert.Equal("error NotFound", peer.Ask("open queue limit-none")); // What this takes of address space is taken now.
        Assert.Equal("ok", peer.Ask("create lock limit-first"));
        Assert.Equal("ok", peer.Ask("forget"));
        Assert.Equal("ok", peer.Ask("address-space 100"));
        Assert.Equal(NoSpace, peer.Ask("open array limit-large"));
        Assert.Contains("ulimit -v", peer.Ask("why"), StringComparison.Ordinal);
        Assert.Equal("ok", peer.Ask("create queue limit-queue"));

        int sent = 0;
        string answer;
        while ((answer = peer.Ask($"send {Megabyte} {sent} 0")) == "Sent")
        {
            sent++;
        }

        Assert.Equal(NoSpace, answer);
        Assert.InRange(sent, 3, 100);
        using IpcQueue wide = IpcQueue.Open("limit-queue");
        Assert.True(wide.TrySendBytes(new byte[5 * Megabyte], TimeSpan.Zero));
        for (int i = 0; i < sent; i++)
        {
            Assert.Equal($"Received {i} {Megabyte}", peer.Ask("receive 0"));
        }

        // It has no address for this one; whoever has gets it.
        Assert.Equal(NoSpace, peer.Ask("receive 0"));
        Assert.Contains("ulimit -v", peer.Ask("why"), StringComparison.Ordinal);
        ArrayBufferWriter<byte> buffer = new();
        Assert.Equal(IpcReceiveResult.Received, wide.TryReceiveBytes(buffer, TimeSpan.Zero));
        Assert.Equal(5 * Megabyte, buffer.WrittenCount);

        Assert.Equal("ok", peer.Ask("forget"));
        Assert.Equal("ok", peer.Ask("address-space all"));
        Assert.Equal("ok", peer.Ask("open array limit-large"));
        Assert.Equal("ok", peer.Ask("forget"));
        Assert.Equal("ok", peer.Ask("open queue limit-queue"));
        Assert.Equal("Sent", peer.Ask($"send {5 * Megabyte} 1 0"));
        Assert.Equal($"Received 1 {5 * Megabyte}", peer.Ask("receive 0"));
    }

    private static PeerProcess InSmallFileSystem()
    {
        Skip.If(Libc.geteuid() != 0, "Only root can make a small file system.");
        string[] mount = ["unshare", "-m", "sh", "-c", $"mount -t tmpfs -o size=1m,mode=700 tmpfs {TestHome.Path} && "
            + "exec \"$@\"", "sh"];
        (int exitCode, _, string error) = ProgramRun.Run(mount[0], [.. mount[1..], "true"]);
        Skip.If(exitCode != 0, $"This sandbox does not let anybody mount: {error}");
        return PeerProcess.Through(mount); // What it mounts over the folder is its own, and gone with it.
    }
}
