using Ipc.Platform.CrashPoints;
using Ipc.Regions;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Crashes;

/// <summary>A barrier of two, at which another process waits already.</summary>
internal abstract class BarrierScenario : CrashScenario
{
    protected PeerProcess? Waiter { get; private set; }

    public override IpcObject Make() => IpcBarrier.Create(2);

    protected static IpcBarrier Barrier(CrashStage stage) => (IpcBarrier)stage.Target;

    public override void Prepare(CrashStage stage)
    {
        Waiter = stage.Other();
        Waiter.TellAndSleep("wait forever", Words.Of(stage.Target));
    }

    /// <summary>Whether the one that waits was let through, was told that it is broken, or waits still.</summary>
    protected void WaiterEnds(CrashStage stage, string answer)
    {
        Assert.Equal(answer, stage.AnswerOf(Waiter!));
        PassAgain(stage);
    }

    protected void PassAgain(CrashStage stage)
    {
        Barrier(stage).Reset();
        Waiter!.Tell("wait forever");
        Assert.True(Barrier(stage).TryWait(stage.Patience, null, out _), "The barrier hangs.");
        Assert.StartsWith("Passed", stage.AnswerOf(Waiter!), StringComparison.Ordinal);
    }

    /// <summary>The one that waits is still counted: the test's own process is the second party.</summary>
    protected void ArriveInstead(CrashStage stage)
    {
        Assert.True(Barrier(stage).TryWait(stage.Patience, null, out _), "The barrier hangs.");
        WaiterEnds(stage, "Passed 0");
    }
}

/// <summary>The last party arrives.</summary>
internal sealed class BarrierArriveLast : BarrierScenario
{
    public override string Command => "wait 5";

    public override void AfterDeath(CrashStage stage)
    {
        if (stage.Passed(CrashStep.BarrierEnded))
        {
            WaiterEnds(stage, "Passed 0");
        }
        else if (stage.Passed(CrashStep.BarrierHeld))
        {
            WaiterEnds(stage, "error BarrierBroken");
        }
        else
        {
            ArriveInstead(stage);
        }
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Passed 1", answer);
        WaiterEnds(stage, "Passed 0");
    }
}

/// <summary>The first party arrives, and sleeps.</summary>
internal sealed class BarrierArriveFirst : CrashScenario
{
    private bool _bothCame;

    public override string Command => "wait forever";

    public override IpcObject Make()
    {
        IpcBarrier barrier = IpcBarrier.Create(2);
        barrier.Abort(); // Not its first phase: what slots say of an earlier one counts nothing.
        barrier.Reset();
        return barrier;
    }

    private static IpcBarrier Barrier(CrashStage stage) => (IpcBarrier)stage.Target;

    public override void Act(CrashStage stage)
    {
        stage.Victim.Tell(Command);
        if (stage.Victim.AwaitSleepOrCrash(Words.Of(stage.Target)))
        {
            WhileGoingOn(stage);
        }
    }

    public override void AfterDeath(CrashStage stage)
    {
        if (_bothCame)
        {
            Assert.False(Barrier(stage).IsBroken);
            Barrier(stage).Abort();
        }
        else if (stage.Passed(CrashStep.BarrierHeld))
        {
            Assert.Equal(IpcError.BarrierBroken, Eventually.ErrorOf(() => Barrier(stage).TryWait(stage.Patience, null, out _)));
        }
        else
        {
            Assert.False(Barrier(stage).TryWait(TimeSpan.FromMilliseconds(20), null, out _));
        }

        Assert.True(Barrier(stage).IsBroken);
        Barrier(stage).Reset();
        PeerProcess other = stage.Other();
        other.Tell("wait forever");
        Assert.True(Barrier(stage).TryWait(stage.Patience, null, out _), "The barrier hangs.");
        Assert.StartsWith("Passed", stage.AnswerOf(other), StringComparison.Ordinal);
    }

    public override void WhileGoingOn(CrashStage stage)
    {
        if (!_bothCame)
        {
            Assert.True(Barrier(stage).TryWait(stage.Patience, null, out _), "The barrier hangs.");
            _bothCame = true;
        }
    }

    public override void AfterAll(CrashStage stage, string answer) =>
        Assert.StartsWith("Passed", answer, StringComparison.Ordinal);
}

/// <summary>A barrier at which a process waits is broken on purpose.</summary>
internal sealed class BarrierAbort : BarrierScenario
{
    public override string Command => "abort";

    public override void AfterDeath(CrashStage stage)
    {
        if (stage.Passed(CrashStep.BarrierBroken))
        {
            WaiterEnds(stage, "error BarrierBroken");
        }
        else
        {
            ArriveInstead(stage);
        }
    }

    public override void AfterAll(CrashStage stage, string answer) => WaiterEnds(stage, "error BarrierBroken");
}

/// <summary>A barrier at which a process waits is reset.</summary>
internal sealed class BarrierReset : BarrierScenario
{
    public override string Command => "reset";

    public override void AfterDeath(CrashStage stage)
    {
        if (stage.Passed(CrashStep.BarrierEnded))
        {
            WaiterEnds(stage, "error BarrierBroken");
        }
        else
        {
            ArriveInstead(stage);
        }
    }

    public override void AfterAll(CrashStage stage, string answer) => WaiterEnds(stage, "error BarrierBroken");
}

/// <summary>A process finds that a party has died, and breaks the barrier for those who wait.</summary>
internal sealed class BarrierRecover : CrashScenario
{
    private PeerProcess? _waiter;

    public override string Command => "wait 5";

    public override IpcObject Make() => IpcBarrier.Create(4);

    public override void Prepare(CrashStage stage)
    {
        PeerProcess party = stage.Other();
        party.TellAndSleep("wait forever", Words.Of(stage.Target));
        _waiter = stage.Other();
        _waiter.TellAndSleep("wait forever", Words.Of(stage.Target));
        _waiter.Pause(); // Or it would be the one that puts it right.
        party.Kill();
    }

    public override void WhilePaused(CrashStage stage) => _waiter!.Continue();

    public override void AfterDeath(CrashStage stage)
    {
        _waiter!.Continue();
        Assert.Equal("error BarrierBroken", stage.AnswerOf(_waiter));
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("error BarrierBroken", answer);
        _waiter!.Continue();
        Assert.Equal("error BarrierBroken", stage.AnswerOf(_waiter!));
    }
}
