using Ipc.Platform.CrashPoints;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Crashes;

/// <summary>A free lock is entered, or entered once more.</summary>
internal sealed class LockEnter(bool again, bool ofSet = false) : CrashScenario
{
    private PeerProcess? _other;

    public override string Command => "enter 5";

    public override IpcObject Make() => SomeLock.Make(ofSet, again);

    public override void Prepare(CrashStage stage)
    {
        _other = stage.Other();
        if (again)
        {
            Assert.Equal("Entered", stage.Victim.Ask("enter 5"));
        }
    }

    public override void WhilePaused(CrashStage stage) => Assert.Equal("TimedOut", _other!.Ask("enter 0.1"));

    public override void AfterDeath(CrashStage stage)
    {
        Assert.Equal("Abandoned", _other!.Ask("enter 5"));
        Assert.Equal(IpcEnterResult.TimedOut, stage.Lock.TryEnter(TimeSpan.Zero));
        Finish(stage);
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Entered", answer);
        Assert.Equal("TimedOut", _other!.Ask("enter 0"));
        Assert.Equal("ok", stage.Victim.Ask("exit"));
        if (again)
        {
            Assert.Equal("TimedOut", _other!.Ask("enter 0"));
            Assert.Equal("ok", stage.Victim.Ask("exit"));
        }

        Assert.Equal("Entered", _other!.Ask("enter 5"));
        Finish(stage);
    }

    private void Finish(CrashStage stage)
    {
        Assert.Equal("ok", _other!.Ask("exit"));
        Assert.Equal(IpcEnterResult.Entered, stage.Lock.TryEnter(TimeSpan.Zero));
        stage.Lock.Exit();
    }
}

/// <summary>A lock is left for which another process sleeps.</summary>
internal sealed class LockExit(bool ofSet = false) : CrashScenario
{
    private PeerProcess? _waiter;

    public override string Command => "exit";

    public override IpcObject Make() => SomeLock.Make(ofSet);

    public override void Prepare(CrashStage stage)
    {
        Assert.Equal("Entered", stage.Victim.Ask("enter 5"));
        _waiter = stage.Other();
        _waiter.TellAndSleep("enter forever", Words.Of(stage.Target));
    }

    public override void WhilePaused(CrashStage stage)
    {
        if (!stage.Passed(CrashStep.LockFreed))
        {
            Assert.Equal(IpcEnterResult.TimedOut, stage.Lock.TryEnter(TimeSpan.FromMilliseconds(30)));
        }
    }

    public override void AfterDeath(CrashStage stage)
    {
        Assert.Equal(stage.Passed(CrashStep.LockFreed) ? "Entered" : "Abandoned", stage.AnswerOf(_waiter!));
        Finish(stage);
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Entered", stage.AnswerOf(_waiter!));
        Finish(stage);
    }

    private void Finish(CrashStage stage)
    {
        Assert.Equal("ok", _waiter!.Ask("exit"));
        Assert.Equal(IpcEnterResult.Entered, stage.Lock.TryEnter(TimeSpan.Zero));
        stage.Lock.Exit();
    }
}

/// <summary>Two processes sleep for a lock, one of which crashes on its way to sleep or when it is woken.</summary>
internal sealed class LockEnterSleeping(bool ofSet = false) : CrashScenario
{
    private PeerProcess? _other;

    public override string Command => "enter forever";

    public override IpcObject Make() => SomeLock.Make(ofSet);

    public override void Prepare(CrashStage stage)
    {
        stage.Lock.Enter();
        _other = stage.Other();
    }

    public override void Act(CrashStage stage)
    {
        stage.Victim.Tell(Command);
        bool sleeps = stage.Victim.AwaitSleepOrCrash(Words.Of(stage.Target));
        if (sleeps)
        {
            stage.Lock.Exit();
        }
    }

    public override void WhilePaused(CrashStage stage)
    {
        if (stage.Lock.IsHeldByMe)
        {
            stage.Lock.Exit();
        }
    }

    public override void AfterDeath(CrashStage stage)
    {
        if (stage.Lock.IsHeldByMe)
        {
            stage.Lock.Exit();
        }

        Assert.Contains(_other!.Ask("enter 5"), new[] { "Entered", "Abandoned" });
        Assert.Equal("ok", _other!.Ask("exit"));
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Entered", answer);
        Assert.Equal("ok", stage.Victim.Ask("exit"));
        Assert.Equal("Entered", _other!.Ask("enter 5"));
        Assert.Equal("ok", _other!.Ask("exit"));
    }
}

/// <summary>A number is counted up under the lock of a value.</summary>
internal sealed class ValueAdd : CrashScenario
{
    public override string Command => "add 2";

    public override IpcObject Make() => IpcValue.Create(0);

    public override void AfterDeath(CrashStage stage)
    {
        Assert.NotEqual(IpcEnterResult.TimedOut, stage.Lock.TryEnter(stage.Patience));
        Assert.InRange((int)((IpcValue)stage.Target).GetValue()!, 0, 2);
        stage.Lock.Exit();
    }

    public override void AfterAll(CrashStage stage, string answer) =>
        Assert.Equal(2, ((IpcValue)stage.Target).GetValue());
}
