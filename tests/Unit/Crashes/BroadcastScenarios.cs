using System.Buffers;
using Ipc.Platform.CrashPoints;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Crashes;

/// <summary>A broadcast queue with two receivers in the process of the test.</summary>
internal abstract class BroadcastScenario : CrashScenario
{
    protected IpcBroadcast One { get; private set; } = null!;

    protected IpcBroadcast Other { get; private set; } = null!;

    public override void Prepare(CrashStage stage)
    {
        One = Receiver(stage);
        Other = Receiver(stage);
    }

    protected static IpcBroadcast Receiver(CrashStage stage)
    {
        IpcBroadcast receiver = IpcBroadcast.Open(stage.Target.Id);
        stage.More.Add(receiver);
        Assert.Equal(IpcReceiveResult.TimedOut, receiver.TryReceiveBytes(new ArrayBufferWriter<byte>(), TimeSpan.Zero));
        return receiver;
    }

    /// <summary>A receiver gets these, whole and in order, has lost nothing, and there is nothing else.</summary>
    protected static void Gets(CrashStage stage, IpcBroadcast receiver, params int[] numbers)
    {
        foreach (int number in numbers)
        {
            Assert.Equal(number, Get(receiver, stage.Patience));
        }

        Assert.Null(Get(receiver, TimeSpan.Zero));
        Assert.Equal(0, receiver.Lost);
    }

    protected static int? Get(IpcBroadcast receiver, TimeSpan patience)
    {
        ArrayBufferWriter<byte> bytes = new();
        if (receiver.TryReceiveBytes(bytes, patience) != IpcReceiveResult.Received)
        {
            return null;
        }

        int number = BitConverter.ToInt32(bytes.WrittenSpan);
        Assert.True(bytes.WrittenSpan[4..].IndexOfAnyExcept((byte)number) < 0, $"Message {number} is torn.");
        return number;
    }
}

/// <summary>A message is sent while two others sleep: both get it, or none does.</summary>
internal sealed class BroadcastSend : BroadcastScenario
{
    private PeerProcess[] _receivers = [];

    public override string Command => "send 100000 100 5";

    public override IpcObject Make() => IpcBroadcast.Create();

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
                ((IpcBroadcast)stage.Target).TrySendBytes([1, 0, 0, 0], TimeSpan.FromMilliseconds(30)), "The mutex of a paused process was taken.");
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
        if (!sent)
        {
            stage.Send(100, 100_000);
        }

        Assert.All(_receivers, receiver => Assert.Equal("Received 100 100000", stage.AnswerOf(receiver)));
    }
}

/// <summary>A message is sent to a queue that is full, whose oldest one every receiver has: it makes room.</summary>
internal sealed class BroadcastSendFull(bool dropsOldest) : BroadcastScenario
{
    public override string Command => "send 40000 3 5";

    public override IpcObject Make() => IpcBroadcast.Create(2, dropsOldest);

    public override void Prepare(CrashStage stage)
    {
        base.Prepare(stage);
        stage.Send(1, 40_000);
        stage.Send(2, 40_000);
        Assert.Equal((1, 1), (Get(One, stage.Patience), Get(Other, stage.Patience)));
    }

    public override void WhilePaused(CrashStage stage)
    {
        if (stage.IsInside)
        {
            Assert.Null(Get(One, TimeSpan.FromMilliseconds(30)));
        }
    }

    public override void AfterDeath(CrashStage stage) => Finish(stage, stage.Passed(CrashStep.SendPublished));

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Sent", answer);
        Finish(stage, sent: true);
    }

    // The numbers of the messages must be right, or who sends next would wait for ever, or drop what was not received.
    private void Finish(CrashStage stage, bool sent)
    {
        Gets(stage, One, sent ? [2, 3] : [2]);
        int next = sent ? 4 : 3;
        if (!dropsOldest && sent)
        {
            Assert.False(stage.Target is not IpcBroadcast queue || queue.TrySendBytes(new byte[4], TimeSpan.Zero), "It was not received by all.");
        }

        Gets(stage, Other, sent ? [2, 3] : [2]);
        for (int number = next; number < next + 5; number++)
        {
            stage.Send(number);
            Gets(stage, One, number);
            Gets(stage, Other, number);
        }

        Assert.Equal(2, ((IpcBroadcast)stage.Target).Kept);
    }
}

/// <summary>A message is received by the slowest, for which a sender waits.</summary>
internal sealed class BroadcastReceive : BroadcastScenario
{
    private PeerProcess? _sender;

    public override string Command => "receive 5";

    public override IpcObject Make() => IpcBroadcast.Create(2);

    public override void Prepare(CrashStage stage)
    {
        base.Prepare(stage);
        Assert.Equal("TimedOut", stage.Victim.Ask("receive 0"));
        stage.Send(1, 40_000);
        stage.Send(2, 40_000);
        Assert.Equal((1, 2), (Get(One, stage.Patience), Get(One, stage.Patience)));
        Assert.Equal((1, 2), (Get(Other, stage.Patience), Get(Other, stage.Patience)));
        _sender = stage.Other();
        _sender.TellAndSleep("send 10 3 forever", Words.SpaceOf(stage.Target));
    }

    public override void AfterDeath(CrashStage stage) => Finish(stage);

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Received 1 40000", answer);
        Finish(stage);
        Assert.Equal("Received 2 40000", stage.Victim.Ask("receive 5"));
    }

    private void Finish(CrashStage stage)
    {
        Assert.Equal("Sent", stage.AnswerOf(_sender!));
        Gets(stage, One, 3);
        Gets(stage, Other, 3);
    }
}

/// <summary>A handle receives for the first time, from a queue for which a sender waits, and so is waited for.</summary>
internal sealed class BroadcastJoin : BroadcastScenario
{
    public override string Command => "receive 5";

    public override IpcObject Make() => IpcBroadcast.Create(2);

    public override void Prepare(CrashStage stage)
    {
        base.Prepare(stage);
        stage.Send(1, 40_000);
        stage.Send(2);
        Gets(stage, One, 1, 2);
        Gets(stage, Other, 1, 2);
    }

    public override void AfterDeath(CrashStage stage)
    {
        stage.Send(3);
        stage.Send(4);
        Gets(stage, One, 3, 4);
        Gets(stage, Other, 3, 4);
        Assert.Equal(2, ((IpcBroadcast)stage.Target).Receivers);
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Received 1 40000", answer);
        stage.Victim.Ask("traced");
        stage.Send(3);
        Assert.False(((IpcBroadcast)stage.Target).TrySendBytes([4, 0, 0, 0], TimeSpan.Zero), "Nobody waits for it.");
        Assert.Equal("Received 2 10", stage.Victim.Ask("receive 5"));
        Assert.Equal("Received 3 10", stage.Victim.Ask("receive 5"));
        stage.Send(4);
        Gets(stage, One, 3, 4);
        Gets(stage, Other, 3, 4);
    }
}

/// <summary>The slowest receiver closes its handle, or its process leaves the queue, while a sender waits for it.</summary>
internal sealed class BroadcastClose : BroadcastScenario
{
    private PeerProcess? _sender;

    public override string Command => "close";

    public override IpcObject Make() => IpcBroadcast.Create(1);

    public override void Prepare(CrashStage stage)
    {
        base.Prepare(stage);
        Assert.Equal("TimedOut", stage.Victim.Ask("receive 0"));
        stage.Send(1);
        Gets(stage, One, 1);
        Gets(stage, Other, 1);
        _sender = stage.Other();
        _sender.TellAndSleep("send 10 2 forever", Words.SpaceOf(stage.Target));
    }

    public override void AfterDeath(CrashStage stage) => Finish(stage);

    public override void AfterAll(CrashStage stage, string answer) => Finish(stage);

    private void Finish(CrashStage stage)
    {
        Assert.Equal("Sent", stage.AnswerOf(_sender!));
        Gets(stage, One, 2);
        Gets(stage, Other, 2);
    }
}

/// <summary>The queue is cleared while receivers stand at different places.</summary>
internal sealed class BroadcastClear : BroadcastScenario
{
    public override string Command => "clear";

    public override IpcObject Make() => IpcBroadcast.Create(3);

    public override void Prepare(CrashStage stage)
    {
        base.Prepare(stage);
        stage.Send(1, 40_000);
        stage.Send(2, 40_000);
        stage.Send(3, 40_000);
        Assert.Equal(1, Get(One, stage.Patience));
    }

    public override void AfterDeath(CrashStage stage) => Finish(stage, stage.Passed(CrashStep.BroadcastCleared));

    public override void AfterAll(CrashStage stage, string answer) => Finish(stage, cleared: true);

    private void Finish(CrashStage stage, bool cleared)
    {
        Gets(stage, One, cleared ? [] : [2, 3]);
        Gets(stage, Other, cleared ? [] : [1, 2, 3]);
        for (int number = 4; number < 10; number++)
        {
            stage.Send(number);
            Gets(stage, One, number);
            Gets(stage, Other, number);
        }

        Assert.Equal(3, ((IpcBroadcast)stage.Target).Kept);
    }
}
