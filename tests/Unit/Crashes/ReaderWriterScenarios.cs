using Ipc.Platform.CrashPoints;
using Ipc.Tests.Peers;

namespace Ipc.Tests.Crashes;

/// <summary>What the scenarios of a reader-writer lock have in common: after all, it is as new.</summary>
internal abstract class ReaderWriterScenario : CrashScenario
{
    protected PeerProcess? Other { get; set; }

    public override IpcObject Make() => IpcReaderWriterLock.Create();

    public override void Prepare(CrashStage stage) => Other = stage.Other();

    protected static IpcReaderWriterLock Lock(CrashStage stage) => (IpcReaderWriterLock)stage.Target;

    /// <summary>Nobody holds it or holds others back: many may share it, and then one may have it alone.</summary>
    protected void CheckFree(CrashStage stage)
    {
        Assert.Equal(IpcEnterResult.Entered, Lock(stage).TryEnterShared(stage.Patience));
        Assert.Equal("Entered", Other!.Ask("share 5"));
        Lock(stage).Exit();
        Assert.Equal("ok", Other!.Ask("exit"));
        Assert.Equal(IpcEnterResult.Entered, Lock(stage).TryEnter(stage.Patience));
        Assert.Equal("TimedOut", Other!.Ask("share 0"));
        Lock(stage).Exit();
    }
}

/// <summary>A free lock is shared.</summary>
internal sealed class ReaderEnter : ReaderWriterScenario
{
    public override string Command => "share 5";

    public override void WhilePaused(CrashStage stage)
    {
        if (stage.Passed(CrashStep.SharedHeld))
        {
            Assert.Equal("TimedOut", Other!.Ask("enter 0.1"));
        }
    }

    public override void AfterDeath(CrashStage stage) => CheckFree(stage);

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Entered", answer);
        Assert.Equal("TimedOut", Other!.Ask("enter 0"));
        Assert.Equal("Entered", Other!.Ask("share 0"));
        Assert.Equal("ok", stage.Victim.Ask("exit"));
        Assert.Equal("ok", Other!.Ask("exit"));
        CheckFree(stage);
    }
}

/// <summary>A shared lock is left for which another process sleeps that wants it alone.</summary>
internal sealed class ReaderExit : ReaderWriterScenario
{
    public override string Command => "exit";

    public override void Prepare(CrashStage stage)
    {
        base.Prepare(stage);
        Assert.Equal("Entered", stage.Victim.Ask("share 5"));
        Other!.TellAndSleep("enter forever", Words.Of(stage.Target));
    }

    public override void AfterDeath(CrashStage stage)
    {
        Assert.Equal("Entered", stage.AnswerOf(Other!));
        Assert.Equal(IpcEnterResult.TimedOut, Lock(stage).TryEnterShared(TimeSpan.Zero));
        Assert.Equal("ok", Other!.Ask("exit"));
        CheckFree(stage);
    }

    public override void AfterAll(CrashStage stage, string answer) => AfterDeath(stage);
}

/// <summary>A free lock is entered by one alone.</summary>
internal sealed class WriterEnter : ReaderWriterScenario
{
    public override string Command => "enter 5";

    public override void WhilePaused(CrashStage stage)
    {
        if (stage.Passed(CrashStep.LockSwapped))
        {
            Assert.Equal("TimedOut", Other!.Ask("share 0.1"));
        }
    }

    public override void AfterDeath(CrashStage stage)
    {
        Assert.Equal(stage.Passed(CrashStep.LockSwapped) ? "Abandoned" : "Entered", Other!.Ask("share 5"));
        Assert.Equal("ok", Other!.Ask("exit"));
        CheckFree(stage);
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Entered", answer);
        Assert.Equal("TimedOut", Other!.Ask("share 0"));
        Assert.Equal("ok", stage.Victim.Ask("exit"));
        CheckFree(stage);
    }
}

/// <summary>
/// One waits to be alone while another shares the lock: a newcomer, or one that shares it as well and upgrades.
/// </summary>
internal sealed class WriterEnterSleeping(bool upgrades) : ReaderWriterScenario
{
    public override string Command => "enter forever";

    public override void Prepare(CrashStage stage)
    {
        base.Prepare(stage);
        Lock(stage).EnterShared();
        if (upgrades)
        {
            Assert.Equal("Entered", stage.Victim.Ask("share 5"));
        }
    }

    public override void Act(CrashStage stage)
    {
        stage.Victim.Tell(Command);
        if (stage.Victim.AwaitSleepOrCrash(Words.Of(stage.Target)))
        {
            Lock(stage).Exit();
        }
    }

    // A paused one that waits holds newcomers back while the lock is shared, and no longer.
    public override void WhilePaused(CrashStage stage)
    {
        if (stage.Target.Region.Mutex.Owner != 0)
        {
            return; // Inside: it goes through that many times, so the steps do not tell.
        }

        if (Lock(stage).IsHeldByMe)
        {
            Lock(stage).Exit();
        }

        if (!upgrades && !stage.Passed(CrashStep.LockSwapped))
        {
            Assert.Equal("Entered", Other!.Ask("share 10"));
            Assert.Equal("ok", Other!.Ask("exit"));
        }
    }

    public override void WhileGoingOn(CrashStage stage)
    {
        if (Lock(stage).IsHeldByMe)
        {
            Lock(stage).Exit();
        }
    }

    public override void AfterDeath(CrashStage stage)
    {
        WhileGoingOn(stage);
        Assert.Contains(Other!.Ask("enter 5"), new[] { "Entered", "Abandoned" });
        Assert.Equal("ok", Other!.Ask("exit"));
        CheckFree(stage);
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Entered", answer);
        Assert.Equal("TimedOut", Other!.Ask("share 0"));
        Assert.Equal("ok", stage.Victim.Ask("exit"));
        if (upgrades)
        {
            Assert.Equal("TimedOut", Other!.Ask("enter 0"));
            Assert.Equal("ok", stage.Victim.Ask("exit"));
        }

        CheckFree(stage);
    }
}

/// <summary>The time of one passes that waits to be alone: those whom it held back get in.</summary>
internal sealed class WriterGivesUp : ReaderWriterScenario
{
    public override string Command => "enter 0.05";

    public override void Prepare(CrashStage stage)
    {
        base.Prepare(stage);
        Lock(stage).EnterShared();
    }

    public override void AfterDeath(CrashStage stage)
    {
        Assert.Equal("Entered", Other!.Ask("share 5"));
        Assert.Equal("ok", Other!.Ask("exit"));
        Lock(stage).Exit();
        CheckFree(stage);
    }

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("TimedOut", answer);
        AfterDeath(stage);
    }
}

/// <summary>One that was alone leaves; another sleeps that wants to share.</summary>
internal sealed class WriterExit : ReaderWriterScenario
{
    public override string Command => "exit";

    public override void Prepare(CrashStage stage)
    {
        base.Prepare(stage);
        Assert.Equal("Entered", stage.Victim.Ask("enter 5"));
        Other!.TellAndSleep("share forever", Words.Of(stage.Target));
    }

    public override void AfterDeath(CrashStage stage) =>
        Finish(stage, stage.Passed(CrashStep.LockFreed) ? "Entered" : "Abandoned");

    public override void AfterAll(CrashStage stage, string answer) => Finish(stage, "Entered");

    private void Finish(CrashStage stage, string result)
    {
        Assert.Equal(result, stage.AnswerOf(Other!));
        Assert.Equal("ok", Other!.Ask("exit"));
        CheckFree(stage);
    }
}

/// <summary>The lock is free, but claimed by one that is paused: a reader passes it over.</summary>
internal sealed class ReaderPassesOver : ReaderWriterScenario
{
    private PeerProcess? _paused;

    public override string Command => "share forever";

    public override void Prepare(CrashStage stage)
    {
        base.Prepare(stage);
        Lock(stage).EnterShared();
        _paused = stage.Other();
        _paused.TellAndSleep("enter forever", Words.Of(stage.Target));
        _paused.PauseOutside(stage.Target);
        Lock(stage).Exit();
    }

    public override void AfterDeath(CrashStage stage) => Finish(stage);

    public override void AfterAll(CrashStage stage, string answer)
    {
        Assert.Equal("Entered", answer);
        Assert.Equal("ok", stage.Victim.Ask("exit"));
        Finish(stage);
    }

    private void Finish(CrashStage stage)
    {
        _paused!.Continue();
        Assert.Equal("Entered", stage.AnswerOf(_paused));
        Assert.Equal("ok", _paused.Ask("exit"));
        CheckFree(stage);
    }
}
