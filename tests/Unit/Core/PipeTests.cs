using System.Buffers;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

public sealed class PipeTests
{
    private static readonly TimeSpan s_long = Eventually.Watchdog;

    [Fact]
    public void What_is_sent_at_one_end_is_received_at_the_other()
    {
        (IpcPipe left, IpcPipe right) = IpcPipe.Create();
        using IpcPipe _ = left, __ = right;
        left.TrySendBytes([1], TimeSpan.Zero);
        right.TrySendBytes([2], TimeSpan.Zero);
        Assert.Equal([2], Receive(left)!);
        Assert.Equal([1], Receive(right)!);
        Assert.Null(Receive(left));
    }

    [Fact]
    public void After_the_far_end_is_closed_the_rest_is_received_and_then_the_end()
    {
        (IpcPipe left, IpcPipe right) = IpcPipe.Create();
        using IpcPipe _ = left;
        right.TrySendBytes([1], TimeSpan.Zero);
        right.Close();
        Assert.False(left.IsFarEndOpen);
        Assert.Equal([1], Receive(left)!);
        Assert.Equal(IpcReceiveResult.Closed, left.TryReceiveBytes(new ArrayBufferWriter<byte>(), TimeSpan.Zero));
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => left.TrySendBytes([1], TimeSpan.Zero)));
    }

    [Fact]
    public void An_end_that_nobody_keeps_is_closed_when_it_is_collected()
    {
        IpcPipe left = KeepLeft();
        using IpcPipe _ = left;
        Eventually.True(
            () =>
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                return !left.IsFarEndOpen;
            },
            "the right end is closed");

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static IpcPipe KeepLeft() => IpcPipe.Create().Left;
    }

    [Fact]
    public void One_way_is_one_way()
    {
        (IpcPipe left, IpcPipe right) = IpcPipe.Create(oneWay: true);
        using IpcPipe _ = left, __ = right;
        Assert.Equal(IpcError.NotSupported, Eventually.ErrorOf(() => left.TrySendBytes([1], TimeSpan.Zero)));
        Assert.True(right.TrySendBytes([1], TimeSpan.Zero));
        Assert.Equal([1], Receive(left)!);
    }

    [Fact]
    public void A_full_pipe_makes_senders_wait_and_a_large_message_goes_through_alone()
    {
        (IpcPipe left, IpcPipe right) = IpcPipe.Create(bufferSize: 1000);
        using IpcPipe _ = left, __ = right;
        Assert.True(left.TrySendBytes(new byte[100_000], TimeSpan.Zero));
        Assert.False(left.TrySendBytes([1], TimeSpan.Zero));
        Task<bool>[] senders = [.. new[] { 800, 1, 100 }.Select(length => Eventually.Start(() => left.TrySendBytes(new byte[length], s_long)))];
        Words.AwaitSleeper(Words.SpaceOf(left));
        Assert.Equal(100_000, Receive(right)!.Length);
        Assert.All(senders, sender => Assert.True(Eventually.Result(sender)));
        Assert.Equal(3, right.Count);
    }

    [Fact]
    public void Polling_takes_nothing_and_no_wake_up_from_who_receives()
    {
        (IpcPipe left, IpcPipe right) = IpcPipe.Create();
        using IpcPipe _ = left, __ = right;
        Assert.False(left.Poll(TimeSpan.Zero));
        for (int round = 0; round < 20; round++)
        {
            Task<bool>[] polls = [.. Enumerable.Range(0, 3).Select(_ => Eventually.Start(() => left.Poll(s_long)))];
            Words.AwaitSleeper(Words.Of(left));
            Task<IpcReceiveResult> receiver = Eventually.Start(() => left.TryReceiveBytes(new ArrayBufferWriter<byte>(), s_long));
            right.TrySendBytes([1], TimeSpan.Zero);
            Assert.Equal(IpcReceiveResult.Received, Eventually.Result(receiver));
            right.TrySendBytes([1], TimeSpan.Zero);
            Assert.All(polls, poll => Assert.True(Eventually.Result(poll)));
            Assert.Equal([1], Receive(left)!);
        }
    }

    [Fact]
    public void Both_ends_are_seen_open_as_soon_as_the_name_is()
    {
        using PeerProcess peer = PeerProcess.Start();
        (IpcPipe left, IpcPipe right) = IpcPipe.Create(name: "both");
        using IpcPipe _ = left, __ = right;
        Assert.Equal("ok", peer.Ask("open pipe both right"));
        right.Close();
        Assert.True(left.IsFarEndOpen);
        Assert.Equal("Sent", peer.Ask("send 10 5 1"));
        Assert.Equal("ok", peer.Ask("close"));
        Assert.NotNull(Receive(left));
        Assert.Equal(IpcReceiveResult.Closed, left.TryReceiveBytes(new ArrayBufferWriter<byte>(), s_long));
    }

    private static byte[]? Receive(IpcPipe pipe)
    {
        ArrayBufferWriter<byte> buffer = new();
        return pipe.TryReceiveBytes(buffer, TimeSpan.Zero) == IpcReceiveResult.Received ? buffer.WrittenSpan.ToArray() : null;
    }
}
