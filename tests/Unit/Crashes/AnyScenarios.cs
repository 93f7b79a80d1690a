using Ipc.Platform.CrashPoints;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Crashes;

/// <summary>Waits for two queues at once, and takes from one of them.</summary>
internal abstract class AnyScenario : CrashScenario
{
    public override string Command => "take-any forever";

    public override bool VictimOpens => false;

    protected IpcQueue Second { get; private set; } = null!;

    public override IpcObject Make() => IpcQueue.Create();

    public override void Prepare(CrashStage stage)
    {
        Second = IpcQueue.Create();
        stage.More.Add(Second);
        Join(stage, stage.Victim);
    }

    protected void Join(CrashStage stage, PeerProcess peer) => Assert.Equal("ok", peer.Ask($"any-of {stage.Target.Id} {Second.Id}"));
}

/// <summary>Both have a message: one is taken, and what was not chosen stays.</summary>
internal sealed class AnyTake : AnyScenario
{
    public override void Prepare(CrashStage stage)
    {
        base.Prepare(stage);
        stage.Send(1);
        Assert.True(Second.TrySendBytes([2, 0, 0, 0], TimeSpan.Zero));
    }

    public override void AfterDeath(CrashStage stage)
    {
        int left = stage.Passed(CrashStep.ReceiveTaken) ? 1 : 2;
        PeerProcess other = stage.Other();
        Join(stage, other);
        HashSet<string> taken = [];
        for (int i = 0; i < left; i++)
        {
            taken.Add(other.Ask("take-any 0"));
        }

        Assert.Equal(left, taken.Count(one => one is "Took 0 1 10" or "Took 1 2 4"));
        Assert.Equal("TimedOut", other.Ask("take-any 0"));
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        bool first = answer == "Took 0 1 10";
        Assert.True(first || answer == "Took 1 2 4", answer);
        Assert.Equal((first ? 0 : 1, first ? 1 : 0), (stage.Queue.Count, Second.Count));
    }
}

/// <summary>Both are empty: who sleeps on both crashes there, or when one of them gets a message.</summary>
internal sealed class AnyTakeSleeping : AnyScenario
{
    private bool _sent;

    public override void Act(CrashStage stage)
    {
        stage.Victim.Tell(Command);
        _sent = stage.Victim.AwaitSleepOrCrash(Words.Of(Second)) && stage.Victim.AwaitSleepOrCrash(Words.Of(stage.Target));
        if (_sent)
        {
            stage.Send(1);
        }
    }

    public override void AfterDeath(CrashStage stage)
    {
        PeerProcess other = stage.Other();
        Join(stage, other);
        other.Tell(Command);
        if (stage.Passed(CrashStep.ReceiveTaken) || !_sent)
        {
            stage.Send(1);
        }

        Assert.Equal("Took 0 1 10", stage.AnswerOf(other));
        stage.ReceiveExactly();
    }

    public override void WhilePaused(CrashStage stage)
    {
        if (!_sent)
        {
            stage.Send(1); // Its sleep is still to come: it must not miss it.
        }
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Took 0 1 10", answer);
        stage.ReceiveExactly();
    }
}
