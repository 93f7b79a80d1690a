using System.Buffers;
using System.Diagnostics;
using Ipc.Primitives;
using Ipc.Regions;
using Ipc.Sync;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>Every wait ends by time-out, cancellation, removal and close, and leaves the object usable.</summary>
public sealed class EndingTests
{
    private const string Forever = "forever";
    private static readonly TimeSpan s_long = Eventually.Watchdog;

    // How to make an object on which its maker's next wait blocks, that wait, and the same in a peer's words.
    private static readonly Dictionary<string, (Func<IpcObject> Make, Func<IpcObject, TimeSpan, CancellationToken, bool> Wait, string Peer)> s_waits = new()
    {
        ["lock"] = (
            () =>
            {
                IpcLock target = IpcLock.Create();
                target.TryEnter(TimeSpan.Zero, 99);
                return target;
            },
            (o, t, c) => ((IpcLock)o).TryEnter(t, 77, c) != IpcEnterResult.TimedOut,
            "enter"),
        ["reader-writer lock"] = (
            () =>
            {
                IpcReaderWriterLock target = IpcReaderWriterLock.Create();
                target.TryEnterShared(TimeSpan.Zero, 99);
                return target;
            },
            (o, t, c) => ((IpcReaderWriterLock)o).TryEnter(t, 77, c) != IpcEnterResult.TimedOut,
            "enter"),
        ["shared lock"] = (
            () =>
            {
                IpcReaderWriterLock target = IpcReaderWriterLock.Create();
                target.TryEnter(TimeSpan.Zero, 99);
                return target;
            },
            (o, t, c) => ((IpcReaderWriterLock)o).TryEnterShared(t, 77, c) != IpcEnterResult.TimedOut,
            "share"),
        ["semaphore"] = (() => IpcSemaphore.Create(0), (o, t, c) => ((IpcSemaphore)o).TryEnter(t, c), "enter"),
        ["event"] = (() => IpcEvent.Create(), (o, t, c) => ((IpcEvent)o).TryWait(t, c), "wait"),
        ["once"] = (
            () =>
            {
                IpcOnce target = IpcOnce.Create();
                new LockCell(target.Region, RegionLayout.PayloadAt).TryAcquire(99);
                return target;
            },
            (o, t, c) => ((IpcOnce)o).TryBegin(t, c) != IpcOnceResult.TimedOut,
            "begin"),
        ["listener"] = (() => IpcListener.Create(), (o, t, c) => ((IpcListener)o).TryAccept(out _, t, c), "accept"),
        ["countdown"] = (() => IpcCountdown.Create(2), (o, t, c) => ((IpcCountdown)o).TryWait(t, c), "wait"),
        ["rate limit"] = (
            () =>
            {
                IpcRateLimit target = IpcRateLimit.Create(1, TimeSpan.FromDays(1));
                target.Enter();
                return target;
            },
            (o, t, c) => ((IpcRateLimit)o).TryEnter(t, c),
            "enter"),
        ["barrier"] = (() => IpcBarrier.Create(9), (o, t, c) => ((IpcBarrier)o).TryWait(t, null, out _, c), "wait"),
        ["condition"] = (
            () => IpcCondition.Create(),
            (o, t, c) =>
            {
                IpcCondition target = (IpcCondition)o;
                target.Enter();
                try
                {
                    return target.TryWait(t, c);
                }
                finally
                {
                    if (target is { IsClosed: false, IsRemoved: false } && target.IsHeldByMe)
                    {
                        target.Exit();
                    }
                }
            },
            "wait"),
        ["broadcast"] = (
            () => IpcBroadcast.Create(),
            (o, t, c) => ((IpcBroadcast)o).TryReceiveBytes(new ArrayBufferWriter<byte>(), t, c) != IpcReceiveResult.TimedOut,
            "receive"),
        ["queue"] = (
            () => IpcQueue.Create(),
            (o, t, c) => ((IpcQueue)o).TryReceiveBytes(new ArrayBufferWriter<byte>(), t, c) != IpcReceiveResult.TimedOut,
            "receive"),
    };

    public static TheoryData<string> Kinds => [.. s_waits.Keys];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_time_out_ends_it_and_not_before_its_time(string kind)
    {
        (Func<IpcObject> make, Func<IpcObject, TimeSpan, CancellationToken, bool> wait, _) = s_waits[kind];
        using IpcObject target = make();
        long start = Stopwatch.GetTimestamp();
        Assert.False(wait(target, TimeSpan.FromMilliseconds(60), default));
        Assert.True(Stopwatch.GetElapsedTime(start) >= TimeSpan.FromMilliseconds(60));
        (target as IpcBarrier)?.Reset();
        Assert.False(wait(target, TimeSpan.Zero, default));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_negative_time_out_is_refused(string kind)
    {
        (Func<IpcObject> make, Func<IpcObject, TimeSpan, CancellationToken, bool> wait, _) = s_waits[kind];
        using IpcObject target = make();
        Assert.Throws<ArgumentOutOfRangeException>(() => wait(target, TimeSpan.FromSeconds(-3), default));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Cancelling_ends_it(string kind)
    {
        (Func<IpcObject> make, Func<IpcObject, TimeSpan, CancellationToken, bool> wait, _) = s_waits[kind];
        using IpcObject target = make();
        using CancellationTokenSource cancel = new();
        Task<bool> waiting = Eventually.Start(() => wait(target, Timeout.InfiniteTimeSpan, cancel.Token));
        Words.AwaitSleeper(Words.Of(target));
        cancel.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => Eventually.Result(waiting));
        (target as IpcBarrier)?.Reset();
        Assert.ThrowsAny<OperationCanceledException>(() => wait(target, Timeout.InfiniteTimeSpan, cancel.Token));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Removal_ends_it_in_every_process(string kind)
    {
        (Func<IpcObject> make, Func<IpcObject, TimeSpan, CancellationToken, bool> wait, string command) = s_waits[kind];
        using IpcObject target = make();
        using PeerProcess peer = Sleeping(target, command);
        Task<IpcError?> waiting = Eventually.Start(() => Eventually.ErrorOf(() => wait(target, Timeout.InfiniteTimeSpan, default)));
        Words.AwaitSleeper(Words.Of(target));
        target.Remove();
        peer.Expect("error NotFound");
        Assert.Equal(IpcError.NotFound, Eventually.Result(waiting));
        Assert.Equal(IpcError.NotFound, Eventually.ErrorOf(() => wait(target, TimeSpan.Zero, default)));
        Assert.False(File.Exists(target.Region.Path));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Closing_ends_it_in_this_process(string kind)
    {
        (Func<IpcObject> make, Func<IpcObject, TimeSpan, CancellationToken, bool> wait, _) = s_waits[kind];
        using IpcObject target = make();
        using PeerProcess other = PeerProcess.Opening(target);
        Task<IpcError?> waiting = Eventually.Start(() => Eventually.ErrorOf(() => wait(target, Timeout.InfiniteTimeSpan, default)));
        Words.AwaitSleeper(Words.Of(target));
        target.Close();
        Assert.Equal(IpcError.Closed, Eventually.Result(waiting));
        Assert.Equal(IpcError.Closed, Eventually.ErrorOf(() => wait(target, TimeSpan.Zero, default)));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Waiting_uses_no_processor_time(string kind)
    {
        (Func<IpcObject> make, _, string command) = s_waits[kind];
        using IpcObject target = make();
        using PeerProcess peer = Sleeping(target, command);

        // For a moment its runtime may still be compiling. Who looks again and again never has a quiet time.
        List<TimeSpan> used = [];
        do
        {
            TimeSpan before = CpuOf(peer.Pid);
            Thread.Sleep(300);
            used.Add(CpuOf(peer.Pid) - before);
        }
        while (used[^1] > TimeSpan.Zero && used.Count < 10);
        Assert.Contains(TimeSpan.Zero, used);
    }

    [Fact]
    public void One_attempt_is_made_although_somebody_is_just_inside()
    {
        using IpcQueue queue = IpcQueue.Create();
        queue.TrySendBytes([1], TimeSpan.Zero);
        Region region = queue.Region;
        Assert.True(region.AcquireMutex(Deadline.Never, CancellationToken.None));
        Task<IpcReceiveResult> receiver = Eventually.Start(() => queue.TryReceiveBytes(new ArrayBufferWriter<byte>(), TimeSpan.Zero));
        Words.AwaitSleeper(region.Word(RegionLayout.MutexWaitAt));
        region.Mutex.Release();
        Assert.Equal(IpcReceiveResult.Received, Eventually.Result(receiver));
    }

    [Fact]
    public async Task Closing_while_others_work_is_never_more_than_an_error()
    {
        using IpcQueue keeper = IpcQueue.Create();
        for (int round = 0; round < 100; round++)
        {
            RegionRegistry.Forget(keeper.Region);
            IpcQueue queue = IpcQueue.Open(keeper.Id);
            Task[] workers = [.. Enumerable.Range(0, 3).Select(i => Task.Run(() =>
            {
                while (Eventually.ErrorOf(() =>
                {
                    queue.TrySendBytes(new byte[i * 20_000], TimeSpan.Zero);
                    queue.TryReceiveBytes(new ArrayBufferWriter<byte>(), TimeSpan.Zero);
                }) is not IpcError.Closed)
                {
                }
            }))];
            Thread.Yield();
            queue.Close();
            await Task.WhenAll(workers).WaitAsync(s_long);
            Assert.True(keeper.TrySendBytes([1], TimeSpan.Zero));
            Assert.Equal(1, keeper.Region.CountParticipants());
            keeper.Clear();
        }
    }

    private static PeerProcess Sleeping(IpcObject target, string command)
    {
        PeerProcess peer = PeerProcess.Opening(target);
        if (target is IpcCondition)
        {
            Assert.Equal("Entered", peer.Ask("enter 5"));
        }

        peer.TellAndSleep($"{command} {Forever}", Words.Of(target));
        return peer;
    }

    private static TimeSpan CpuOf(int pid)
    {
        using Process process = Process.GetProcessById(pid);
        return process.TotalProcessorTime;
    }
}
