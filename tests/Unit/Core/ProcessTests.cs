using Ipc.Platform;
using Ipc.Platform.Linux;
using Ipc.Platform.Portable;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Core;

/// <summary>
/// Each primitive between two other processes that both use the form of waiting under test; this one only makes the
/// object and watches.
/// </summary>
public sealed class ProcessTests
{
    public static TheoryData<string> Strategies => ["futex", "backoff"];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_lock(string strategy)
    {
        using IpcLock target = IpcLock.Create();
        using Pair pair = new(target, strategy);
        Assert.Equal("Entered", pair.A.Ask("enter 5"));
        Assert.Equal("TimedOut", pair.B.Ask("enter 0.02"));
        pair.B.TellAndSleep("enter forever", Words.Of(target));
        Assert.False(pair.B.HasAnswered);
        Assert.Equal("ok", pair.A.Ask("exit"));
        pair.B.Expect("Entered");
        Assert.Equal("error NotOwner", pair.A.Ask("exit"));
        Assert.Equal("ok", pair.B.Ask("exit"));
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_lock_that_is_fought_for(string strategy)
    {
        using IpcValue value = IpcValue.Create(0);
        using Pair pair = new(value, strategy);
        pair.A.Tell("add 5000");
        pair.B.Tell("add 5000");
        pair.A.Expect("ok");
        pair.B.Expect("ok");
        Assert.Equal(10_000, value.GetValue());
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_semaphore(string strategy)
    {
        using IpcSemaphore target = IpcSemaphore.Create(1);
        using Pair pair = new(target, strategy);
        Assert.Equal("Entered", pair.A.Ask("enter 5"));
        pair.B.TellAndSleep("enter forever", Words.Of(target));
        Assert.Equal("ok", pair.A.Ask("exit"));
        pair.B.Expect("Entered");
        Assert.Equal("TimedOut", pair.A.Ask("enter 0"));
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void An_event(string strategy)
    {
        using IpcEvent target = IpcEvent.Create();
        using Pair pair = new(target, strategy);
        Assert.Equal("TimedOut", pair.A.Ask("wait 0.02"));
        pair.A.TellAndSleep("wait forever", Words.Of(target));
        Assert.Equal("ok", pair.B.Ask("signal"));
        pair.A.Expect("Set");
        Assert.Equal("Set", pair.B.Ask("wait forever"));
        Assert.Equal("ok", pair.A.Ask("reset"));
        Assert.Equal("TimedOut", pair.B.Ask("wait 0"));
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_barrier(string strategy)
    {
        using IpcBarrier target = IpcBarrier.Create(2);
        using Pair pair = new(target, strategy);
        for (int round = 0; round < 5; round++)
        {
            pair.A.TellAndSleep("wait forever", Words.Of(target));
            Assert.Equal("Passed 1", pair.B.Ask("wait forever"));
            pair.A.Expect("Passed 0");
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_condition(string strategy)
    {
        using IpcCondition target = IpcCondition.Create();
        using Pair pair = new(target, strategy);
        Assert.Equal("Entered", pair.A.Ask("enter 5"));
        pair.A.TellAndSleep("wait forever", Words.Of(target));
        Assert.Equal("Entered", pair.B.Ask("enter forever"));
        Assert.Equal("ok", pair.B.Ask("notify 1"));
        Assert.Equal("ok", pair.B.Ask("exit"));
        pair.A.Expect("Notified");
        Assert.Equal("TimedOut", pair.B.Ask("enter 0"));
        Assert.Equal("ok", pair.A.Ask("exit"));
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_queue(string strategy)
    {
        using IpcQueue target = IpcQueue.Create(2);
        using Pair pair = new(target, strategy);
        pair.B.TellAndSleep("receive forever", Words.Of(target));
        Assert.Equal("Sent", pair.A.Ask("send 100000 1 5"));
        pair.B.Expect("Received 1 100000");
        Assert.Equal("Sent", pair.A.Ask("send 10 2 5"));
        Assert.Equal("Sent", pair.A.Ask("send 10 3 5"));
        Assert.Equal("TimedOut", pair.A.Ask("send 10 4 0.02"));
        pair.A.TellAndSleep("send 10 4 forever", Words.SpaceOf(target));
        Assert.Equal("Received 2 10", pair.B.Ask("receive 5"));
        pair.A.Expect("Sent");
        pair.B.Tell("receive-all");
        pair.B.Expect("got 3 10");
        pair.B.Expect("got 4 10");
        pair.A.Tell("send-all 300 100 200");
        for (int number = 100; number < 300; number++)
        {
            pair.A.Expect($"sent {number}");
            pair.B.Expect($"got {number} 300");
        }

        pair.A.Expect("ok");
        Assert.Equal("ok", pair.A.Ask("complete"));
        pair.B.Expect("closed");
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void A_pipe(string strategy)
    {
        (IpcPipe left, IpcPipe right) = IpcPipe.Create();
        using Pair pair = new(strategy);
        pair.A.Open(left, "left");
        pair.B.Open(right, "right");
        left.Close();
        right.Close();
        pair.B.Tell("echo");
        for (int number = 0; number < 50; number++)
        {
            int size = number == 7 ? 3_000_000 : 10 * (number + 1);
            Assert.Equal("Sent", pair.A.Ask($"send {size} {number} 5"));
            Assert.Equal($"Received {number} {size}", pair.A.Ask("receive 10"));
        }

        Assert.Equal("ok", pair.A.Ask("close"));
        pair.B.Expect("echoed 50");
    }

    [Fact]
    public void An_unknown_form_of_waiting_is_refused()
    {
        Assert.Equal(IpcError.NotSupported, Eventually.ErrorOf(() => SystemChoice.SelectWaitStrategy("prayer")));
        Assert.IsType<BackoffWait>(SystemChoice.SelectWaitStrategy("backoff"));
        Assert.IsType<FutexWait>(SystemChoice.SelectWaitStrategy(null));
    }

    private sealed class Pair : IDisposable
    {
        private readonly PeerProcess[] _both;

        public Pair(string strategy)
        {
            _both = PeerProcess.Start(2, strategy);
            Assert.Equal(strategy, A.Ask("strategy"));
        }

        public Pair(IpcObject target, string strategy)
            : this(strategy)
        {
            A.Open(target);
            B.Open(target);
        }

        public PeerProcess A => _both[0];

        public PeerProcess B => _both[1];

        public void Dispose()
        {
            A.Dispose();
            B.Dispose();
        }
    }
}
