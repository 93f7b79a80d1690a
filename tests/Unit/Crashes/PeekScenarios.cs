using Ipc.Platform.CrashPoints;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Crashes;

/// <summary>
/// A process sleeps in peek before another one sleeps in receive: the message that then comes is received whatever becomes of
/// the first one, which takes nothing.
/// </summary>
internal sealed class QueuePeek : CrashScenario
{
    private PeerProcess? _receiver;
    private bool _sent;

    public override string Command => "peek forever";

    public override IpcObject Make() => IpcQueue.Create();

    public override void Act(CrashStage stage)
    {
        stage.Victim.Tell(Command);
        if (!stage.Victim.AwaitSleepOrCrash(Words.Of(stage.Target)))
        {
            return;
        }

        Receive(stage);
        Send(stage);
    }

    public override void WhilePaused(CrashStage stage) => GoOn(stage);

    public override void AfterDeath(CrashStage stage)
    {
        GoOn(stage);
        Assert.Equal("Received 1 10", stage.AnswerOf(_receiver!));
        stage.ReceiveExactly();
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        if (answer != "Peeked 1 10")
        {
            Assert.Equal("Peeked 2 10", answer); // The first one was taken before it could look.
        }

        Assert.Equal("Received 1 10", stage.AnswerOf(_receiver!));
        Assert.InRange(stage.Queue.Count, 0, 1);
    }

    // The other one may have been faster: then it waits for the next.
    public override void WhileGoingOn(CrashStage stage) => Eventually.True(
        () =>
        {
            if (!stage.Victim.HasAnswered && stage.Queue.Count == 0)
            {
                stage.Send(2);
            }

            return stage.Victim.HasAnswered;
        },
        "it has seen a message");

    private void GoOn(CrashStage stage)
    {
        if (!_sent)
        {
            Receive(stage);
            Send(stage);
        }
    }

    private void Receive(CrashStage stage)
    {
        _receiver = stage.Other();
        _receiver.TellAndSleepToo("receive forever", Words.Of(stage.Target));
    }

    private void Send(CrashStage stage)
    {
        _sent = true;
        stage.Send(1);
    }
}

/// <summary>Somebody looks at a message that refers to the end of a pipe: the message stays, and what it refers to.</summary>
internal sealed class ReferencePeek : ReferenceScenario
{
    public override string Command => "peek-carried 5";

    protected override void Begin(CrashStage stage, IpcPipe right) => Send(stage, right);

    public override void WhilePaused(CrashStage stage) => IsOpen();

    public override void AfterDeath(CrashStage stage)
    {
        ReceiveAndClose(stage);
        IsOver();
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Received 1", answer);
        ReceiveAndClose(stage);
        IsOpen();
        CloseCarried(stage);
        IsOver();
    }
}
