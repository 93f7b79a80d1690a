using Ipc.Platform.CrashPoints;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Crashes;

/// <summary>A message is sent while two others sleep in receive.</summary>
internal sealed class QueueSend : CrashScenario
{
    private PeerProcess[] _receivers = [];

    public override string Command => "send 10 100 5";

    public override IpcObject Make() => IpcQueue.Create();

    public override void Prepare(CrashStage stage)
    {
        _receivers = [stage.Other(), stage.Other()];
        foreach (PeerProcess receiver in _receivers)
        {
            stage.Sleep(receiver, "receive forever", Words.Of(stage.Target));
        }
    }

    public override void WhilePaused(CrashStage stage)
    {
        if (stage.IsInside)
        {
            Assert.False(stage.Queue.TrySendBytes([1, 0, 0, 0], TimeSpan.FromMilliseconds(30)), "The mutex of a paused process was taken.");
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
            stage.Send(number);
        }

        Assert.Equal(
            numbers.Select(number => $"Received {number} 10"),
            _receivers.Select(stage.AnswerOf).Order(StringComparer.Ordinal));
        stage.ReceiveExactly();
    }
}

/// <summary>A message of several chunks is sent behind another one.</summary>
internal sealed class QueueSendLarge(string send = "send") : CrashScenario
{
    private const int Size = 100_000;

    public override string Command => $"{send} {Size} 100 5";

    public override IpcObject Make() => IpcQueue.Create();

    public override void Prepare(CrashStage stage) => stage.Send(1);

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
        stage.Send(2, Size);
        stage.ReceiveExactly(sent ? [1, 100, 2] : [1, 2]);
    }
}

/// <summary>A message is received from a full queue in front of which another process sleeps in send.</summary>
internal sealed class QueueReceive(int size, string receive = "receive") : CrashScenario
{
    private PeerProcess? _sender;

    public override string Command => $"{receive} 5";

    public override IpcObject Make() => IpcQueue.Create(capacity: 3);

    public override void Prepare(CrashStage stage)
    {
        for (int number = 1; number <= 3; number++)
        {
            stage.Send(number, size);
        }

        _sender = stage.Other();
        _sender.TellAndSleep("send 10 4 forever", Words.SpaceOf(stage.Target));
    }

    public override void AfterDeath(CrashStage stage) => Finish(stage, stage.Passed(CrashStep.ReceiveTaken));

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal($"Received 1 {size}", answer);
        Finish(stage, taken: true);
    }

    private void Finish(CrashStage stage, bool taken)
    {
        if (!taken)
        {
            Assert.Equal(1, stage.Receive(stage.Patience));
        }

        Assert.Equal("Sent", stage.AnswerOf(_sender!));
        stage.ReceiveExactly(2, 3, 4);
    }
}

/// <summary>Two processes sleep in receive, one of which crashes on its way to sleep or when it is woken.</summary>
internal sealed class QueueReceiveSleeping : CrashScenario
{
    private PeerProcess? _other;
    private bool _sent;

    public override string Command => "receive forever";

    public override IpcObject Make() => IpcQueue.Create();

    public override void Act(CrashStage stage)
    {
        stage.Victim.Tell(Command);
        _sent = stage.Victim.AwaitSleepOrCrash(Words.Of(stage.Target));
        if (_sent)
        {
            stage.Send(1);
        }
    }

    public override void AfterDeath(CrashStage stage)
    {
        _other = stage.Other();
        _other.Tell("receive forever");
        bool taken = stage.Passed(CrashStep.ReceiveTaken);
        if (taken || !_sent)
        {
            stage.Send(1);
        }

        Assert.Equal("Received 1 10", stage.AnswerOf(_other));
        stage.ReceiveExactly();
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Received 1 10", answer);
        stage.ReceiveExactly();
    }

    public override void WhilePaused(CrashStage stage)
    {
        if (!_sent)
        {
            stage.Send(1); // Its sleep is still to come: it must not miss it.
        }
    }
}

/// <summary>A full queue is cleared in front of which another process sleeps in send.</summary>
internal sealed class QueueClear : CrashScenario
{
    private PeerProcess? _sender;

    public override string Command => "clear";

    public override IpcObject Make() => IpcQueue.Create(capacity: 2);

    public override void Prepare(CrashStage stage)
    {
        stage.Send(1, 50_000);
        stage.Send(2, 50_000);
        _sender = stage.Other();
        _sender.TellAndSleep("send 10 3 forever", Words.SpaceOf(stage.Target));
    }

    public override void AfterDeath(CrashStage stage)
    {
        if (!stage.Passed(CrashStep.ClearHead))
        {
            Assert.Equal(1, stage.Receive(stage.Patience));
            Assert.Equal(2, stage.Receive(stage.Patience));
        }

        Finish(stage);
    }

    public override void AfterAll(CrashStage stage, string answer) => Finish(stage);

    private void Finish(CrashStage stage)
    {
        Assert.Equal("Sent", stage.AnswerOf(_sender!));
        stage.ReceiveExactly(3);
    }
}

/// <summary>A queue is completed while another process sleeps in receive.</summary>
internal sealed class QueueComplete : CrashScenario
{
    private PeerProcess? _receiver;

    public override string Command => "complete";

    public override IpcObject Make() => IpcQueue.Create();

    public override void Prepare(CrashStage stage)
    {
        _receiver = stage.Other();
        _receiver.TellAndSleep("receive forever", Words.Of(stage.Target));
    }

    public override void AfterDeath(CrashStage stage)
    {
        if (!stage.Passed(CrashStep.CompleteMarked))
        {
            stage.Queue.Complete();
        }

        Assert.Equal("Closed", stage.AnswerOf(_receiver!));
    }

    public override void AfterAll(CrashStage stage, string answer) =>
        Assert.Equal("Closed", stage.AnswerOf(_receiver!));
}

/// <summary>
/// A message is sent by a process that first cleans up after another one, which was killed in the middle of a message.
/// </summary>
internal sealed class QueueSendAfterDeath : CrashScenario
{
    public override string Command => "send 10 100 5";

    public override IpcObject Make() => IpcQueue.Create();

    public override void Prepare(CrashStage stage)
    {
        stage.Send(1);
        PeerProcess killed = stage.Other();
        Assert.Equal("ok", killed.Ask($"crash {(int)CrashStep.SendHalf} 1 {Signals.Kill}"));
        killed.Tell("send 100000 9 5");
        Assert.True(killed.AwaitCrash());
    }

    public override void AfterDeath(CrashStage stage) => Finish(stage, stage.Passed(CrashStep.SendPublished));

    public override void AfterAll(CrashStage stage, string answer) => Finish(stage, answer == "Sent");

    private static void Finish(CrashStage stage, bool sent)
    {
        stage.Send(2);
        stage.ReceiveExactly(sent ? [1, 100, 2] : [1, 2]);
    }
}
