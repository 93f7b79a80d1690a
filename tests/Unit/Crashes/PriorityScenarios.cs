using Ipc.Platform.CrashPoints;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Crashes;

/// <summary>Something with priorities; messages are named by number.</summary>
internal abstract class PriorityScenario : CrashScenario
{
    public override IpcObject Make() => IpcQueue.Create(priority: true);

    protected static void Send(CrashStage stage, int number, int priority, int size = 10)
    {
        byte[] message = new byte[size];
        message.AsSpan().Fill((byte)number);
        BitConverter.TryWriteBytes(message, number);
        Assert.True(stage.Queue.TrySendBytes(message, priority, stage.Patience), "Sending hangs.");
    }

    /// <summary>A death is told to who only looks in, in a moment.</summary>
    protected static void AwaitFirst(CrashStage stage, int number) =>
        Eventually.True(() => Peek(stage) == number, "it is the first of its priority");

    protected static int? Peek(CrashStage stage)
    {
        System.Buffers.ArrayBufferWriter<byte> buffer = new();
        return stage.Queue.TryPeekBytes(buffer, TimeSpan.Zero) == IpcReceiveResult.Received ? BitConverter.ToInt32(buffer.WrittenSpan) : null;
    }
}

/// <summary>A message is sent with a priority while two others sleep in receive.</summary>
internal sealed class PrioritySend : PriorityScenario
{
    private PeerProcess[] _receivers = [];

    public override string Command => "send-urgent 10 100 5 5";

    public override void Prepare(CrashStage stage)
    {
        _receivers = [stage.Other(), stage.Other()];
        Array.ForEach(_receivers, receiver => stage.Sleep(receiver, "receive forever", Words.Of(stage.Target)));
    }

    public override void WhilePaused(CrashStage stage)
    {
        if (stage.IsInside)
        {
            Assert.False(
                stage.Queue.TrySendBytes([1, 0, 0, 0], 9, TimeSpan.FromMilliseconds(30)), "The mutex of a paused process was taken.");
        }
    }

    public override void AfterDeath(CrashStage stage) => Finish(stage, stage.Passed(CrashStep.SendPublished));

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Sent", answer);
        Finish(stage, sent: true);
    }

    private void Finish(CrashStage stage, bool sent)
    {
        int[] numbers = sent ? [100, 101] : [101, 102];
        foreach (int number in numbers.Where(number => number != 100))
        {
            Send(stage, number, number - 100);
        }

        Assert.Equal(
            numbers.Select(number => $"Received {number} 10"), _receivers.Select(stage.AnswerOf).Order(StringComparer.Ordinal));
        stage.ReceiveExactly();
    }
}

/// <summary>A message of several chunks is sent between others.</summary>
internal sealed class PrioritySendLarge : PriorityScenario
{
    public override string Command => "send-urgent 100000 100 5 5";

    public override void Prepare(CrashStage stage)
    {
        Send(stage, 1, 0);
        Send(stage, 2, 9, 40_000);
        Send(stage, 3, 5, 40_000);
    }

    public override void WhilePaused(CrashStage stage)
    {
        if (stage.IsInside)
        {
            Assert.Null(stage.Receive(TimeSpan.FromMilliseconds(30)));
        }
    }

    public override void AfterDeath(CrashStage stage) => Finish(stage, stage.Passed(CrashStep.SendPublished));

    public override void AfterAll(CrashStage stage, string answer) => Finish(stage, answer == "Sent");

    private static void Finish(CrashStage stage, bool sent)
    {
        Send(stage, 4, 5, 40_000);
        stage.ReceiveExactly(sent ? [2, 3, 100, 4, 1] : [2, 3, 4, 1]);
    }
}

/// <summary>The most urgent message is received from a full queue in front of which another process sleeps in send.</summary>
internal sealed class PriorityReceive : PriorityScenario
{
    private PeerProcess? _sender;

    public override string Command => "receive 5";

    public override IpcObject Make() => IpcQueue.Create(capacity: 3, priority: true);

    public override void Prepare(CrashStage stage)
    {
        Send(stage, 1, 0, 40_000);
        Send(stage, 2, 7, 40_000);
        Send(stage, 3, 7, 40_000);
        _sender = stage.Other();
        _sender.TellAndSleep("send-urgent 10 4 forever 9", Words.SpaceOf(stage.Target));
    }

    public override void AfterDeath(CrashStage stage) => Finish(stage, stage.Passed(CrashStep.ReceiveTaken));

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Received 2 40000", answer);
        Finish(stage, taken: true);
    }

    private void Finish(CrashStage stage, bool taken)
    {
        if (!taken)
        {
            Assert.Equal(2, stage.Receive(stage.Patience));
        }

        Assert.Equal("Sent", stage.AnswerOf(_sender!));
        stage.ReceiveExactly(4, 3, 1);
    }
}

/// <summary>A full queue is cleared: a death in between leaves what is less urgent.</summary>
internal sealed class PriorityClear : PriorityScenario
{
    private PeerProcess? _sender;

    public override string Command => "clear";

    public override IpcObject Make() => IpcQueue.Create(capacity: 3, priority: true);

    public override void Prepare(CrashStage stage)
    {
        Send(stage, 1, 0, 50_000);
        Send(stage, 2, 9, 50_000);
        Send(stage, 3, 9, 50_000);
        _sender = stage.Other();
        _sender.TellAndSleep("send-urgent 10 4 forever 3", Words.SpaceOf(stage.Target));
    }

    // The first list that is cleared is that of 9, the last that of 0. What has been cleared for the first time is gone.
    public override void AfterDeath(CrashStage stage)
    {
        if (!stage.Passed(CrashStep.ClearHead))
        {
            Assert.Equal(2, stage.Receive(stage.Patience));
            Assert.Equal(3, stage.Receive(stage.Patience));
        }

        Assert.Equal("Sent", stage.AnswerOf(_sender!));
        Assert.Equal(4, stage.Receive(stage.Patience));
        int? rest = stage.Receive(TimeSpan.Zero);
        Assert.True(rest is null or 1, $"{rest} is left.");
        stage.ReceiveExactly();
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Sent", stage.AnswerOf(_sender!));
        stage.ReceiveExactly(4);
    }
}

/// <summary>A message is leased: if its holder dies, it is the first of its priority again.</summary>
internal sealed class PriorityLease : PriorityScenario
{
    public override string Command => "lease 5";

    public override void Prepare(CrashStage stage)
    {
        Send(stage, 1, 0);
        Send(stage, 2, 5, 40_000);
        Send(stage, 3, 5);
    }

    public override void AfterDeath(CrashStage stage)
    {
        Send(stage, 4, 9);
        Assert.Equal(4, stage.Receive(stage.Patience));
        AwaitFirst(stage, 2);
        stage.ReceiveExactly(2, 3, 1);
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Leased 2 40000 1", answer);
        Send(stage, 4, 9);
        Assert.Equal(4, stage.Receive(stage.Patience));
        Assert.Equal(3, Peek(stage));
        stage.Victim.Ask("traced");
        Assert.Equal("ok", stage.Victim.Ask("abandon"));
        stage.ReceiveExactly(2, 3, 1);
    }
}

/// <summary>What was leased is given back, between what is more urgent and what is less.</summary>
internal sealed class PriorityGiveBack : PriorityScenario
{
    public override string Command => "abandon";

    public override void Prepare(CrashStage stage)
    {
        Send(stage, 1, 0);
        Send(stage, 2, 5, 40_000);
        Send(stage, 3, 5);
        Assert.Equal("Leased 2 40000 1", stage.Victim.Ask("lease 5"));
        Send(stage, 4, 9);
    }

    public override void AfterDeath(CrashStage stage) => Finish(stage);

    public override void AfterAll(CrashStage stage, string answer) => Finish(stage);

    private static void Finish(CrashStage stage)
    {
        Assert.Equal(4, stage.Receive(stage.Patience));
        AwaitFirst(stage, 2);
        stage.ReceiveExactly(2, 3, 1);
    }
}

/// <summary>What was given back once, and leased again, is confirmed.</summary>
internal sealed class PriorityConfirm : PriorityScenario
{
    public override string Command => "confirm";

    public override void Prepare(CrashStage stage)
    {
        Send(stage, 1, 0);
        Send(stage, 2, 5, 40_000);
        Assert.Equal("Leased 2 40000 1", stage.Victim.Ask("lease 5"));
        Assert.Equal("ok", stage.Victim.Ask("abandon"));
        Assert.Equal("Leased 2 40000 2", stage.Victim.Ask("lease 5"));
    }

    public override void AfterDeath(CrashStage stage)
    {
        if (stage.Passed(CrashStep.LeaseDone))
        {
            stage.ReceiveExactly(1);
            return;
        }

        AwaitFirst(stage, 2);
        stage.ReceiveExactly(2, 1);
    }

    public override void AfterAll(CrashStage stage, string answer) => stage.ReceiveExactly(1);
}
